internal import Crypto
internal import FoundationEssentials
internal import Text

/// A repository that is reached by a URL, or in ssh's short form `user@host:path`. What is shown of it never has a password.
struct RemoteURL: Codable, Equatable, Sendable {
    /// The ways in which a repository is reached.
    enum Transport: String, Codable, Sendable {
        case https, http, ssh, git, file
    }

    let transport: Transport
    /// Empty for a file.
    let host: String
    let port: Int?
    let user: String?
    /// From `https://user:password@host/`; it is only ever sent to that host.
    let password: String?
    /// What comes after the host; in the short form without a leading `/` it is relative to the user's home.
    let path: String
    private let isShort: Bool

    /// Reads what was given as a repository; nil where that is a path.
    init?(_ text: String) throws(GitSourceError) {
        func refused(_ why: String) -> GitSourceError {
            GitSourceError(
                .invalidURL, "the repository's URL \(why)",
                hint: "give one such as https://host/group/repo.git, ssh://git@host/group/repo.git, "
                    + "git@host:group/repo.git, git://host/repo.git or file:///srv/repo.git")
        }
        let scheme = text.firstRange(of: "://").map { text[..<$0.lowerBound].lowercased() }
        guard scheme != nil || Self.isShortForm(text) else { return nil }
        if text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7f }) {
            throw refused("has a space or a control character in it")
        }
        guard let scheme else {
            let colon = text.firstIndex(of: ":") ?? text.endIndex
            let login = text[..<colon].split(separator: "@", omittingEmptySubsequences: false)
            self.init(
                .ssh, host: String(login.last ?? ""), port: nil, user: login.count > 1 ? String(login[0]) : nil,
                password: nil, path: String(text[text.index(after: colon)...]), isShort: true)
            if login.count > 2 || user?.isEmpty == true { throw refused("has no user before its `@`, or two of them") }
            if path.isEmpty { throw refused("names no repository after its host") }
            try checkHost(refused)
            return
        }
        let transports = ["git+ssh": "ssh", "ssh+git": "ssh", "git+https": "https", "git+http": "http"]
        guard let transport = Transport(rawValue: transports[scheme] ?? scheme) else {
            throw refused("begins with `\(scheme)://`, which is not understood")
        }
        guard let parts = URLComponents(string: text), (1...65535).contains(parts.port ?? 1) else {
            throw refused("is malformed")
        }
        let bare = (parts.host ?? "").filter { $0 != "[" && $0 != "]" }
        self.init(
            transport, host: bare, port: parts.port, user: parts.user, password: parts.password, path: parts.path,
            isShort: false)
        if parts.query != nil || parts.fragment != nil {
            throw refused("has a `?` or a `#` in it; a branch is given with --ref, a folder with --path")
        }
        // Escaped ones: in a helper's or a server's protocol they would begin another line.
        let decoded = [host, user ?? "", password ?? "", path]
        if decoded.contains(where: { $0.utf8.contains { $0 < 0x20 || $0 == 0x7f } }) {
            throw refused("has a control character in it")
        }
        if path.isEmpty || path == "/" { throw refused("names no repository after its host") }
        if transport == .file {
            guard host.isEmpty || host == "localhost" else { throw refused("names a file on another host") }
            return
        }
        try checkHost(refused)
    }

    private init(
        _ transport: Transport, host: String, port: Int?, user: String?, password: String?, path: String, isShort: Bool
    ) {
        (self.transport, self.host, self.port, self.user) = (transport, host.lowercased(), port, user)
        (self.password, self.path, self.isShort) = (password, path, isShort)
    }

    private func checkHost(_ refused: (String) -> GitSourceError) throws(GitSourceError) {
        if host.isEmpty { throw refused("has no host") }
        if host.hasPrefix("-") || user?.hasPrefix("-") == true {
            throw refused("has a host or a user that begins with `-`")
        }
    }

    /// A colon before any slash, as in `git@host:path`; a directory that is called so has to be given as `./a:b`.
    private static func isShortForm(_ text: String) -> Bool {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), colon != text.startIndex else { return false }
        return !text[..<colon].utf8.contains(UInt8(ascii: "/"))
    }

    /// For people, for records and for libgit2: without the password.
    var text: String {
        if isShort { return (user.map { "\($0)@" } ?? "") + "\(host):\(path)" }
        if transport == .file { return "file://\(path)" }
        let login = transport == .ssh ? user.map { "\($0)@" } ?? "" : ""
        let bracketed = host.contains(":") ? "[\(host)]" : host
        return "\(transport.rawValue)://\(login)\(bracketed)\(port.map { ":\($0)" } ?? "")\(encodedPath)"
    }

    private var encodedPath: String {
        path.utf8.map { byte in
            let isPlain = byte > 0x20 && byte < 0x7f && !"%?#\"<>\\^`{|}".utf8.contains(byte)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + Hexadecimal.text([byte], uppercase: true)
        }.joined()
    }

    /// The name of its mirror's directory: the repository's last component, for people, and 16 digits of a SHA-256.
    var directoryName: String {
        let last = path.split(whereSeparator: { "/:".contains($0) }).last.map(String.init) ?? "repository"
        let name = last.hasSuffix(".git") ? String(last.dropLast(4)) : last
        let safe = name.unicodeScalars.prefix(40).map { scalar in
            scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "-")
                ? Character(scalar) : "_"
        }
        let digest = SHA256.hash(data: Data((text + "\n" + (user ?? "")).utf8)).prefix(8)
        return "\(String(safe))-\(Hexadecimal.text(digest)).git"
    }

    /// Whether what is sent to it stays on this machine.
    var isLoopback: Bool { LoopbackHost.contains(host) }
}
