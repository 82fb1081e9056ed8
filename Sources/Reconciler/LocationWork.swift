import Fleet
import FoundationEssentials

/// The upgrades of a location: those in flight, and how the others since some time have ended.
struct LocationWork: Sendable {
    let inFlight: [UpgradeJob]
    /// Those that failed since then.
    let failed: [UpgradeJob]
    /// The delayed ones that ended well since then.
    let completedDelayed: [UpgradeJob]

    init(of cloud: any Cloud, since: Date) async throws {
        async let running = cloud.runningUpgrades()
        async let failedImmediate = cloud.failedUpgrades(since: since)
        let delayed = try await cloud.delayedUpgrades()
        // When a delayed one ended is not known, only when its window did; one without any time counts.
        let lately = delayed.filter { job in (job.window?.upperBound ?? job.created).map { $0 >= since } ?? true }
        inFlight = try await running + delayed.filter(\.isInFlight)
        failed = try await failedImmediate + lately.filter { $0.phase == .failed }
        completedDelayed = lately.filter { $0.phase == .completed }
    }
}
