internal import Dispatch

/// Reads the manifests of one commit of a repository. In a local one nothing is ever written or created; a remote one is
/// fetched into a mirror in the user's cache first.
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

    /// Reads the files whose names end in one of the suffixes (letter for letter) at or below the paths, from a commit's
    /// tree and never from the work tree.
    ///
    /// Directories are read through to the bottom, hidden ones too, but for what a `.dbconvergeignore` of the commit leaves out.
    /// Symbolic links and submodules below the paths are refused. When the
    /// commit is the one checked out and manifests below the paths differ from it, a warning says so. A file may have
    /// 16 MiB, all of them 512 MiB, a path 4,096 bytes, and there may be 1,000 paths and 1,000,000 entries below them.
    ///
    /// - Parameters:
    ///   - repository: A directory in a work tree, a `.git` or a bare repository; relative to the working directory.
    ///     Or a URL: `https://`, `ssh://`, `git://`, `file://`, or `user@host:path`. Nil: the repository around the
    ///     working directory.
    ///   - workingDirectory: The absolute path of the directory where the user stands.
    ///   - ref: `HEAD`, a branch (`origin/main` too), a tag, `refs/…` or an object id, full or abbreviated to four digits
    ///     or more, and any of them with `~N` and `^N` behind it. A name wins over an abbreviated id. `ref@oid`, as a revision
    ///     is printed, is accepted while the ref stands at that commit.
    ///   - paths: Directories or files, from the repository's root wherever the user stands, each of which has to hold a
    ///     manifest; none for everything.
    ///   - suffixes: The endings that make a file a manifest.
    ///   - remote: How a remote repository is fetched.
    ///   - trust: Whose signatures the revision needs before any of it is read; nil: it needs none.
    /// - Throws: `GitSourceError`; also when there is no manifest, so that a mistyped path never reads as "nothing".
    public static func read(
        repository: String?, workingDirectory: String, ref: String = "HEAD", paths: [String] = [],
        suffixes: [String] = [".yaml", ".yml"], remote: RemoteSettings = RemoteSettings(), trust: SignaturePolicy? = nil
    ) throws(GitSourceError) -> Snapshot {
        try GitRequest(
            repository: repository, workingDirectory: workingDirectory, ref: ref, paths: paths, suffixes: suffixes
        ).read(remote, by: GitChild.inUse, trust: trust.map { RevisionTrust(policy: $0) })
    }

    /// The same, with the blocking calls on a thread of their own instead of one of the concurrency pool's.
    public static func read(
        repository: String?, workingDirectory: String, ref: String = "HEAD", paths: [String] = [],
        suffixes: [String] = [".yaml", ".yml"], remote: RemoteSettings = RemoteSettings(), trust: SignaturePolicy? = nil
    ) async throws(GitSourceError) -> Snapshot {
        let request = GitRequest(
            repository: repository, workingDirectory: workingDirectory, ref: ref, paths: paths, suffixes: suffixes)
        return try await onQueue { process throws(GitSourceError) in
            try request.read(
                remote, by: GitChild.inUse, process, trust: trust.map { RevisionTrust(policy: $0) })
        }
    }

    /// Resolves a ref to its commit, as `read` does, without reading any file: cheap enough to ask often whether a
    /// branch has moved.
    /// - Throws: `GitSourceError`; `refMoved` for `ref@oid` when the ref has left that commit.
    public static func resolve(
        repository: String?, workingDirectory: String, ref: String = "HEAD", remote: RemoteSettings = RemoteSettings()
    ) throws(GitSourceError) -> Revision {
        try GitRequest(repository: repository, workingDirectory: workingDirectory, ref: ref)
            .resolve(remote, by: GitChild.inUse).answer
    }

    /// The same, with the blocking calls on a thread of their own instead of one of the concurrency pool's. `warn` is
    /// told where a server could not be reached, and how old the answer may be that is allowed in its place.
    public static func resolve(
        repository: String?, workingDirectory: String, ref: String = "HEAD", remote: RemoteSettings = RemoteSettings(),
        warn: @Sendable (String) -> Void = { _ in }
    ) async throws(GitSourceError) -> Revision {
        let request = GitRequest(repository: repository, workingDirectory: workingDirectory, ref: ref)
        let located = try await onQueue { process throws(GitSourceError) in
            try request.resolve(remote, by: GitChild.inUse, process)
        }
        if let warning = located.warning { warn(warning) }
        return located.answer
    }

    /// Says how the commit with the full id `oid` stands to an earlier one, such as the last that was applied, with the
    /// blocking calls on a thread of their own.
    ///
    /// That it is a descendant is proved by the ids of all commits in between. At most 100,000 commits are read from each.
    /// - Throws: `GitSourceError`; not where the earlier commit is not here, which is an answer.
    public static func relation(
        repository: String?, workingDirectory: String, of oid: String, to earlier: String,
        remote: RemoteSettings = RemoteSettings()
    ) async throws(GitSourceError) -> CommitRelation {
        var request = GitRequest(repository: repository, workingDirectory: workingDirectory, ref: oid)
        request.earlier = earlier
        let asked = request
        return try await onQueue { process throws(GitSourceError) in
            let child = GitChild.inUse
            return try asked.located(remote, by: child, process) { request throws(GitSourceError) in
                try request.relation(by: child, process)
            }.answer
        }
    }

    /// Whether the repository is given as a URL, and not as a path.
    public static func isRemote(_ repository: String?, workingDirectory: String) -> Bool {
        let request = GitRequest(repository: repository, workingDirectory: workingDirectory, ref: "HEAD")
        return (try? request.remoteURL()) != nil
    }

    /// A repository as it may be shown: a URL without its password.
    public static func withoutPassword(_ repository: String) -> String {
        guard repository.contains("://"), let url = try? RemoteURL(repository) else { return repository }
        return url.text
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
