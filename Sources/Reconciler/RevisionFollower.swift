public import GitSource
public import Planning

/// Says where the ref stands whose commit a run carries out.
public protocol RevisionFollower: Sendable {
    /// Resolves the ref again.
    func revisionState() async -> RevisionState
    /// Whether each answer costs a connection to a server, so that it is asked at most once a poll interval.
    var isRemote: Bool { get }
}

extension RevisionFollower {
    /// Local, unless it says otherwise.
    public var isRemote: Bool { false }
}

/// Follows a ref of a repository.
public struct GitRevisionFollower: RevisionFollower {
    private let repository: String?
    private let workingDirectory: String
    private let ref: String
    private let oid: String
    private let remote: RemoteSettings
    private let warn: @Sendable (String) -> Void

    /// Follows what was resolved to `revision`, which has to be named in the same words. Nil where `ref` can stand for
    /// no other commit. `warn` is told where a server could not be reached, and how old the answer may be that counts
    /// instead.
    public init?(
        repository: String?, workingDirectory: String, ref: String, revision: Revision,
        remote: RemoteSettings = RemoteSettings(), warn: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        if revision.isPinned(by: ref) { return nil }
        (self.repository, self.workingDirectory, self.ref) = (repository, workingDirectory, ref)
        (self.remote, self.warn) = (remote, warn)
        oid = revision.oid
    }

    /// Whether the repository was given as a URL.
    public var isRemote: Bool { GitReader.isRemote(repository, workingDirectory: workingDirectory) }

    /// Compares what the ref is resolved to now with the commit of the run.
    public func revisionState() async -> RevisionState {
        do throws(GitSourceError) {
            let revision = try await GitReader.resolve(
                repository: repository, workingDirectory: workingDirectory, ref: ref, remote: remote,
                warn: warn)
            return revision.oid == oid ? .current : .moved(to: revision.description)
        } catch {
            let why = "\(error.message) (\(error.hint))"
            return error.code == .fetchFailed ? .unreachable(why) : .unresolvable(why)
        }
    }
}
