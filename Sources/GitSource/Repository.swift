internal import CLibGit2
internal import FoundationEssentials

/// An open repository.
final class Repository {
    let handle: Handle
    /// The work tree's root without a trailing `/`; nil when the repository is bare.
    let workTree: String?
    /// The work tree's root, or the bare repository itself.
    let root: String
    /// Where its objects are, and where the environment lends more.
    let objectDirectories: [String]

    private init(_ handle: Handle, lent: RepositoryEnvironment? = nil) {
        self.handle = handle
        objectDirectories = (lent?.objects ?? Self.objects(of: handle)).map { [$0] + (lent?.alternates ?? []) } ?? []
        let workTree = handle.use { git_repository_workdir($0).map { String(cString: $0) } }
        self.workTree = workTree.map(\.withoutTrailingSlash)
        root = (workTree ?? handle.use { String(cString: git_repository_path($0)) }).withoutTrailingSlash
    }

    /// Opens the repository at or around the given directory, or around the working directory.
    /// `isMirror`: the environment, which may speak of the user's own repository, does not concern it.
    static func open(
        _ given: String?, workingDirectory: String, isMirror: Bool = false
    ) throws(GitSourceError) -> Repository {
        if isMirror, let given {
            return Repository(try open(given, isGiven: true, flags: GIT_REPOSITORY_OPEN_NO_SEARCH))
        }
        let environment = RepositoryEnvironment(workingDirectory: workingDirectory)
        if given == nil, let gitDirectory = environment.gitDirectory {
            // Named by the environment, it is trusted with any owner, as git does.
            let handle = try open(gitDirectory, isGiven: true, flags: GIT_REPOSITORY_OPEN_NO_SEARCH)
            try environment.lendObjects(to: handle)
            return Repository(handle, lent: environment)
        }
        let start = try startingPoint(given, workingDirectory: workingDirectory)
        let handle = try open(start, isGiven: given != nil)
        let gitDirectory = handle.use { String(cString: git_repository_path($0)) }.withoutTrailingSlash
        try Ownership.check(gitDirectory: gitDirectory, start: start, workingDirectory: workingDirectory)
        guard environment.concerns(gitDirectory) else { return Repository(handle) }
        try environment.lendObjects(to: handle)
        return Repository(handle, lent: environment)
    }

    private static func objects(of handle: Handle) -> String? {
        var buffer = git_buf()
        defer { git_buf_dispose(&buffer) }
        let code = handle.use { git_repository_item_path(&buffer, $0, GIT_REPOSITORY_ITEM_OBJECTS) }
        return code == 0 ? buffer.ptr.map { String(cString: $0) } : nil
    }

    private static func open(
        _ start: String, isGiven: Bool, flags: git_repository_open_flag_t? = nil
    ) throws(GitSourceError) -> Handle {
        guard LibGit2.started else { throw LibGit2Failure(-1).unreadable("libgit2 did not start") }
        do {
            return try Handle(freedBy: git_repository_free) { out in
                git_repository_open_ext(&out, start, flags.map(\.rawValue) ?? 0, nil)
            }
        } catch {
            guard error.matches(GIT_ENOTFOUND) else {
                throw error.unreadable("cannot open the repository at `\(start)`", in: start)
            }
            throw GitSourceError(
                .notARepository,
                flags != nil
                    ? "GIT_DIR names `\(start)`, which is not a git repository"
                    : isGiven
                        ? "`\(start)` is not a git repository, nor inside one"
                        : "neither `\(start)` nor a directory above it is a git repository",
                hint: flags != nil
                    ? "unset GIT_DIR, or give the path of a clone with --repo"
                    : "give the path of a clone with --repo, or run the command inside one",
                underlying: error.code)
        }
    }

    private static func startingPoint(_ given: String?, workingDirectory: String) throws(GitSourceError) -> String {
        guard let given else {
            if workingDirectory.isEmpty {
                throw GitSourceError(
                    .notARepository, "the working directory is gone",
                    hint: "go to another one, or give the path of a clone with --repo")
            }
            return workingDirectory
        }
        if given.isEmpty || given.utf8.contains(0) {
            throw GitSourceError(
                .notARepository, "the repository's path is empty or has a NUL character in it",
                hint: "leave --repo out for the repository around the working directory")
        }
        let directory = workingDirectory == "/" ? "/" : "\(workingDirectory.withoutTrailingSlash)/"
        let path = given.utf8.first == UInt8(ascii: "/") ? given : directory + given
        if FileManager.default.fileExists(atPath: path) { return RealPath.resolve(path) }
        throw GitSourceError(
            .notARepository, "there is no directory `\(path)`",
            hint: "give the path of a clone with --repo, or leave it out for the one around the working directory")
    }
}

extension String {
    var withoutTrailingSlash: String {
        utf8.count > 1 && utf8.last == UInt8(ascii: "/") ? String(dropLast()) : self
    }
}
