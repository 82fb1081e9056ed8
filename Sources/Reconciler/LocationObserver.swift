public import Fleet
public import FoundationEssentials
public import Planning

/// Observes one project in one region, on behalf of all fleets that live there.
public struct LocationObserver: Sendable {
    private let list: CoalescedRead<List>
    private let work: CoalescedRead<LocationWork>
    private let completed: CoalescedRead<[UpgradeJob]>
    private let unlisted: UnlistedInstances
    private let clock: any WallClock

    private struct List: Sendable {
        var instances: ObservedInstances
        var endedAt: Date
    }

    /// In seconds; the cloud keeps jobs for as long (`API.md` §1, Jobs).
    static let month = 30.0 * 24 * 60 * 60

    /// An observer for a run that begins now.
    public init(cloud: any Cloud, clock: any WallClock = SteadyClock.shared) {
        self.clock = clock
        unlisted = UnlistedInstances(cloud: cloud)
        list = CoalescedRead(clock: clock) {
            let instances = try await cloud.instances()
            return List(instances: ObservedInstances(instances), endedAt: clock.now)
        }
        work = CoalescedRead(clock: clock) {
            try await LocationWork(of: cloud, since: clock.now.addingTimeInterval(-Self.month))
        }
        completed = CoalescedRead(clock: clock) {
            try await cloud.completedUpgrades(since: clock.now.addingTimeInterval(-Self.month))
        }
    }

    /// Every instance that the location lists, and those of the fleet's that it lacks and the cloud has all the same, of
    /// a list that began at `notBefore` or later. No jobs are read.
    func instances(
        for fleet: DesiredFleet, notBefore: Date
    ) async throws -> (listed: ObservedInstances, unlisted: [ObservedInstance]) {
        let listed = try await list.value(notBefore: notBefore).value.instances
        let unlisted = try await unlisted.instances(of: fleet, besides: listed)
        return (listed, unlisted)
    }

    /// An observation that began at `notBefore` or later, with the jobs that `jobs` names.
    ///
    /// Declared instances that the list lacks are read by their ids, once in a run where the cloud does not have
    /// them. The jobs are read after the whole list, so that one which has ended is never taken for one that shows no
    /// more because it has not begun. A fleet with nothing to do costs one call for each hundred instances, unless they
    /// are requested. The readings are shared by the fleets of the location.
    public func observe(_ fleet: DesiredFleet, notBefore: Date, jobs: JobReading) async throws -> Observation {
        var (startedAt, list) = try await list.value(notBefore: notBefore)
        let unlisted = try await unlisted.instances(of: fleet, besides: list.instances)
        if !unlisted.isEmpty {
            list.instances = list.instances.merging(unlisted)
            list.endedAt = clock.now
        }
        let seen = Observation(startedAt: startedAt, instances: list.instances)
        guard jobs.isAlways || Observation.isOutOfSync(fleet, in: seen.instances) else { return seen }
        let (workAt, work) = try await work.value(notBefore: list.endedAt)
        var completed: [UpgradeJob] = []
        if jobs.withCompleted {
            // After those in flight, so that none is missed that ends meanwhile.
            completed = try await self.completed.value(notBefore: workAt).value + work.completedDelayed
        }
        return Observation(
            startedAt: startedAt, instances: list.instances, inFlight: work.inFlight, failed: work.failed,
            completed: completed)
    }
}

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
    func instances(of fleet: DesiredFleet, besides listed: ObservedInstances) async throws -> [ObservedInstance] {
        let unlisted = fleet.instances.map(\.id).filter { listed[$0] == nil }
        missing = missing.filter { listed[$0] == nil }
        let asked = unlisted.filter { !missing.contains($0) }
        guard !asked.isEmpty else { return [] }
        let found = try await cloud.instances(asked)
        missing.formUnion(Set(asked).subtracting(found.map(\.id)))
        return found
    }
}
