internal import FoundationEssentials

/// Where a ref stands: what only the repository itself can say. The rest follows from objects.
struct RefState: Codable {
    /// The repository's root.
    let repository: String
    /// As it was asked for.
    let ref: String
    /// What was looked up: the ref, without the id behind the `@` of `ref@oid`.
    let spelling: String
    /// The name by which the revision is shown.
    let name: String
    /// The object that it names, before any steps.
    let object: String
    private let checkedOut: String?

    init(repository: String, ref: String, spelling: String, name: String, object: ObjectID, checkedOut: ObjectID?) {
        (self.repository, self.ref, self.spelling, self.name) = (repository, ref, spelling, name)
        (self.object, self.checkedOut) = (object.hexadecimal, checkedOut?.hexadecimal)
    }

    /// Whether the revision is the commit that HEAD stands on, in a repository with a work tree.
    func isCheckedOut(_ revision: Revision) -> Bool { checkedOut == revision.oid }

    /// Follows annotated tags and takes the steps; for `ref@oid` the commit has to be that one.
    func commit(in objects: any ObjectStore) throws(GitSourceError) -> (Revision, Commit) {
        let spelling = try RefSpelling(spelling)
        guard let start = ObjectID(hexadecimal: object.utf8) else {
            throw .damaged(repository, "`\(ref)` stands for no object")
        }
        var commit = try peel(start, spelling, in: objects)
        try spelling.forEachStep { parent throws(GitSourceError) in
            guard parent > 0 else { return }
            guard parent <= commit.parents.count else {
                throw GitSourceError(
                    .unknownRef, "`\(spelling.base)` has no commit `\(spelling.steps)` before it",
                    hint:
                        "see \(GitCommand.spell(in: repository, "log", spelling.base)) for the commits that there are",
                    underlying: Self.notFound)
            }
            commit = try read(commit.parents[parent - 1], spelling, in: objects)
        }
        let revision = Revision(ref: name, oid: commit.id.hexadecimal)
        if spelling.text != ref {
            guard let pinned = PinnedRef(ref), pinned.ref == spelling.text else {
                throw .damaged(repository, "`\(ref)` was not what was looked up")
            }
            guard revision.oid.hasPrefix(pinned.oid) else { throw pinned.moved(to: revision) }
        }
        return (revision, commit)
    }

    /// libgit2's code for what is not there.
    private static let notFound: Int32 = -3
    /// How many tags may stand for one another.
    static let tagLimit = 64

    private func peel(
        _ start: ObjectID, _ spelling: RefSpelling, in objects: any ObjectStore
    ) throws(GitSourceError) -> Commit {
        var id = start
        for _ in 0..<Self.tagLimit {
            let isTag = id != start
            let object = try objects.read(id, "cannot read the commit of `\(spelling.text)`") {
                header throws(GitSourceError) in
                switch header.kind {
                case .tree, .blob:
                    throw GitSourceError(
                        .notACommit,
                        isTag
                            ? "the tag `\(spelling.text)` does not stand for a commit"
                            : "`\(spelling.text)` is a \(header.kind.name), not a commit",
                        hint: "give a branch, a tag or the id of a commit")
                case .commit, .tag:
                    let limit = header.kind == .tag ? Tag.limit : Commit.limit
                    if header.size > limit { throw .tooLong(header.kind, id, header.size, limit, repository) }
                }
            }
            if object.kind == .commit { return try parsed(object.bytes, id) }
            guard let tag = Tag(object.bytes) else {
                throw .damaged(repository, "the tag \(id.hexadecimal) is malformed")
            }
            id = tag.target
        }
        throw .damaged(repository, "`\(spelling.text)` is a tag of a tag, more than \(Self.tagLimit) times")
    }

    private func read(
        _ id: ObjectID, _ spelling: RefSpelling, in objects: any ObjectStore
    ) throws(GitSourceError) -> Commit {
        let bytes = try objects.read(
            id, as: .commit, limit: Commit.limit, "cannot read the commit of `\(spelling.text)`")
        return try parsed(bytes, id)
    }

    private func parsed(_ bytes: [UInt8], _ id: ObjectID) throws(GitSourceError) -> Commit {
        guard let commit = Commit(bytes, id: id) else {
            throw .damaged(repository, "the commit \(id.hexadecimal) is malformed")
        }
        return commit
    }
}
