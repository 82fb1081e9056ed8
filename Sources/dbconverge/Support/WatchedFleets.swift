import Manifest
import Planning
import Reconciler

/// The fleets that are watched: those of the ref's commit, also once the ref has moved.
struct WatchedFleets: Sendable {
    private var manifests: Manifests
    private let access: CloudAccess
    private var known: Reconciliation?
    /// What keeps the newest commit from being shown; nil: nothing.
    private(set) var note: String?

    init(_ manifests: Manifests, _ access: CloudAccess) { (self.manifests, self.access) = (manifests, access) }

    var revision: String { manifests.revision }

    var reconciliation: Reconciliation {
        mutating get async {
            if let known { return known }
            let made = await Reconciliation(of: manifests.fleets) { [access] location in
                let (project, client) = try await access.client(for: location)
                return (project, RememberedOffers(client))
            }
            known = made
            return made
        }
    }

    /// Reads the manifests again where the ref has moved.
    mutating func refresh(_ source: SourceOptions, _ regions: KnownRegions?) async {
        note = nil
        switch await manifests.source.follower?.revisionState() {
        case nil, .current?: return
        case .unresolvable(let why)?: note = "the ref cannot be resolved any more: \(why)"
        case .moved(to: let revision)?:
            do {
                manifests = try await Manifests(rereading: source, regions: regions)
                known = nil
            } catch {
                note = "the ref has moved to \(revision), which is not shown: \(error)"
            }
        }
    }
}
