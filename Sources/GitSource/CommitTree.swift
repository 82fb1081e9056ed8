/// The files and directories of one commit.
struct CommitTree {
    let objects: any ObjectStore
    let revision: Revision
    let limits: GitReader.Limits
    private let root: ObjectID

    init(_ commit: Commit, in objects: any ObjectStore, revision: Revision, limits: GitReader.Limits) {
        (self.objects, self.revision, self.limits, root) = (objects, revision, limits, commit.tree)
    }

    /// What is at a path, and the rules that count in the directory around it.
    struct Place {
        let path: RepositoryPath
        let entry: TreeEntry
        let scope: IgnoreScope
    }

    /// Goes down from the root; a symbolic link, a submodule or a file on the way is an error, and what is ignored too.
    func place(at path: RepositoryPath) throws(GitSourceError) -> Place {
        var current = TreeEntry(root: root)
        var scope = IgnoreScope()
        for (depth, name) in path.components.enumerated() {
            let (parent, part) = (path.parent(depth), path.parent(depth + 1))
            if current.kind == .file { throw notFound(path, "`\(parent.text)` is a file there", near: []) }
            let directory = try entries(of: current, at: parent.text)
            guard let found = directory.first(where: { $0.name.elementsEqual(name.utf8) }) else {
                throw notFound(
                    path, depth == path.components.count - 1 ? nil : "there is no `\(part.text)`",
                    near: nearNames(name, in: directory, at: parent))
            }
            switch found.kind {
            case .symbolicLink: throw refused(links: [part.text])
            case .submodule: throw refused(submodules: [part.text])
            case .file, .directory: current = found
            }
            scope = try self.scope(scope, with: directory, in: parent.text)
            let rule = scope.rule(for: Array(name.utf8), in: parent.text, isDirectory: found.kind == .directory)
            if let rule, rule.ignores { throw ignored(path, part, by: rule) }
        }
        return Place(path: path, entry: current, scope: scope)
    }

    /// What a directory holds.
    func entries(of directory: TreeEntry, at path: String) throws(GitSourceError) -> [TreeEntry] {
        let name = path.isEmpty ? "the root directory" : "the directory `\(path)`"
        let bytes = try objects.read(
            directory.id, as: .tree, limit: TreeEntry.treeLimit, "cannot read \(name) of \(revision)")
        do {
            return try TreeEntry.entries(of: bytes)
        } catch {
            throw .damaged(objects.root, "\(name) of \(revision) is not sound: \(error.text)")
        }
    }

    private func nearNames(_ name: String, in directory: [TreeEntry], at parent: RepositoryPath) -> [String] {
        let names = directory.compactMap { String(validating: $0.name, as: UTF8.self) }
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
                    + "see \(GitCommand.spell(in: objects.root, "ls-tree", "-r", "--name-only", revision.shortOID))"
                : "did you mean \(near.quotedChoice())?")
    }
}
