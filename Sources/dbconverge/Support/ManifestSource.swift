import Fleet
import GitSource
import Journal
import Manifest
import Planning
import Reconciler

/// The manifests of one commit, or of the work tree: the files, what they declare, and what is wrong with them.
struct ManifestSource: Sendable {
    /// The commit, or the work tree, and its files.
    let snapshot: Snapshot
    /// What they declare.
    let manifests: LoadedManifests
    /// Tells where the ref stands from now on; nil where it cannot move.
    let follower: GitRevisionFollower?
    /// Tells whether the commit follows another.
    let history: GitRevisionHistory

    /// Why a run would refuse this commit, for each fleet of a plan that it would leave alone: by name, with the reason in
    /// words. A journal that cannot be read refuses nothing here; the plan has said so.
    func refusals(of plan: Plan, _ journal: any JournalStore) async -> [(fleet: String, reason: String)] {
        var refusals: [(fleet: String, reason: String)] = []
        let objections = RevisionObjections(history)
        let declared = Dictionary(manifests.fleets.map { ($0.name, $0.instances) }) { first, _ in first }
        for fleet in plan.fleets {
            let key = FleetKey(region: fleet.region, project: fleet.project, name: fleet.fleet)
            let instances = Set(declared[fleet.fleet, default: []].map(\.id))
            let answer = try? await objections.check(key, declaring: instances, journal)
            if let reason = answer?.objection { refusals.append((fleet.fleet, reason)) }
        }
        return refusals
    }

    /// The signatures for which the commit was believed.
    var signatures: RevisionSignatures { RevisionSignatures(snapshot.signatures) }

    /// Reads the manifests under `paths` at `ref`; none: everything. `repository` nil: the one around `workingDirectory`;
    /// `regions` nil: a fleet's region may have any name; `isOnDisk`: those of the work tree; `ref` is not read then.
    /// `trust`: whose signatures the commit needs; nil: it needs none.
    /// Throws `GitSourceError`; what is wrong inside the files is in `manifests.diagnostics`.
    static func read(
        repository: String?, workingDirectory: String, ref: String, paths: [String], remote: RemoteSettings,
        trust: SignaturePolicy? = nil, regions: KnownRegions? = nil, isOnDisk: Bool = false
    ) async throws(GitSourceError) -> ManifestSource {
        let snapshot =
            if isOnDisk {
                try await GitReader.readWorkTree(
                    repository: repository, workingDirectory: workingDirectory, paths: paths)
            } else {
                try await GitReader.read(
                    repository: repository, workingDirectory: workingDirectory, ref: ref, paths: paths,
                    remote: remote, trust: trust)
            }
        let files = snapshot.files.map { SourceFile(path: $0.path, bytes: $0.bytes) }
        return ManifestSource(
            snapshot: snapshot,
            manifests: ManifestLoader.load(files, under: paths, regions: regions),
            follower: isOnDisk
                ? nil
                : GitRevisionFollower(
                    repository: repository, workingDirectory: workingDirectory, ref: ref, revision: snapshot.revision,
                    remote: remote, warn: Console.warn),
            history: GitRevisionHistory(
                repository: repository, workingDirectory: workingDirectory, revision: snapshot.revision,
                remote: remote))
    }
}
