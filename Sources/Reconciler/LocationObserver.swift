public import Fleet
public import FoundationEssentials
public import Planning

/// Looks at one project in one region, on behalf of all fleets that live there.
public struct LocationObserver: Sendable {
    private let list: Shared<[ObservedInstance]>
    private let work: Shared<Work>

    private struct Work: Sendable {
        var inFlight: [UpgradeJob]
        var failed: [UpgradeJob]
    }

    /// Failed jobs are asked for from a little before the run, so that a cloud whose clock is behind hides none.
    static let clockTolerance = 15.0 * 60

    /// An observer for a run that begins now.
    public init(cloud: any Cloud, clock: any WallClock = SystemWallClock()) {
        let since = clock.now.addingTimeInterval(-Self.clockTolerance)
        list = Shared(clock: clock) { try await cloud.instances() }
        work = Shared(clock: clock) {
            async let running = cloud.runningUpgrades()
            async let scheduled = cloud.scheduledUpgrades()
            async let failed = cloud.failedUpgrades(since: since)
            return try await Work(inFlight: running + scheduled, failed: failed)
        }
    }

    /// A look that began at `notBefore` or later. The jobs are read after the list, and only where an instance is out of
    /// sync or `withJobs` asks for them: a fleet with nothing to do costs one call for each hundred instances.
    public func look(for fleet: DesiredFleet, notBefore: Date, withJobs: Bool) async throws -> Observation {
        let (startedAt, instances) = try await list.value(notBefore: notBefore)
        let seen = Observation(startedAt: startedAt, instances: instances)
        guard withJobs || Observation.isOutOfSync(fleet, in: seen.instances) else { return seen }
        let work = try await work.value(notBefore: startedAt).value
        return Observation(startedAt: startedAt, instances: instances, inFlight: work.inFlight, failed: work.failed)
    }
}
