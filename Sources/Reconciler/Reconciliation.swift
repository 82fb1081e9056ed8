public import Fleet
import FoundationEssentials
public import Planning

/// Brings fleets to their declared versions, side by side: one that fails does not stop the others.
public struct Reconciliation: Sendable {
    /// Access to one location.
    public typealias Access = (project: ProjectID, cloud: any Cloud)

    private let work: [(fleet: DesiredFleet, place: Place)]
    private let clock: any WallClock

    /// A reconciliation of these fleets. `access` is asked once for each location, and what it throws is passed on:
    /// fleets of one location share its client and each look at it.
    public init(
        of fleets: [DesiredFleet], clock: any WallClock = SystemWallClock(), access: (Location) throws -> Access
    ) rethrows {
        var places: [Location: Place] = [:]
        self.clock = clock
        work = try fleets.sorted { $0.name < $1.name }.map { fleet in
            let place = try places[fleet.location] ?? Place(access(fleet.location), clock: clock)
            places[fleet.location] = place
            return (fleet, place)
        }
    }

    /// Runs every fleet to its ending and reports in the order of their names. Cancelling the task stops all of them.
    public func run(
        settings: Rollout.Settings, state: RunState, revision: String,
        tell: @escaping @Sendable (RunProgress) -> Void = { _ in }
    ) async -> [FleetReport] {
        await forEach { fleet, place in
            let run = FleetRun(
                place: place, state: state, revision: revision, settings: settings, clock: clock, tell: tell)
            return await run.run(fleet)
        }
    }

    /// What each run would do, reading whatever that depends on and changing nothing.
    /// `declared` names every instance of every fleet of the commit: what another fleet declares is not unmanaged.
    /// `allowedChanges` takes the place of the rollouts' `maxChanges`, as it does in a run.
    public func plan(
        revision: String, declared: Set<InstanceID>, journal: any Journal = MemoryJournal(), allowedChanges: Int? = nil
    ) async -> PlanReport {
        let begin = clock.now
        let parts = await forEach { fleet, place in
            await place.plan(fleet, journal, allowedChanges: allowedChanges, notBefore: begin, clock: clock)
        }
        return PlanReport(parts, revision: revision, declared: declared)
    }

    /// What `body` makes of each fleet, in the order of their names.
    private func forEach<Value: Sendable>(
        _ body: @escaping @Sendable (DesiredFleet, Place) async -> Value
    ) async -> [Value] {
        await withTaskGroup(of: (Int, Value).self) { group in
            for (index, item) in work.enumerated() {
                group.addTask { (index, await body(item.fleet, item.place)) }
            }
            var values: [(index: Int, value: Value)] = []
            for await result in group { values.append(result) }
            return values.sorted { $0.index < $1.index }.map(\.value)
        }
    }
}
