internal import Dispatch

/// Reads the manifests of one commit of a local repository. Nothing is ever written or created.
public enum GitReader {
    /// What a reader accepts; beyond it, `tooLarge`.
    struct Limits {
        var fileBytes = 16 << 20
        var totalBytes = 512 << 20
        var entries = 1_000_000
        var pathBytes = 4096
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
    /// - Throws: `GitSourceError`; also when there is no manifest, so that a mistyped path never reads as "nothing".
    public static func read(
        repository: String?, workingDirectory: String, ref: String = "HEAD", path: String = "",
        suffixes: [String] = [".yaml", ".yml"]
    ) throws(GitSourceError) -> Snapshot {
        try read(
            repository: repository, workingDirectory: workingDirectory, ref: ref, path: path, suffixes: suffixes,
            limits: Limits())
    }

    /// The same, with the blocking calls on a thread of their own instead of one of the concurrency pool's.
    public static func read(
        repository: String?, workingDirectory: String, ref: String = "HEAD", path: String = "",
        suffixes: [String] = [".yaml", ".yml"]
    ) async throws(GitSourceError) -> Snapshot {
        try await onQueue { () throws(GitSourceError) -> Snapshot in
            try read(
                repository: repository, workingDirectory: workingDirectory, ref: ref, path: path,
                suffixes: suffixes, limits: Limits())
        }
    }

    /// Resolves a ref to its commit, as `read` does, without reading any file: cheap enough to ask often whether a
    /// branch has moved.
    /// - Throws: `GitSourceError`; `refMoved` for `ref@oid` when the ref has left that commit.
    public static func resolve(
        repository: String?, workingDirectory: String, ref: String = "HEAD"
    ) throws(GitSourceError) -> Revision {
        try Repository.open(repository, workingDirectory: workingDirectory).resolve(ref).0
    }

    /// The same, with the blocking calls on a thread of their own instead of one of the concurrency pool's.
    public static func resolve(
        repository: String?, workingDirectory: String, ref: String = "HEAD"
    ) async throws(GitSourceError) -> Revision {
        try await onQueue { () throws(GitSourceError) -> Revision in
            try resolve(repository: repository, workingDirectory: workingDirectory, ref: ref)
        }
    }

    private static func onQueue<Answer: Sendable>(
        _ body: @escaping @Sendable () throws(GitSourceError) -> Answer
    ) async throws(GitSourceError) -> Answer {
        let result: Result<Answer, GitSourceError> = await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: Result { () throws(GitSourceError) in try body() }) }
        }
        return try result.get()
    }

    private static let queue = DispatchQueue(label: "dbconverge.git")

    static func read(
        repository: String?, workingDirectory: String, ref: String, path: String, suffixes: [String], limits: Limits
    ) throws(GitSourceError) -> Snapshot {
        let path = try RepositoryPath(path)
        let opened = try Repository.open(repository, workingDirectory: workingDirectory)
        let (revision, commit) = try opened.resolve(ref)
        let tree = try CommitTree(commit, of: opened, revision: revision, limits: limits)
        let entry: TreeEntry
        do {
            entry = try tree.entry(at: path)
        } catch {
            throw opened.explain(error, path: path, tree: tree, workingDirectory: workingDirectory)
        }
        let (manifests, lookalikes) = try tree.manifests(at: path, entry, suffixes: suffixes)
        let differing = opened.isCheckedOut(revision) ? opened.differences(under: path, suffixes: suffixes) : .none
        guard !manifests.isEmpty else {
            throw tree.noManifests(
                at: path, entry, suffixes: suffixes, lookalikes: lookalikes, uncommitted: differing.paths)
        }
        return Snapshot(
            repository: opened.root, revision: revision, commit: commit.summary(),
            files: try tree.read(manifests),
            warnings: tree.warnings(lookalikes: lookalikes, suffixes: suffixes) + differing.warnings(revision))
    }
}
