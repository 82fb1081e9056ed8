public import GitSource

/// Says whether the commit of a run follows the one that was applied before it.
public protocol RevisionHistory: Sendable {
    /// Why the commit may not be applied after that revision, `ref@oid`, in words; nil: it may.
    func objection(after earlier: String) async -> String?
}

/// Looks for the earlier commit among the ancestors of a run's commit.
public struct GitRevisionHistory: RevisionHistory {
    private let repository: String?
    private let workingDirectory: String
    private let revision: Revision
    private let remote: RemoteSettings

    /// The history of a commit that was read from this repository.
    public init(
        repository: String?, workingDirectory: String, revision: Revision, remote: RemoteSettings = RemoteSettings()
    ) {
        (self.repository, self.workingDirectory, self.revision) = (repository, workingDirectory, revision)
        self.remote = remote
    }

    /// Asks the repository. What it cannot tell is an objection too.
    public func objection(after earlier: String) async -> String? {
        guard let oid = Self.oid(of: earlier) else { return nil }
        do throws(GitSourceError) {
            let relation = try await GitReader.relation(
                repository: repository, workingDirectory: workingDirectory, of: revision.oid, to: oid,
                remote: remote)
            return Self.objection(to: revision, relation, after: oid)
        } catch {
            return "whether \(revision) follows \(oid.prefix(12)), which was applied last, cannot be told: "
                + "\(error.message) (\(error.hint))"
        }
    }

    /// The full id at the end of a revision; nil where there is none, as for what a test made up.
    private static func oid(of revision: String) -> String? {
        let oid = revision.split(separator: "@").last.map(String.init) ?? ""
        return oid.count == 40 && oid.allSatisfy(\.isHexDigit) ? oid.lowercased() : nil
    }

    private static func objection(to revision: Revision, _ relation: CommitRelation, after oid: String) -> String? {
        let last = oid.prefix(12)
        let accept = "to apply it all the same, give --allow-rewind once"
        switch relation {
        case .same, .descendant: return nil
        case .ancestor:
            return "\(revision) is older than \(last), which was applied last: an older pipeline runs after a newer "
                + "one, or the ref went back. Nothing was done; run it for the newest commit, or revert in a new one; "
                + accept
        case .unrelated:
            return "\(revision) does not follow \(last), which was applied last: the history was rewritten, or this is "
                + "another branch. Nothing was done; find out who changed it and why; \(accept)"
        case .absent:
            return "\(last), which was applied last, is not in this repository: its history was rewritten, or it is "
                + "another repository. Nothing was done; find out who changed it and why; \(accept)"
        case .cutOff:
            return "whether \(revision) follows \(last), which was applied last, cannot be told in a shallow clone. "
                + "Nothing was done; fetch the history (git fetch --unshallow; `fetch-depth: 0` on GitHub, "
                + "`GIT_DEPTH: 0` on GitLab); \(accept)"
        case .tooFar:
            return "\(last), which was applied last, is not among the last 100,000 commits before \(revision). Nothing "
                + "was done; \(accept)"
        }
    }
}
