public import Fleet
public import FoundationEssentials
public import Planning

/// Looks at one project in one region, on behalf of all fleets that live there.
public struct LocationObserver: Sendable {
    private let list: Shared<List>
    private let work: Shared<Work>

    private struct List: Sendable {
        var instances: [InstanceID: ObservedInstance]
        var endedAt: Date
    }

    private struct Work: Sendable {
        var inFlight: [UpgradeJob]
        var failed: [UpgradeJob]
    }

    /// Failed jobs are asked for from a little before the run, so that a cloud whose clock is behind hides none.
    static let clockTolerance = 15.0 * 60

    /// An observer for a run that begins now.
    public init(cloud: any Cloud, clock: any WallClock = SystemWallClock()) {
        let since = clock.now.addingTimeInterval(-Self.clockTolerance)
        list = Shared(clock: clock) {
            let instances = try await cloud.instances()
            return List(
                instances: Dictionary(instances.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first }),
                endedAt: clock.now)
        }
        work = Shared(clock: clock) {
            async let running = cloud.runningUpgrades()
            async let scheduled = cloud.scheduledUpgrades()
            async let failed = cloud.failedUpgrades(since: since)
            return try await Work(inFlight: running + scheduled, failed: failed)
        }
    }

    /// A look that began at `notBefore` or later. The jobs are read after the whole list, so that one which has ended is
    /// never taken for one that shows no more because it has not begun; and only where an instance is out of
    /// sync or `withJobs` asks for them: a fleet with nothing to do costs one call for each hundred instances.
    public func look(for fleet: DesiredFleet, notBefore: Date, withJobs: Bool) async throws -> Observation {
        let (startedAt, list) = try await list.value(notBefore: notBefore)
        let seen = Observation(startedAt: startedAt, instances: list.instances)
        guard withJobs || Observation.isOutOfSync(fleet, in: seen.instances) else { return seen }
        let work = try await work.value(notBefore: list.endedAt).value
        return Observation(
            startedAt: startedAt, instances: list.instances, inFlight: work.inFlight, failed: work.failed)
    }
}
