import Fleet
import Manifest
import Planning
import Reconciler

/// The fleets that are watched: those of the ref's commit, also once the ref has moved.
struct WatchedFleets: Sendable {
    /// What the commit that is shown declares.
    private(set) var manifests: Manifests
    private let clients: WatchedClients
    private var known: Reconciliation?
    /// What keeps the newest commit from being shown; nil: nothing.
    private(set) var note: String?

    init(_ manifests: Manifests, _ access: CloudAccess) {
        (self.manifests, clients) = (manifests, WatchedClients(access: access))
    }

    /// What looks at them. It is the same each time, so that a missing instance is looked for once.
    var reconciliation: Reconciliation {
        mutating get async {
            if let known { return known }
            let made = await Reconciliation(of: manifests.fleets, among: manifests.all) { [clients] location in
                try await clients.client(for: location)
            }
            known = made
            return made
        }
    }

    /// A look has failed for some fleet, whose location may not have been reached: that is tried anew.
    mutating func forget() { known = nil }

    /// Reads the manifests again where the ref has moved.
    mutating func refresh(_ source: SourceOptions, _ regions: KnownRegions?) async {
        note = nil
        switch await manifests.source.follower?.revisionState() {
        case nil, .current?: return
        case .unreachable(let why)?: note = "where the ref stands cannot be asked now: \(why)"
        case .unresolvable(let why)?: note = "the ref cannot be resolved any more: \(why)"
        case .moved(to: let revision)?:
            do {
                manifests = try await Manifests(rereading: source, regions: regions)
                forget()
            } catch {
                note = "the ref has moved to \(revision), which is not shown: \(error)"
            }
        }
    }
}

/// Clients that remember offers, one for each location.
private actor WatchedClients {
    private let access: CloudAccess
    private var known: [Location: Reconciliation.Access] = [:]

    init(access: CloudAccess) { self.access = access }

    /// The client of a location. What cannot be had is tried anew the next time.
    func client(for location: Location) async throws -> Reconciliation.Access {
        if let known = known[location] { return known }
        let (project, client) = try await access.client(for: location)
        let made: Reconciliation.Access = (project, RememberedOffers(client))
        known[location] = made
        return made
    }
}
