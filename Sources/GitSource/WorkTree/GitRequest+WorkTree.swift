extension GitRequest {
    /// Reads the manifests on disk: in the child, or in this process where there is none.
    func workTreeSnapshot(
        at chosen: ChosenPaths, by child: GitChild?, _ process: ChildProcess
    ) throws(GitSourceError) -> Snapshot {
        if let child {
            let answer = try child.askWorkTree(self, process)
            let reading = WorkTreeReading(request: self, summary: answer.summary, objects: answer.objects)
            return try reading.snapshot(answer.files)
        }
        let opened = try Repository.open(repository, workingDirectory: workingDirectory)
        var files: [RevisionFile] = []
        let reading = try WorkTreeReading.read(self, at: chosen, of: opened, try DiskObjects(opened), progress: {}) {
            files.append($0)
        }
        return try reading.snapshot(files)
    }

    /// What the child does: the commit that HEAD stands on, each file as soon as it has been read, and the summary last.
    func serveWorkTree(at chosen: ChosenPaths, of opened: Repository, _ output: FrameWriter) throws(GitSourceError) {
        let objects = try DiskObjects(opened) { id, object in output.write(id, object) }
        let reading = try WorkTreeReading.read(self, at: chosen, of: opened, objects, progress: output.progress) {
            output.write($0)
        }
        output.write(.workTree, reading.summary)
    }
}

extension GitReader {
    /// Reads the files on disk in a repository's work tree whose names end in one of the suffixes, at or below the paths: tracked
    /// or not, but for those that git or a `.dbconvergeignore` on disk ignores. They are for their author to try; what is applied comes from a commit.
    ///
    /// Symbolic links, submodules and repositories inside the work tree are refused, and the limits are those of `read`.
    /// The parameters are those of `read`; a path that leads through a symbolic link is refused too.
    /// - Throws: `GitSourceError`; `noWorkTree` for a bare repository.
    public static func readWorkTree(
        repository: String?, workingDirectory: String, paths: [String] = [], suffixes: [String] = [".yaml", ".yml"]
    ) throws(GitSourceError) -> Snapshot {
        try workTreeRequest(repository, workingDirectory, paths, suffixes).read(RemoteSettings(), by: GitChild.inUse)
    }

    /// The same, with the blocking calls on a thread of their own instead of one of the concurrency pool's.
    public static func readWorkTree(
        repository: String?, workingDirectory: String, paths: [String] = [], suffixes: [String] = [".yaml", ".yml"]
    ) async throws(GitSourceError) -> Snapshot {
        let request = workTreeRequest(repository, workingDirectory, paths, suffixes)
        return try await onQueue { process throws(GitSourceError) in
            try request.read(RemoteSettings(), by: GitChild.inUse, process)
        }
    }

    private static func workTreeRequest(
        _ repository: String?, _ workingDirectory: String, _ paths: [String], _ suffixes: [String]
    ) -> GitRequest {
        GitRequest(
            repository: repository, workingDirectory: workingDirectory, ref: "HEAD", paths: paths, suffixes: suffixes,
            readsWorkTree: true)
    }
}
