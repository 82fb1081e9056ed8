import TestSupport
import Testing

@testable import GitSource

/// What reading the commits of `FuzzBase` gives while nothing is damaged, and the rule for what may be read when something is.
struct FuzzTruth: Sendable {
    struct Place: Hashable { let oid, path: String }
    struct Pair: Hashable { let commit, earlier: String }

    static let paths = ["", "fleets", "fleets/a.yaml"]
    static let names = ["HEAD", "main", "side", "v1", "nested", "main~1", "v1~1", "HEAD^"]

    /// The commits' ids, the newest of the branch `main` first.
    let commits: [String]
    private let files: [Place: [RevisionFile]]
    private let summaries: [String: CommitSummary]
    private let relations: [Pair: CommitRelation]
    /// Where each name stands.
    private let named: [String: String]

    init() throws {
        let base = try FuzzBase(.loose)
        commits = try ["main", "main~1", "main~2", "side"].map { try Self.request(base, ref: $0).revision(by: nil).oid }
        var files: [Place: [RevisionFile]] = [:]
        var summaries: [String: CommitSummary] = [:]
        var relations: [Pair: CommitRelation] = [:]
        for oid in commits {
            for place in Self.paths {
                let snapshot = try Self.request(base, ref: oid, path: place).snapshot(by: nil)
                files[Place(oid: oid, path: place)] = snapshot.files
                summaries[oid] = snapshot.commit
            }
            for earlier in commits {
                var request = Self.request(base, ref: oid)
                request.earlier = earlier
                relations[Pair(commit: oid, earlier: earlier)] = try request.relation(by: nil)
            }
        }
        (self.files, self.summaries, self.relations) = (files, summaries, relations)
        named = try Dictionary(
            uniqueKeysWithValues: Self.names.map { ($0, try Self.request(base, ref: $0).revision(by: nil).oid) })
    }

    static func request(_ base: FuzzBase, ref: String, path: String? = "") -> GitRequest {
        GitRequest(
            repository: base.path, workingDirectory: "/", ref: ref, paths: path.map { $0.isEmpty ? [] : [$0] },
            suffixes: [".yaml", ".yml"])
    }

    /// What is wrong with a revision that was read; nil where nothing is. References may have been bent so that they
    /// name another commit: unless they are intact, only the id that was asked for binds.
    func complaint(_ revision: Revision, for request: GitRequest, referencesAreIntact: Bool) -> String? {
        guard commits.contains(revision.oid) else { return "\(revision.oid) is no commit of this repository" }
        let pinned = request.ref.split(separator: "@").last.map(String.init) ?? ""
        if pinned.allSatisfy(\.isHexDigit), pinned.count >= 8, !revision.oid.hasPrefix(pinned) {
            return "\(revision.oid) is not what \(request.ref) asks for"
        }
        if referencesAreIntact, let expected = named[request.ref], expected != revision.oid {
            return "\(request.ref) is \(expected), not \(revision.oid)"
        }
        return nil
    }

    /// The same for a whole snapshot.
    func complaint(_ snapshot: Snapshot, for request: GitRequest, referencesAreIntact: Bool) -> String? {
        let revision = snapshot.revision
        if let text = complaint(revision, for: request, referencesAreIntact: referencesAreIntact) { return text }
        if snapshot.commit != summaries[revision.oid] { return "the commit says \(snapshot.commit)" }
        guard snapshot.files == files[Place(oid: revision.oid, path: request.paths?.first ?? "")] else {
            return "the files are not those of \(revision.oid): \(snapshot.files.map(\.path))"
        }
        return nil
    }

    /// That something is not here, or not to be found out, may be said of anything that is damaged.
    func complaint(_ relation: CommitRelation, of commit: String, to earlier: String) -> String? {
        let truth = relations[Pair(commit: commit, earlier: earlier)]
        let isModest = [.absent, .cutOff, .tooFar].contains(relation)
        return isModest || relation == truth ? nil : "\(relation), which is \(truth.map { "\($0)" } ?? "nothing")"
    }

    /// An error has to say what is wrong and what to do. That a commit lacks a path or has a link in it is said of a
    /// commit, not of damage: these commits have neither.
    func complaint(_ error: GitSourceError) -> String? {
        let wrong: [GitSourceError.Code] = [
            .pathNotFound, .noManifests, .symbolicLink, .submodule, .unfitName, .invalidPath, .invalidRef,
        ]
        if wrong.contains(error.code) { return "it says of a commit what is not so: \(error)" }
        if error.message.isEmpty || error.hint.isEmpty {
            return "it does not say what is wrong and what to do: \(error)"
        }
        return error.description.utf8.count > 10_000 ? "it is longer than a person reads" : nil
    }
}
