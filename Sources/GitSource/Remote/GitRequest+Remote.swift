internal import FoundationEssentials

extension GitRequest {
    /// The URL that was given as the repository; nil where that is a path. A directory of that name wins over ssh's short form.
    func remoteURL() throws(GitSourceError) -> RemoteURL? {
        guard let repository else { return nil }
        let isURL = repository.contains("://")
        let path = repository.hasPrefix("/") ? repository : "\(workingDirectory)/\(repository)"
        if !isURL, FileManager.default.fileExists(atPath: path) { return nil }
        return try RemoteURL(repository)
    }

    /// Lets `body` read the repository or, for a remote one, its mirror once the ref has been fetched.
    func located<Answer>(
        _ settings: RemoteSettings, by child: GitChild?, _ process: ChildProcess,
        _ body: (GitRequest) throws(GitSourceError) -> Answer
    ) throws(GitSourceError) -> Located<Answer> {
        guard let url = try remoteURL() else { return Located(answer: try body(self)) }
        if readsWorkTree {
            throw GitSourceError(
                .noWorkTree, "\(url.text) is a remote repository, which has no work tree",
                hint: "clone it, and give the clone's path with --repo")
        }
        let (answer, warning) = try Mirror(of: url, in: settings.cache).read(ref, settings, by: child, process) {
            directory throws(GitSourceError) in
            var request = self
            (request.repository, request.isMirror) = (directory, true)
            request.mirrored = url.transport == .file ? url.path : nil
            return try body(request)
        }
        return Located(answer: answer, url: url, warning: warning)
    }
}

extension GitRequest {
    /// The manifests of a repository that may be remote.
    func read(
        _ settings: RemoteSettings, by child: GitChild?, _ process: ChildProcess = ChildProcess(),
        trust: RevisionTrust? = nil
    ) throws(GitSourceError) -> Snapshot {
        try located(settings, by: child, process) { request throws(GitSourceError) in
            try request.snapshot(by: child, process, trust: trust)
        }.snapshot
    }

    /// The commit of the ref in a repository that may be remote.
    func resolve(
        _ settings: RemoteSettings, by child: GitChild?, _ process: ChildProcess = ChildProcess()
    ) throws(GitSourceError) -> Located<Revision> {
        try located(settings, by: child, process) { request throws(GitSourceError) in
            try request.revision(by: child, process)
        }
    }
}

/// What was read, and from where.
struct Located<Answer> {
    let answer: Answer
    /// Nil: from a local repository.
    var url: RemoteURL?
    /// That the server could not be reached, and how old the answer may be.
    var warning: String?
}

extension Located<Snapshot> {
    /// With the URL as its repository.
    var snapshot: Snapshot {
        Snapshot(
            repository: url?.text ?? answer.repository, revision: answer.revision, commit: answer.commit,
            files: answer.files, ignored: answer.ignored,
            warnings: answer.warnings + (warning.map { [$0] } ?? []), signatures: answer.signatures)
    }
}

extension Located: Sendable where Answer: Sendable {}
