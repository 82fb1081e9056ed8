import Fleet
import FoundationEssentials

/// Declared instances that a location's list lacks: pages move while instances come and go, and lists may lag, so that
/// each is read by its id before it is called missing.
///
/// One that the cloud does not have is read once in a run, however often it is looked for; a list that shows it
/// later has the last word anyway. One that it has is read at each observation for as long as the list lacks it.
actor UnlistedInstances {
    private let cloud: any Cloud
    private var missing: Set<InstanceID> = []

    init(cloud: any Cloud) { self.cloud = cloud }

    /// Those of the fleet that the list lacks and the cloud has all the same.
    func instances(of fleet: DesiredFleet, besides listed: [InstanceID: ObservedInstance]) async throws
        -> [ObservedInstance]
    {
        let unlisted = fleet.instances.map(\.id).filter { listed[$0] == nil }
        missing = missing.filter { listed[$0] == nil }
        let asked = unlisted.filter { !missing.contains($0) }
        guard !asked.isEmpty else { return [] }
        let found = try await cloud.instances(asked)
        missing.formUnion(Set(asked).subtracting(found.map(\.id)))
        return found
    }
}
