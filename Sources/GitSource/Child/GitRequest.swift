/// What is to be read.
struct GitRequest: Codable, Sendable {
    var repository: String?
    var workingDirectory: String
    var ref: String
    /// The paths of the manifests; empty: all of the repository. Nil: only the ref is resolved.
    var paths: [String]?
    /// The commit to which that of the ref is compared, in place of reading files; nil: none.
    var earlier: String?
    /// The commit whose change is looked at, in full; nil: none. What is read are then the files where it left the ref.
    var head: String?
    /// The ids of files that need not be sent.
    var known: [String] = []
    var suffixes: [String] = []
    var limits = GitReader.Limits()
    /// Whether the files are those on disk; `ref` is then HEAD.
    var readsWorkTree = false

    /// Whether the repository is a mirror of the cache.
    var isMirror = false
    /// The path of what it mirrors, where that is on this machine.
    var mirrored: String?

    /// The repository as it was given, for messages.
    var source: String { repository ?? workingDirectory }

    func open() throws(GitSourceError) -> Repository {
        try Repository.open(repository, workingDirectory: workingDirectory, isMirror: isMirror)
    }

    /// Reads the manifests: in the child, or in this process where there is none. `trust` verifies the revision before
    /// any file of it counts; nil: it needs no signature.
    func snapshot(
        by child: GitChild?, _ process: ChildProcess = ChildProcess(), trust: RevisionTrust? = nil
    ) throws(GitSourceError) -> Snapshot {
        let chosen = try ChosenPaths(paths ?? [])
        if readsWorkTree { return try workTreeSnapshot(at: chosen, by: child, process) }
        if let child {
            let answer = try child.ask(self, process)
            let signatures = try trust?.verify(self, answer.refState, answer.objects, process)
            let reading = CommitReading(request: self, refState: answer.refState, objects: answer.objects)
            return try reading.snapshot(reading.contents(chosen), answer.differences, signatures)
        }
        let opened = try open()
        let objects = try DiskObjects(opened)
        let reading = CommitReading(request: self, refState: try opened.refState(ref, in: objects), objects: objects)
        let signatures = try trust?.verify(self, reading.refState, objects, process)
        let contents = try reading.contents(chosen, of: opened)
        return reading.snapshot(contents, reading.differences(chosen, of: opened), signatures)
    }

    /// Resolves the ref: in the child, or in this process where there is none.
    func revision(by child: GitChild?, _ process: ChildProcess = ChildProcess()) throws(GitSourceError) -> Revision {
        if let child {
            let answer = try child.ask(self, process)
            return try answer.refState.commit(in: answer.objects).0
        }
        let opened = try open()
        let objects = try DiskObjects(opened)
        return try opened.refState(ref, in: objects).commit(in: objects).0
    }

    /// Says how the commit of the ref stands to the earlier one: by the child, or by this process where there is none.
    /// Of a descendant the child sends every commit on the way, and the way is gone again here.
    func relation(by child: GitChild?, _ process: ChildProcess = ChildProcess()) throws(GitSourceError)
        -> CommitRelation
    {
        guard let earlier = earlier.flatMap({ ObjectID(hexadecimal: $0.utf8) }) else { return .absent }
        if let child {
            let answer = try child.ask(self, process)
            let commit = try answer.refState.commit(in: answer.objects).1
            guard let relation = answer.relation else {
                throw .damaged(source, "the process that reads it did not say how two commits are related")
            }
            guard relation == .descendant || relation == .same else { return relation }
            let proof = CommitHistory(objects: answer.objects, isShallow: true, limit: .max)
            guard try proof.relation(of: commit.id, to: earlier).0 == relation else {
                throw .damaged(source, "\(earlier.hexadecimal) was not found before \(commit.id.hexadecimal)")
            }
            return relation
        }
        let opened = try open()
        let objects = try DiskObjects(opened)
        let commit = try opened.refState(ref, in: objects).commit(in: objects).1
        return try opened.history(objects).relation(of: commit.id, to: earlier).0
    }

    /// What the child does: every object is handed over as soon as it has been read, then where the ref stands, at last
    /// how the work tree differs, which is the least sure and may fail.
    func serve(_ output: FrameWriter) {
        do throws(GitSourceError) {
            let chosen = try paths.map { paths throws(GitSourceError) in try ChosenPaths(paths) }
            let opened = try open()
            if readsWorkTree, let chosen { return try serveWorkTree(at: chosen, of: opened, output) }
            if head != nil, let chosen { return try serveBase(at: chosen, of: opened, output) }
            let objects = try DiskObjects(opened, isForParent: true) { id, object in output.write(id, object) }
            let refState = try opened.refState(ref, in: objects)
            if let earlier = earlier.flatMap({ ObjectID(hexadecimal: $0.utf8) }) {
                let commit = try refState.commit(in: objects).1
                let (relation, path) = try opened.history(try DiskObjects(opened) { _, _ in output.tick() })
                    .relation(of: commit.id, to: earlier)
                for id in path {
                    _ = try objects.read(id, as: .commit, limit: Commit.limit, "cannot read the commits before it")
                }
                output.write(.refState, refState)
                return output.write(.relation, relation)
            }
            guard let chosen else { return output.write(.refState, refState) }
            let reading = CommitReading(request: self, refState: refState, objects: objects, keepsFiles: false)
            _ = try reading.contents(chosen, of: opened)
            output.write(.refState, refState)
            output.write(.differences, reading.differences(chosen, of: opened))
        } catch {
            output.write(.failure, GitFailure(error))
        }
    }
}

/// An error on its way from the child.
struct GitFailure: Codable {
    private let code, message, hint: String
    private let underlying: Int32?

    init(_ error: GitSourceError) {
        (code, message, hint) = (error.code.description, error.message, error.hint)
        underlying = error.underlying
    }

    var error: GitSourceError { GitSourceError(.init(code), message, hint: hint, underlying: underlying) }
}
