internal import Foundation
internal import Glibc

/// `sshd` for the user who runs the tests, with host keys of three kinds.
public final class SSHServer: Sendable {
    private let server: ServerProcess
    /// Its keys, its configuration and the users' keys.
    public let folder: String

    /// Keeps its files below the folder. `password`: nothing but a key is accepted.
    public init(_ base: String) throws {
        folder = "\(base)/sshd"
        let files = folder
        try FileManager.default.createDirectory(
            atPath: files, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        // What Debian's service makes before it starts.
        if geteuid() == 0 { mkdir("/run/sshd", 0o755) }
        for kind in ["ed25519", "rsa", "ecdsa"] {
            try run("ssh-keygen", ["-q", "-t", kind, "-N", "", "-f", "\(files)/host_\(kind)"])
        }
        server = try ServerProcess("/usr/sbin/sshd", log: URL(filePath: "\(files)/log")) { port in
            let configuration = """
                ListenAddress 127.0.0.1:\(port)
                HostKey \(files)/host_ed25519
                HostKey \(files)/host_rsa
                HostKey \(files)/host_ecdsa
                AuthorizedKeysFile \(files)/authorized_keys
                StrictModes no
                UsePAM no
                PasswordAuthentication no
                KbdInteractiveAuthentication no
                PermitRootLogin prohibit-password
                PidFile none
                LogLevel VERBOSE
                """
            try configuration.write(toFile: "\(files)/sshd_config", atomically: true, encoding: .utf8)
            return ["-D", "-e", "-f", "\(files)/sshd_config"]
        }
    }

    /// Where it listens.
    public var port: Int { server.port }

    /// The user who may log in.
    public var user: String { getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? "root" }

    /// The URL of a repository, by its absolute path.
    public func url(_ path: String) -> String { "ssh://\(user)@127.0.0.1:\(port)\(path)" }

    /// Makes a pair of keys that the server accepts, in the file; the public one beside it.
    public func makeKey(_ file: String, kind: String = "ed25519", passphrase: String = "") throws {
        try run("ssh-keygen", ["-q", "-t", kind, "-N", passphrase, "-f", file])
        let key = try String(contentsOfFile: "\(file).pub", encoding: .utf8)
        let known = (try? String(contentsOfFile: "\(folder)/authorized_keys", encoding: .utf8)) ?? ""
        try (known + key).write(toFile: "\(folder)/authorized_keys", atomically: true, encoding: .utf8)
    }

    /// The line of `known_hosts` for one of its keys.
    public func knownHost(_ kind: String = "ed25519") throws -> String {
        let words = try String(contentsOfFile: "\(folder)/host_\(kind).pub", encoding: .utf8).split(separator: " ")
        return "[127.0.0.1]:\(port) \(words[0]) \(words[1])\n"
    }

    /// The fingerprint of one of its keys, as ssh prints it.
    public func fingerprint(_ kind: String) throws -> String {
        let line = try run("ssh-keygen", ["-l", "-f", "\(folder)/host_\(kind).pub"])
        return String(line.split(separator: " ")[1])
    }

    /// What it has logged.
    public var printed: String { server.printed }

    /// Ends it.
    public func stop() { server.stop() }
}

/// An SSH agent with keys in it.
public final class SSHAgent: Sendable {
    private let process: SpawnedProcess
    /// Its socket, for `SSH_AUTH_SOCK`.
    public let socket: String

    /// Starts one, with the private keys in these files.
    public init(_ folder: String, keys: [String]) throws {
        let path = "\(folder)/agent.socket"
        socket = path
        process = try SpawnedProcess("ssh-agent", ["-D", "-a", path], log: "\(folder)/agent.log")
        for _ in 0..<500 where !FileManager.default.fileExists(atPath: path) { usleep(20_000) }
        for key in keys { try run("ssh-add", ["-q", key], environment: ["SSH_AUTH_SOCK": path]) }
    }
}
