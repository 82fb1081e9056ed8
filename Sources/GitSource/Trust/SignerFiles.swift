internal import FoundationEssentials
internal import Glibc
internal import Text

/// The files that say whom to trust, as they were when they were checked: programs see copies.
struct SignerFiles {
    let allowedSigners: Copy?
    let revokedSigners: Copy?
    let keyring: Copy?

    struct Copy {
        /// As it was named.
        let file: SignerFile
        let bytes: [UInt8]
        /// The copy's path.
        let path: String
    }

    /// Reads, checks and copies them. A file below one of the roots is refused.
    init(_ policy: SignaturePolicy, outside roots: [String], _ scratch: ScratchDirectory) throws(GitSourceError) {
        func copy(_ file: SignerFile?, _ name: String) throws(GitSourceError) -> Copy? {
            guard let file else { return nil }
            let bytes = try file.read(outside: roots)
            return Copy(file: file, bytes: bytes, path: try scratch.write(name, bytes))
        }
        allowedSigners = try copy(policy.allowedSigners, "allowed_signers")
        revokedSigners = try copy(policy.revokedSigners, "revoked_signers")
        keyring = try copy(policy.keyring, "keyring")
    }

    /// The real paths of the repository: what the child says, and what is found here, so that neither decides alone. With
    /// a mirror it is that of which this is one; a linked work tree belongs to its main one; and the repository around the
    /// working directory may well be a clone of what is read.
    static func roots(of request: GitRequest, said root: String) -> [String] {
        let base = request.workingDirectory
        let start = request.repository.map { $0.hasPrefix("/") ? $0 : "\(base)/\($0)" } ?? base
        var roots = [RealPath.resolve(root)]
        if request.repository != nil { roots.append(RealPath.resolve(start)) }
        if let origin = request.mirrored { roots.append(RealPath.resolve(origin)) }
        let places = [start, request.isMirror ? base : nil, request.mirrored].compactMap(\.self)
        for place in places { roots += workTrees(around: place) }
        return roots
    }

    /// The work tree around a directory, and the main one where that is linked.
    private static func workTrees(around place: String) -> [String] {
        var directory = RealPath.resolve(place)
        while true {
            if FileManager.default.fileExists(atPath: "\(directory)/.git") {
                let link = SmallText.read("\(directory)/.git")
                    .flatMap { text in text.firstRange(of: "/.git/worktrees/").map { text[..<$0.lowerBound] } }
                guard let link, link.hasPrefix("gitdir: ") else { return [directory] }
                return [directory, RealPath.resolve(String(link.dropFirst(8)))]
            }
            guard let slash = directory.utf8.lastIndex(of: UInt8(ascii: "/")), directory != "/" else { return [] }
            directory = slash == directory.startIndex ? "/" : String(directory[..<slash])
        }
    }
}

extension SignerFile {
    private static let limit = 16 << 20

    /// The content of a file that no one but its owner can change.
    func read(outside roots: [String]) throws(GitSourceError) -> [UInt8] {
        guard path.hasPrefix("/"), !path.utf8.contains(0) else {
            throw .untrusted(self, "is not an absolute path", hint: "begin it with `/`")
        }
        guard let resolved = realpath(path, nil) else { throw unreadable(errno) }
        let real = String(cString: resolved)
        free(resolved)
        for root in roots where real == root || root == "/" || real.hasPrefix("\(root)/") {
            throw .untrusted(
                self, "lies in the repository at `\(root)`: a person who may push could change whom to trust",
                hint: "keep it where only administrators of this machine write, such as /etc/dbconverge")
        }
        // Without waiting: opening a named pipe would hang.
        let descriptor = open(real, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw unreadable(errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .untrusted(self, "is not a regular file", hint: "give the path of a file")
        }
        try refuseWritable(status, real)
        try refuseWritableDirectories(above: real)
        guard let bytes = Descriptor.readAll(descriptor, limit: Self.limit) else {
            throw .untrusted(
                self, "cannot be read, or has more than \(Self.limit >> 20) MiB", hint: "give a file of signers alone")
        }
        return bytes
    }

    private func unreadable(_ code: Int32) -> GitSourceError {
        .untrusted(
            self, "cannot be read: \(String(cString: strerror(code)))",
            hint: "put it there, or correct the path; docs/trust.md shows how to make one")
    }

    /// Others who can write to it, or to whom it belongs, could let themselves in.
    private func refuseWritable(_ status: stat, _ path: String) throws(GitSourceError) {
        let isForeign = status.st_uid != 0 && status.st_uid != geteuid()
        guard isForeign || status.st_mode & 0o022 != 0, !Self.isReadOnly(path) else { return }
        let isDirectory = status.st_mode & S_IFMT == S_IFDIR
        if isForeign {
            throw .untrusted(
                self, "\(isDirectory ? "lies in `\(path)`, which belongs" : "belongs") to the user \(status.st_uid)",
                hint: "give it to root, or to the user of this process: `\(ShellWord.join(["chown", "root", path]))`")
        }
        let mode = String(status.st_mode & 0o7777, radix: 8)
        let what = isDirectory ? "lies in `\(path)`, to which others can write" : "can be changed by others"
        throw .untrusted(
            self, "\(what) (mode \(mode))",
            hint: "take the right away with `\(ShellWord.join(["chmod", "go-w", path]))`, or keep the file elsewhere")
    }

    /// A sticky directory, such as /tmp, lets no user replace another's file.
    private func refuseWritableDirectories(above path: String) throws(GitSourceError) {
        var directory = path
        while directory != "/", let slash = directory.utf8.lastIndex(of: UInt8(ascii: "/")) {
            directory = slash == directory.startIndex ? "/" : String(directory[..<slash])
            var status = stat()
            guard lstat(directory, &status) == 0 else { throw unreadable(errno) }
            if status.st_mode & 0o1000 != 0 { status.st_mode &= ~0o022 }
            try refuseWritable(status, directory)
        }
    }

    /// Whether the flag ST_RDONLY is set, as of a volume of a container, whose directories often let all users write.
    private static func isReadOnly(_ path: String) -> Bool {
        var status = statvfs()
        return statvfs(path, &status) == 0 && status.f_flag & 1 != 0
    }
}
