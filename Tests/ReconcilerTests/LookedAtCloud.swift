import Client
import Fleet
import FoundationEssentials
import Reconciler

/// A cloud of which a test only looks at the list and the jobs.
protocol ObservedCloud: Cloud {}

extension ObservedCloud {
    func instances(_ ids: [InstanceID]) async throws -> [ObservedInstance] { [] }
    func offers(for instances: [InstanceID]) async throws -> [InstanceID: Result<Offer, CloudError>] { [:] }
    func submit(
        _ request: UpgradeRequest, notAfter: Date?, objection: (@Sendable () async -> String?)?
    ) async throws {}
    func cancelScheduled(jobs ids: [String]) async throws -> [String] { [] }
    func startPrechecks(
        of instances: [InstanceID], from: KernelVersion
    ) async throws -> [InstanceID: Result<Void, CloudError>] { [:] }
    func precheckResults(
        for instances: [InstanceID], from: KernelVersion
    ) async throws -> [InstanceID: Result<PrecheckResult?, CloudError>] { [:] }
    func maintenanceWindows(of instances: [InstanceID]) async throws -> [InstanceID: DailyWindow] { [:] }
}
