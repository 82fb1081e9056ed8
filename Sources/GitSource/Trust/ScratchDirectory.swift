internal import FoundationEssentials
internal import Glibc

/// A directory for one verification that no other user can read: what programs are given, and their home.
struct ScratchDirectory {
    let path: String
    /// Locks the directory for as long as this process lives.
    private let descriptor: Int32

    private static let prefix = "dbconverge-trust-"
    /// In seconds: longer than it takes to lock one that has just been made.
    private static let graceTime = 600

    /// Makes it in another one, with mode 0700. Those go that verifications of this user left there when a signal ended
    /// their processes.
    init(in base: String) throws(GitSourceError) {
        let base = base.withoutTrailingSlash
        Self.removeAbandoned(in: base)
        var template = Array("\(base)/\(Self.prefix)XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Self.failure("make a directory in `\(base)`", errno) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        descriptor = Self.open(path)
        _ = flock(descriptor, LOCK_EX | LOCK_NB)
    }

    /// Removes it with everything in it.
    func remove() {
        try? FileManager.default.removeItem(atPath: path)
        close(descriptor)
    }

    private static func removeAbandoned(in base: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: base)) ?? [] where name.hasPrefix(prefix) {
            let directory = open("\(base)/\(name)")
            guard directory >= 0 else { continue }
            defer { close(directory) }
            var status = stat()
            guard fstat(directory, &status) == 0, status.st_uid == geteuid(),
                status.st_mtim.tv_sec < time(nil) - graceTime, flock(directory, LOCK_EX | LOCK_NB) == 0
            else { continue }
            try? FileManager.default.removeItem(atPath: "\(base)/\(name)")
        }
    }

    /// Programs that are started do not inherit it, nor the lock with it.
    private static func open(_ directory: String) -> Int32 {
        Glibc.open(directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    }

    /// Writes a file, and returns its path.
    func write(_ name: String, _ bytes: [UInt8]) throws(GitSourceError) -> String {
        let file = "\(path)/\(name)"
        let descriptor = Glibc.open(file, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure("write `\(file)`", errno) }
        defer { close(descriptor) }
        guard Descriptor.write(bytes, to: descriptor) else { throw Self.failure("write `\(file)`", errno) }
        return file
    }

    /// Makes a directory with mode 0700, and returns its path.
    func makeDirectory(_ name: String) throws(GitSourceError) -> String {
        let directory = "\(path)/\(name)"
        guard mkdir(directory, 0o700) == 0 else { throw Self.failure("make `\(directory)`", errno) }
        return directory
    }

    private static func failure(_ what: String, _ code: Int32) -> GitSourceError {
        GitSourceError(
            .verifierFailed, "signatures cannot be verified: cannot \(what): \(String(cString: strerror(code)))",
            hint: "see that TMPDIR names a directory with free space to which this user can write")
    }
}
