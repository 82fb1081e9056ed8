public import Client
public import Fleet
public import FoundationEssentials

/// One project in one region, as a run needs it. `CloudClient` is the real one.
///
/// Every function throws `CloudError`, and `CancellationError` where it is cancelled.
public protocol Cloud: Sendable {
    /// Every instance of the project: one call for each hundred.
    func instances() async throws -> [ObservedInstance]
    /// Where upgrades of these instances would land now, read concurrently. Throws only where no other reading can do
    /// better.
    func offers(for instances: [InstanceID]) async throws -> [InstanceID: Result<Offer, CloudError>]
    /// Asks for an upgrade. Returning means only that the request was accepted.
    func submit(_ request: UpgradeRequest) async throws
    /// Upgrades that run or are about to.
    func runningUpgrades() async throws -> [UpgradeJob]
    /// Delayed upgrades that wait for a maintenance window.
    func scheduledUpgrades() async throws -> [UpgradeJob]
    /// Upgrades that were made since then and failed.
    func failedUpgrades(since: Date) async throws -> [UpgradeJob]
}

extension CloudClient: Cloud {}
