/// Finds where a change left a ref, and reads the manifests there. The child that has the repository and the parent that
/// has only what was sent do the same: every id on the way is recomputed.
struct BaseReading<Objects: ObjectStore> {
    let request: GitRequest
    let refState: RefState
    let history: CommitHistory<Objects>
    /// Files that are at hand already.
    let known: [ObjectID: GitObject]
    /// Whether this checks what a child has found: nothing may then be missing.
    var isProof = false

    func snapshot(at chosen: ChosenPaths) throws(GitSourceError) -> BaseSnapshot {
        let (tip, commit) = try refState.commit(in: history.objects)
        guard let head = request.head.flatMap({ ObjectID(hexadecimal: $0.utf8) }) else {
            throw .damaged(refState.repository, "there is no commit to compare with `\(refState.ref)`")
        }
        let id = try base(of: head, commit.id, tip)
        let base = try history.commit(id)
        let revision = Revision(ref: id.hexadecimal, oid: id.hexadecimal)
        return BaseSnapshot(tip: tip, oid: id.hexadecimal, files: try files(of: base, revision, at: chosen))
    }

    private func files(
        of commit: Commit, _ revision: Revision, at chosen: ChosenPaths
    ) throws(GitSourceError) -> [RevisionFile] {
        let objects = KnownObjects(objects: history.objects, known: known)
        let reading = CommitReading(request: request, refState: refState, objects: objects)
        var files: [RevisionFile] = []
        for path in chosen.outermost {
            do {
                files += try reading.contents(of: commit, revision, ChosenPaths([path.text]), of: nil).files
            } catch {
                // Before the change there may be nothing yet. That the path is no mistake is seen where the change ends.
                guard [.pathNotFound, .noManifests, .ignoredPath].contains(error.code) else { throw error }
            }
        }
        return files.sorted { $0.path.precedesByBytes($1.path) }
    }

    private func base(of head: ObjectID, _ tip: ObjectID, _ revision: Revision) throws(GitSourceError) -> ObjectID {
        let short = head.hexadecimal.prefix(12)
        switch try history.mergeBase(of: head, and: tip) {
        case .found(let id): return id
        case .cutOff where isProof:
            throw .damaged(request.source, "the process that reads it did not send all commits back to \(revision)")
        case .cutOff:
            throw GitSourceError(
                .shallowClone, "where \(short) left \(revision) cannot be told: this clone is shallow",
                hint: "fetch the history: \(GitCommand.spell(in: refState.repository, "fetch", "--unshallow")); "
                    + "in CI, `fetch-depth: 0` on GitHub, `GIT_DEPTH: \"0\"` on GitLab")
        case .unrelated:
            throw GitSourceError(
                .noMergeBase, "\(short) and \(revision) have no commit in common",
                hint: "give the branch into which the change is merged with --base")
        case .tooFar:
            throw GitSourceError(
                .noMergeBase, "\(short) and \(revision) have none of the last \(history.limit) commits in common",
                hint: "give a ref that is nearer with --base")
        }
    }
}

/// Objects of which some are at hand already, so that they are neither read nor sent again.
struct KnownObjects<Objects: ObjectStore>: ObjectStore {
    let objects: Objects
    let known: [ObjectID: GitObject]

    var root: String { objects.root }

    func has(_ id: ObjectID) -> Bool { known[id] != nil || objects.has(id) }

    func read(
        _ id: ObjectID, _ what: @autoclosure () -> String, accept: (ObjectHeader) throws(GitSourceError) -> Void
    ) throws(GitSourceError) -> GitObject {
        guard let object = known[id] else { return try objects.read(id, what(), accept: accept) }
        try accept(ObjectHeader(kind: object.kind, size: object.bytes.count))
        return object
    }
}
