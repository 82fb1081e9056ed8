internal import FoundationEssentials
internal import Glibc

/// Whether a repository may be read although another user owns it: as git decides it, not as libgit2 does.
enum Ownership {
    /// Throws if the repository, found from `start`, belongs to another user and `safe.directory` does not list it.
    static func check(gitDirectory: String, start: String, workingDirectory: String) throws(GitSourceError) {
        let directories = Directories(gitDirectory: gitDirectory, start: start)
        let foreign = directories.all.lazy.compactMap { path in owner(of: path).map { (path, $0) } }
            .first { !isOwn($0.1) }
        guard let foreign else { return }
        let safe = directories.safeDirectory
        let configuration = try reading(
            "cannot read git's configuration, to learn whether `\(safe)` is trusted", in: safe
        ) {
            () throws(LibGit2Failure) in try ProtectedConfiguration()
        }
        let values = configuration.safeDirectories
        if SafeDirectory.trusts(safe, values: values, workingDirectory: workingDirectory) { return }
        throw GitSourceError(
            .ownedByAnotherUser,
            "the repository at `\(safe)` is owned by another user: "
                + "`\(foreign.0)` belongs to user id \(foreign.1), not to \(geteuid())",
            hint: "if you trust it, run \(GitCommand.spell(["config", "--global", "--add", "safe.directory", safe]))")
    }

    /// For root by sudo, what belongs to the caller counts too.
    private static func isOwn(_ owner: uid_t) -> Bool {
        if owner == geteuid() { return true }
        return geteuid() == 0 && Environment.value("SUDO_UID").flatMap { uid_t($0) } == owner
    }

    private static func owner(of path: String) -> uid_t? {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_uid : nil
    }

    /// The directories whose owner counts, and the one that `safe.directory` has to name: the work tree's root, or the
    /// repository itself when it is bare.
    private struct Directories {
        let safeDirectory: String
        let all: [String]

        init(gitDirectory: String, start: String) {
            let start = RealPath.resolve(start)
            if gitDirectory.hasSuffix("/.git") {
                safeDirectory = String(gitDirectory.dropLast("/.git".count))
            } else if "\(start)/".hasPrefix("\(gitDirectory)/") {
                safeDirectory = gitDirectory
            } else {
                safeDirectory = Self.nearest(above: start) ?? gitDirectory
            }
            all = [safeDirectory, "\(safeDirectory)/.git", gitDirectory]
        }

        /// A linked work tree or a submodule: the directory in which a file called `.git` points elsewhere.
        private static func nearest(above start: String) -> String? {
            var directory = start
            while !FileManager.default.fileExists(atPath: "\(directory)/.git") {
                guard let slash = directory.utf8.lastIndex(of: UInt8(ascii: "/")), directory != "/" else { return nil }
                directory = slash == directory.startIndex ? "/" : String(directory[..<slash])
            }
            return directory
        }
    }
}
