internal import Dispatch

/// Reads the manifests of one commit of a local repository. Nothing is ever written or created.
public enum GitReader {
    /// What a reader accepts; beyond it, `tooLarge`.
    struct Limits: Codable {
        var fileBytes = 16 << 20
        var totalBytes = 512 << 20
        var entries = 1_000_000
        var pathBytes = 4096
        /// Of all the paths of manifests together.
        var totalPathBytes = 64 << 20
    }

    /// Reads the files whose names end in one of the suffixes (letter for letter) at or below a path, from a commit's
    /// tree and never from the work tree.
    ///
    /// Directories are read through to the bottom, hidden ones too. Symbolic links and submodules below the path are refused. When the
    /// commit is the one checked out and manifests below the path differ from it, a warning says so. A file may have
    /// 16 MiB, all of them 512 MiB, a path 4,096 bytes, and there may be 1,000,000 entries below the path.
    ///
    /// - Parameters:
    ///   - repository: A directory in a work tree, a `.git` or a bare repository; relative to the working directory.
    ///     Nil: the repository around the working directory.
    ///   - workingDirectory: The absolute path of the directory where the user stands.
    ///   - ref: `HEAD`, a branch (`origin/main` too), a tag, `refs/…` or an object id, full or abbreviated to four digits
    ///     or more, and any of them with `~N` and `^N` behind it. A name wins over an abbreviated id. `ref@oid`, as a revision
    ///     is printed, is accepted while the ref stands at that commit.
    ///   - path: A directory or a file, from the repository's root wherever the user stands; empty for everything.
    ///   - suffixes: The endings that make a file a manifest.
    ///   - trust: Whose signatures the revision needs before any of it is read; nil: it needs none.
    /// - Throws: `GitSourceError`; also when there is no manifest, so that a mistyped path never reads as "nothing".
    public static func read(
        repository: String?, workingDirectory: String, ref: String = "HEAD", path: String = "",
        suffixes: [String] = [".yaml", ".yml"], trust: SignaturePolicy? = nil
    ) throws(GitSourceError) -> Snapshot {
        try GitRequest(
            repository: repository, workingDirectory: workingDirectory, ref: ref, path: path, suffixes: suffixes
        ).snapshot(by: GitChild.inUse, trust: trust.map { RevisionTrust(policy: $0) })
    }

    /// The same, with the blocking calls on a thread of their own instead of one of the concurrency pool's.
    public static func read(
        repository: String?, workingDirectory: String, ref: String = "HEAD", path: String = "",
        suffixes: [String] = [".yaml", ".yml"], trust: SignaturePolicy? = nil
    ) async throws(GitSourceError) -> Snapshot {
        let request = GitRequest(
            repository: repository, workingDirectory: workingDirectory, ref: ref, path: path, suffixes: suffixes)
        return try await onQueue { process throws(GitSourceError) in
            try request.snapshot(by: GitChild.inUse, process, trust: trust.map { RevisionTrust(policy: $0) })
        }
    }

    /// Resolves a ref to its commit, as `read` does, without reading any file: cheap enough to ask often whether a
    /// branch has moved.
    /// - Throws: `GitSourceError`; `refMoved` for `ref@oid` when the ref has left that commit.
    public static func resolve(
        repository: String?, workingDirectory: String, ref: String = "HEAD"
    ) throws(GitSourceError) -> Revision {
        try GitRequest(repository: repository, workingDirectory: workingDirectory, ref: ref).revision(
            by: GitChild.inUse)
    }

    /// The same, with the blocking calls on a thread of their own instead of one of the concurrency pool's.
    public static func resolve(
        repository: String?, workingDirectory: String, ref: String = "HEAD"
    ) async throws(GitSourceError) -> Revision {
        let request = GitRequest(repository: repository, workingDirectory: workingDirectory, ref: ref)
        return try await onQueue { process throws(GitSourceError) in
            try request.revision(by: GitChild.inUse, process)
        }
    }

    /// Says how the commit with the full id `oid` stands to an earlier one, such as the last that was applied, with the
    /// blocking calls on a thread of their own.
    ///
    /// That it is a descendant is proved by the ids of all commits in between. At most 100,000 commits are read from each.
    /// - Throws: `GitSourceError`; not where the earlier commit is not here, which is an answer.
    public static func relation(
        repository: String?, workingDirectory: String, of oid: String, to earlier: String
    ) async throws(GitSourceError) -> CommitRelation {
        var request = GitRequest(repository: repository, workingDirectory: workingDirectory, ref: oid)
        request.earlier = earlier
        let asked = request
        return try await onQueue { process throws(GitSourceError) in
            try asked.relation(by: GitChild.inUse, process)
        }
    }

    /// Runs what blocks; when the task is cancelled, the child that it waits for is ended at once.
    static func onQueue<Answer: Sendable>(
        _ body: @escaping @Sendable (ChildProcess) throws(GitSourceError) -> Answer
    ) async throws(GitSourceError) -> Answer {
        let process = ChildProcess()
        let result: Result<Answer, GitSourceError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                queue.async {
                    continuation.resume(returning: Result { () throws(GitSourceError) in try body(process) })
                }
            }
        } onCancel: {
            process.cancel()
        }
        return try result.get()
    }

    private static let queue = DispatchQueue(label: "dbconverge.git", attributes: .concurrent)
}
