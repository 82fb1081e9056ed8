internal import CLibGit2

/// Where the environment says that the repository and its objects are: what git sets for the hooks that it runs.
struct RepositoryEnvironment {
    /// `GIT_DIR`, absolute.
    let gitDirectory: String?
    /// `GIT_OBJECT_DIRECTORY`, absolute: in a hook, the quarantine of what is being pushed.
    let objects: String?
    /// `GIT_ALTERNATE_OBJECT_DIRECTORIES`, absolute.
    let alternates: [String]

    /// Reads the environment; relative paths are taken from the working directory.
    init(workingDirectory: String) {
        func absolute(_ path: String) -> String {
            path.utf8.first == UInt8(ascii: "/") ? path : "\(workingDirectory.withoutTrailingSlash)/\(path)"
        }
        gitDirectory = Environment.path("GIT_DIR").map(absolute)
        objects = Environment.path("GIT_OBJECT_DIRECTORY").map(absolute)
        alternates = Self.list(Environment.value("GIT_ALTERNATE_OBJECT_DIRECTORIES") ?? "").map(absolute)
    }

    /// Whether the object directories are meant for this repository: not when `GIT_DIR` names another one.
    func concerns(_ repository: String) -> Bool {
        guard let gitDirectory else { return true }
        return RealPath.resolve(gitDirectory) == RealPath.resolve(repository)
    }

    /// Makes the repository find its objects where the environment says.
    func lendObjects(to repository: Handle) throws(GitSourceError) {
        guard objects != nil || !alternates.isEmpty else { return }
        try reading("cannot read the objects where GIT_OBJECT_DIRECTORY or its alternates are") {
            () throws(LibGit2Failure) in
            let database = try Handle(freedBy: git_odb_free) { out in
                if let objects { return git_odb_open(&out, objects) }
                return repository.use { git_repository_odb(&out, $0) }
            }
            for path in alternates where Environment.isReadable(path) {
                try LibGit2.check { database.use { git_odb_add_disk_alternate($0, path) } }
            }
            guard objects != nil else { return }
            try LibGit2.check { database.use { odb in repository.use { git_repository_set_odb($0, odb) } } }
        }
    }

    /// Separated by `:`; one that begins with a double quote is quoted as in C.
    private static func list(_ text: String) -> [String] {
        var paths: [String] = []
        var path: [UInt8] = []
        var isQuoted = false
        var isEscaped = false
        for byte in text.utf8 {
            switch byte {
            case _ where isEscaped:
                path.append(byte)
                isEscaped = false
            case UInt8(ascii: "\\") where isQuoted: isEscaped = true
            case UInt8(ascii: "\"") where isQuoted || path.isEmpty: isQuoted.toggle()
            case UInt8(ascii: ":") where !isQuoted:
                paths.append(String(decoding: path, as: UTF8.self))
                path = []
            default: path.append(byte)
            }
        }
        return (paths + [String(decoding: path, as: UTF8.self)]).filter { !$0.isEmpty }
    }
}
