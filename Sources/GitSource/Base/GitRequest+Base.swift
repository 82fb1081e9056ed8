extension GitRequest {
    /// The most files whose ids a request may name, so that it stays short.
    private static let knownLimit = 100_000

    /// Reads the manifests at which `head` left the ref: in the child, or in this process where there is none. Of the files that
    /// are known the child sends none.
    func base(
        known files: [RevisionFile], by child: GitChild?, _ process: ChildProcess = ChildProcess()
    ) throws(GitSourceError) -> BaseSnapshot {
        let chosen = try ChosenPaths(paths ?? [])
        guard let child else {
            let opened = try open()
            let objects = try DiskObjects(opened)
            return try BaseReading(
                request: self, refState: opened.refState(ref, in: objects), history: opened.history(objects), known: [:]
            ).snapshot(at: chosen)
        }
        var known: [ObjectID: GitObject] = [:]
        for file in files.prefix(Self.knownLimit) {
            let object = GitObject(kind: .blob, bytes: file.bytes)
            if let id = object.id { known[id] = object }
        }
        var request = self
        request.known = known.keys.map(\.hexadecimal)
        let answer = try child.ask(request, process)
        return try BaseReading(
            request: self, refState: answer.refState,
            history: CommitHistory(objects: answer.objects, isShallow: true, limit: .max), known: known, isProof: true
        ).snapshot(at: chosen)
    }

    /// What the child does: every object is handed over as soon as it has been read, then where the ref stands.
    func serveBase(at chosen: ChosenPaths, of opened: Repository, _ output: FrameWriter) throws(GitSourceError) {
        let objects = try DiskObjects(opened, isForParent: true) { id, object in output.write(id, object) }
        let refState = try opened.refState(ref, in: objects)
        // What they hold does not matter here: only the parent makes something of it.
        var known: [ObjectID: GitObject] = [:]
        for digits in self.known {
            if let id = ObjectID(hexadecimal: digits.utf8) { known[id] = GitObject(kind: .blob, bytes: []) }
        }
        let reading = BaseReading(
            request: self, refState: refState, history: opened.history(objects), known: known)
        _ = try reading.snapshot(at: chosen)
        output.write(.refState, refState)
    }
}

extension GitReader {
    /// Reads the manifests of the commit at which a change left a ref: of the merge base of both, as git hosts compare
    /// a pull request, with the blocking calls on a thread of their own. What the ref has got since plays no part.
    ///
    /// The ids of all commits on both sides vouch for the answer. At most 100,000 commits are read; the limits of files
    /// are those of `read`.
    /// - Parameters:
    ///   - ref: The ref, in every form that `read` takes.
    ///   - head: The full id of the change's last commit.
    ///   - remote: How a remote repository is fetched.
    ///   - known: Files that are at hand already; those with the same content are not read again.
    /// - Throws: `GitSourceError`: `shallowClone` where the history that is here does not suffice, `noMergeBase` where
    ///   the two have no commit in common. That there is no manifest, or no such path, is no error here.
    public static func base(
        _ ref: String, of head: String, repository: String?, workingDirectory: String, paths: [String] = [],
        known: [RevisionFile] = [], suffixes: [String] = [".yaml", ".yml"], remote: RemoteSettings = RemoteSettings()
    ) async throws(GitSourceError) -> BaseSnapshot {
        var request = GitRequest(
            repository: repository, workingDirectory: workingDirectory, ref: ref, paths: paths, suffixes: suffixes)
        request.head = head
        let asked = request
        return try await onQueue { process throws(GitSourceError) in
            let child = GitChild.inUse
            return try asked.located(remote, by: child, process) { request throws(GitSourceError) in
                try request.base(known: known, by: child, process)
            }.answer
        }
    }
}
