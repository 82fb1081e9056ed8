public import Client
public import Fleet
public import FoundationEssentials
public import Planning

/// Brings fleets to their declared versions, side by side: one that fails does not stop the others.
public struct Reconciliation: Sendable {
    /// Gives access to a location, or says why there is none.
    public typealias Access = @Sendable (Location) throws(CloudError) -> (project: ProjectID, cloud: any Cloud)

    let access: Access
    let clock: any WallClock

    /// A reconciliation.
    public init(clock: any WallClock = SystemWallClock(), access: @escaping Access) {
        (self.clock, self.access) = (clock, access)
    }

    /// Runs every fleet to its ending and reports in the order of their names. Cancelling the task stops all of them.
    public func run(
        _ fleets: [DesiredFleet], settings: Rollout.Settings, tell: @escaping @Sendable (Progress) -> Void = { _ in }
    ) async -> [FleetReport] {
        await forEach(fleets) { fleet, place in
            await FleetRun(place: place, settings: settings, clock: clock, tell: tell).run(fleet)
        } failing: { fleet, error in
            FleetReport(fleet: fleet, ending: .failed(message: error.description))
        }
    }

    /// What each run would do, reading whatever that depends on and changing nothing, in the order of their names.
    /// `declared` names every instance of every fleet of the commit: what another fleet declares is not unmanaged.
    public func plan(_ fleets: [DesiredFleet], revision: String, declared: Set<InstanceID>) async -> PlanReport {
        let begin = clock.now
        let results = await forEach(fleets) { fleet, place in
            PlanReport.Part(fleet: fleet, await place.plan(fleet, notBefore: begin, now: { clock.now }))
        } failing: { fleet, error in
            PlanReport.Part(fleet: fleet, .failure(error))
        }
        return PlanReport(results, revision: revision, declared: declared)
    }

    /// Fleets of one location share its client and its observer.
    private func forEach<Value: Sendable>(
        _ fleets: [DesiredFleet], _ body: @escaping @Sendable (DesiredFleet, Place) async -> Value,
        failing: (DesiredFleet, CloudError) -> Value
    ) async -> [Value] {
        var places: [Location: Place] = [:]
        var values: [Int: Value] = [:]
        var work: [(Int, DesiredFleet, Place)] = []
        for (index, fleet) in fleets.sorted(by: { $0.name < $1.name }).enumerated() {
            do throws(CloudError) {
                let place = try places[fleet.location] ?? Place(try access(fleet.location), clock: clock)
                places[fleet.location] = place
                work.append((index, fleet, place))
            } catch {
                values[index] = failing(fleet, error)
            }
        }
        await withTaskGroup(of: (Int, Value).self) { group in
            for (index, fleet, place) in work { group.addTask { (index, await body(fleet, place)) } }
            for await (index, value) in group { values[index] = value }
        }
        return values.sorted { $0.key < $1.key }.map(\.value)
    }
}
