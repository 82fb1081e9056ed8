public import Fleet
import Planning

extension JournalStore {
    /// Gives other fleets what this one remembers of instances that they declare now, as their runs would: it is theirs
    /// to acknowledge. `all` are the fleets of the repository. A fleet of `projectID: auto`, or with credentials of its
    /// own, can be in the same project, and an instance's id is in one only.
    public func release(
        from key: FleetKey, whatMovedTo all: [DesiredFleet], at clock: ClockReading
    ) async throws(JournalError) {
        let held = try await fleetState(of: key).instances
        guard !held.isEmpty else { return }
        for other in all where other.name != key.name && other.location.region == key.region {
            if case .id(let project) = other.location.project, project != key.project { continue }
            let moved = held.intersection(other.instances.map(\.id))
            let heir = FleetKey(region: key.region, project: key.project, name: other.name)
            if !moved.isEmpty { try await adopt(moved, into: heir, at: clock) }
        }
    }
}
