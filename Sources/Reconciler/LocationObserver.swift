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
        var instances: [InstanceID: ObservedInstance]
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
            return List(
                instances: Dictionary(instances.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first }),
                endedAt: clock.now)
        }
        work = CoalescedRead(clock: clock) {
            try await LocationWork(of: cloud, since: clock.now.addingTimeInterval(-Self.month))
        }
        completed = CoalescedRead(clock: clock) {
            try await cloud.completedUpgrades(since: clock.now.addingTimeInterval(-Self.month))
        }
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
            list.instances.merge(unlisted.map { ($0.id, $0) }) { first, _ in first }
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
