internal import CLibGit2
internal import FoundationEssentials

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Tells a refusal because of the owner from other failures to open, and what would lift it.
enum Ownership {
    /// The error if the repository around `start` belongs to somebody else; nil if the failure was another.
    static func error(for failure: LibGit2Failure, start: String) -> GitSourceError? {
        // Without any safe.directory in the configuration, libgit2 1.5 says that the setting was not found.
        let settingMissing = failure.matches(GIT_ENOTFOUND) && failure.category == GIT_ERROR_CONFIG.rawValue
        guard failure.matches(GIT_EOWNER) || settingMissing, let directories = Directories(around: start) else {
            return nil
        }
        let foreign = directories.all.lazy.compactMap { path in owner(of: path).map { (path, $0) } }
            .first { $0.1 != geteuid() }
        let whose = foreign.map { "`\($0.0)` belongs to user id \($0.1), not to \(geteuid())" }
        let safe = directories.safeDirectory
        return GitSourceError(
            .ownedBySomebodyElse,
            "the repository at `\(safe)` is owned by somebody else: \(whose ?? failure.message)",
            hint: "if you trust it, run: git config --global --add safe.directory \(safe.quotedForShell)",
            underlying: failure.code)
    }

    private static func owner(of path: String) -> uid_t? {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_uid : nil
    }

    /// The places whose owner counts, and the one that `safe.directory` has to name: the work tree's root, or the
    /// repository itself when it is bare.
    private struct Directories {
        let safeDirectory: String
        let all: [String]

        init?(around start: String) {
            var buffer = git_buf()
            defer { git_buf_dispose(&buffer) }
            guard git_repository_discover(&buffer, start, 0, nil) == 0, let found = buffer.ptr else { return nil }
            let gitDirectory = String(cString: found).withoutTrailingSlash
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

extension String {
    /// Itself when a shell would leave it alone, else in single quotes.
    fileprivate var quotedForShell: String {
        let plain = utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "/._-+@%:,=".utf8.contains(byte)
            }
        }
        return plain ? self : "'" + replacing("'", with: "'\\''") + "'"
    }
}
