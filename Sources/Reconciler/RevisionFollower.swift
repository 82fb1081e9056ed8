public import GitSource
public import Planning

/// Says where the ref stands whose commit a run carries out.
public protocol RevisionFollower: Sendable {
    /// Resolves the ref again.
    func revisionState() async -> RevisionState
}

/// Follows a ref of a repository.
public struct GitRevisionFollower: RevisionFollower {
    private let repository: String?
    private let workingDirectory: String
    private let ref: String
    private let oid: String

    /// Follows what was resolved to `revision`, which has to be named in the same words. Nil where `ref` can stand for
    /// no other commit.
    public init?(repository: String?, workingDirectory: String, ref: String, revision: Revision) {
        if revision.isPinned(by: ref) { return nil }
        (self.repository, self.workingDirectory, self.ref) = (repository, workingDirectory, ref)
        oid = revision.oid
    }

    /// Compares what the ref is resolved to now with the commit of the run.
    public func revisionState() async -> RevisionState {
        do throws(GitSourceError) {
            let revision = try await GitReader.resolve(
                repository: repository, workingDirectory: workingDirectory, ref: ref)
            return revision.oid == oid ? .current : .moved(to: revision.description)
        } catch {
            return .unresolvable("\(error.message) (\(error.hint))")
        }
    }
}
