public import Client
public import Fleet
public import FoundationEssentials

/// One project in one region, as a run needs it. `CloudClient` is the real one.
///
/// Every function throws `CloudError`, and `CancellationError` where it is cancelled.
public protocol Cloud: Sendable {
    /// Every instance of the project: one call for each hundred.
    func instances() async throws -> [ObservedInstance]
    /// Those of these instances that the cloud has, each read by its id: one call each.
    func instances(_ ids: [InstanceID]) async throws -> [ObservedInstance]
    /// Where upgrades of these instances would land now, read concurrently. Throws only a failure that concerns every call
    /// (`CloudError.concernsEveryCall`).
    func offers(for instances: [InstanceID]) async throws -> [InstanceID: Result<Offer, CloudError>]
    /// Requests an upgrade, unless it could leave only at `notAfter` or later, or there is an objection when it could
    /// leave. Returning means only that the request was accepted.
    func submit(
        _ request: UpgradeRequest, notAfter: Date?, objection: (@Sendable () async -> String?)?
    ) async throws
    /// Upgrades that run or are about to.
    func runningUpgrades() async throws -> [UpgradeJob]
    /// Delayed upgrades of any phase: waiting for their windows, running in them, and ended in the last month. When
    /// they ended is not known.
    func delayedUpgrades() async throws -> [UpgradeJob]
    /// Immediate upgrades that were made since then and failed.
    func failedUpgrades(since: Date) async throws -> [UpgradeJob]
    /// Immediate upgrades that were made since then and ended well.
    func completedUpgrades(since: Date) async throws -> [UpgradeJob]
    /// Cancels delayed upgrades that have not started, 1 to `UpgradeJob.maximumPerCancellation`; returns the ids of
    /// those that the cloud says are canceled.
    func cancelScheduled(jobs ids: [String]) async throws -> [String]
    /// Starts a pre-check of each instance, all at the version `from`; a second one does no harm. Where the region has
    /// none, each fails with the code `notPublished`.
    func startPrechecks(
        of instances: [InstanceID], from: KernelVersion
    ) async throws -> [InstanceID: Result<Void, CloudError>]
    /// The last pre-check's result of each instance at the version `from`; nil while there is none, which may last: the
    /// cloud does not tell whether one is on its way.
    func precheckResults(
        for instances: [InstanceID], from: KernelVersion
    ) async throws -> [InstanceID: Result<PrecheckResult?, CloudError>]
    /// The maintenance windows of instances that the cloud lists: one call for each twenty. Those without a readable
    /// one are left out.
    func maintenanceWindows(of instances: [InstanceID]) async throws -> [InstanceID: DailyWindow]
}

extension CloudClient: Cloud {}
