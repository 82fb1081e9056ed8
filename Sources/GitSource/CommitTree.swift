internal import CLibGit2

/// What a name in a directory stands for.
struct TreeEntry {
    enum Kind { case file, directory, symbolicLink, submodule }

    let kind: Kind
    var oid: git_oid

    init(directory oid: git_oid) { (kind, self.oid) = (.directory, oid) }

    init(_ entry: OpaquePointer) {
        oid = git_tree_entry_id(entry).pointee
        kind =
            switch git_tree_entry_filemode(entry) {
            case GIT_FILEMODE_TREE: .directory
            case GIT_FILEMODE_LINK: .symbolicLink
            case GIT_FILEMODE_COMMIT: .submodule
            default: .file
            }
    }
}

/// The files and directories of one commit.
struct CommitTree {
    let repository: Repository
    let revision: Revision
    let limits: GitReader.Limits
    private let root: Handle

    init(
        _ commit: Commit, of repository: Repository, revision: Revision, limits: GitReader.Limits
    ) throws(GitSourceError) {
        (self.repository, self.revision, self.limits) = (repository, revision, limits)
        do { root = try commit.tree() } catch { throw repository.lacks(error, "cannot read the tree of \(revision)") }
    }

    /// Goes down from the root; a symbolic link, a submodule or a file on the way is an error.
    func entry(at path: RepositoryPath) throws(GitSourceError) -> TreeEntry {
        var current = TreeEntry(directory: root.use { git_tree_id($0).pointee })
        for (depth, name) in path.components.enumerated() {
            if current.kind == .file { throw notFound(path, "`\(path.parent(depth).text)` is a file there", near: []) }
            let directory = try open(current, at: path.parent(depth).text)
            guard let found = directory.use({ git_tree_entry_byname($0, name).map(TreeEntry.init) }) else {
                throw notFound(
                    path, depth == path.components.count - 1 ? nil : "there is no `\(path.parent(depth + 1).text)`",
                    near: nearNames(name, in: directory, at: path.parent(depth)))
            }
            switch found.kind {
            case .symbolicLink: throw refused(links: [path.parent(depth + 1).text])
            case .submodule: throw refused(submodules: [path.parent(depth + 1).text])
            case .file, .directory: current = found
            }
        }
        return current
    }

    func open(_ directory: TreeEntry, at path: String) throws(GitSourceError) -> Handle {
        var oid = directory.oid
        do {
            return try Handle(in: repository.handle, freedBy: git_tree_free) { out in
                repository.handle.use { git_tree_lookup(&out, $0, &oid) }
            }
        } catch {
            throw repository.lacks(error, "cannot read the directory `\(path)` of \(revision)")
        }
    }

    private func nearNames(_ name: String, in directory: Handle, at parent: RepositoryPath) -> [String] {
        let names = directory.use { tree in
            (0..<git_tree_entrycount(tree)).compactMap { index in
                git_tree_entry_byindex(tree, index).flatMap { git_tree_entry_name($0) }
                    .flatMap { String(validatingCString: $0) }
            }
        }
        return NearestName.suggestions(for: name, among: names).map {
            RepositoryPath(components: parent.components + [$0]).text
        }
    }

    private func notFound(_ path: RepositoryPath, _ detail: String?, near: [String]) -> GitSourceError {
        GitSourceError(
            .pathNotFound,
            "\(revision) has no \(path.quoted)" + (detail.map { ": \($0)" } ?? ""),
            hint: near.isEmpty
                ? "paths are taken from the repository's root, and only what is committed counts; "
                    + "see \(repository.git("ls-tree", "-r", "--name-only", revision.shortOID))"
                : "did you mean \(near.quotedChoice())?")
    }
}
