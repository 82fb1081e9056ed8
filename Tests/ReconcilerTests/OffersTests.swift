import Client
import CloudModel
import Fleet
import Foundation
import Planning
import Simulator
import Synchronization
import Testing

@testable import Reconciler

/// What `offers` reads, of which instances, and with how many calls.
@Suite struct OffersTests {
    private static func read(
        _ file: FleetFile, _ fleets: [DesiredFleet], declared: [DesiredFleet]? = nil, withUnmanaged: Bool = true,
        tell: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
    ) async throws -> (report: OffersReport, audit: AuditReport) {
        try await SimulatorServer.withServer(file) { url, server in
            let report = try await LocalCloud.withClient(url, file) { client in
                await LocalCloud.reconciliation(of: fleets, client).offers(
                    declared: Set((declared ?? fleets).flatMap { $0.instances.map(\.id) }),
                    withUnmanaged: withUnmanaged, tell: tell)
            }
            return (report, server.audit())
        }
    }

    @Test func everyInstanceIsAskedForOnceAlsoThoseInSyncAndInNoFleet() async throws {
        let behind = try LocalCloud.instances(150)
        let inSync = CloudInstance(
            id: try #require(InstanceID(String(repeating: "a", count: 32) + "in07")), name: "数据库",
            version: LocalCloud.declared, offers: [LocalCloud.beyond])
        let stray = CloudInstance(
            id: try #require(InstanceID(String(repeating: "f", count: 32) + "in07")), name: "stray",
            version: LocalCloud.old, offers: [])
        let file = FleetFile(settings: LocalCloud.quick, instances: behind + [inSync, stray])
        let fleets = [
            try LocalCloud.fleet(named: "a", behind), try LocalCloud.fleet(named: "b", [inSync]),
        ]
        let told = Mutex<[Int]>([])
        let (report, audit) = try await Self.read(file, fleets) { read, all in
            told.withLock { $0 += [read, all] }
        }
        #expect(report.groups.map(\.fleet) == ["a", "b", nil])
        #expect(report.groups[0].instances.allSatisfy { $0.reading == .offered(LocalCloud.declared) })
        #expect(report.groups[1].instances.map(\.reading) == [.offered(LocalCloud.beyond)])
        #expect(report.groups[2].instances.map(\.name) == ["stray"])
        #expect(report.groups[2].instances.map(\.reading) == [.nothing])
        #expect(report.groups[2].instances.map(\.declared) == [nil])
        #expect(report.isComplete && report.calls == 152)
        #expect(audit.calls.filter { $0.value > 0 } == ["list": 2, "offer": 152])
        let progress = told.withLock { $0 }
        #expect(progress.prefix(2) == [0, 152] && progress.suffix(2) == [152, 152])
        #expect(report.onlyAvailable.groups.map(\.instances.count) == [150, 1, 0])
    }

    @Test func whatAnotherFleetDeclaresIsNotUnmanagedAndOneFleetAloneIsAskedFor() async throws {
        let all = try LocalCloud.instances(6)
        let file = FleetFile(settings: LocalCloud.quick, instances: all)
        let fleets = [
            try LocalCloud.fleet(named: "a", Array(all[..<2])), try LocalCloud.fleet(named: "b", Array(all[2..<5])),
        ]
        let (report, audit) = try await Self.read(file, [fleets[0]], declared: fleets)
        #expect(report.groups.map(\.instances.count) == [2, 1])
        #expect(audit.count(of: .offer) == 3)
        let (alone, calls) = try await Self.read(file, [fleets[0]], declared: fleets, withUnmanaged: false)
        #expect(alone.groups.map(\.fleet) == ["a"] && calls.count(of: .offer) == 2)
    }

    @Test func anInstanceThatTheCloudDoesNotHaveIsMissing() async throws {
        let all = try LocalCloud.instances(3)
        let file = FleetFile(settings: LocalCloud.quick, instances: Array(all.dropLast()))
        let (report, audit) = try await Self.read(file, [try LocalCloud.fleet(all)])
        #expect(report.groups[0].instances.map(\.reading).last == .missing)
        #expect(audit.count(of: .offer) == 2 && report.calls == 2)
    }

    /// One offer that fails is its instance's own; what concerns every call is the fleet's.
    @Test(arguments: [nil, AccessKey(id: "SIMULATORACCESSKEY", secret: Secret("wrong"))])
    func whatFailsIsShownWhereItBelongs(key: AccessKey?) async throws {
        let all = try LocalCloud.instances(2)
        let file = FleetFile(settings: LocalCloud.quick, instances: all)
        let fleet = try LocalCloud.fleet(all)
        try await SimulatorServer.withServer(file) { url, _ in
            try await LocalCloud.withClient(url, file, key: key) { client in
                let one = all[0].id
                let reconciliation = await Reconciliation(of: [fleet]) { _ in
                    (try #require(ProjectID(FleetFile.defaultProjectID)), OneOfferFails(cloud: client, id: one))
                }
                let report = await reconciliation.offers(
                    declared: Set(all.map(\.id)), withUnmanaged: true, tell: { _, _ in })
                #expect(!report.isComplete)
                guard key == nil else {
                    #expect(report.groups.isEmpty && report.failures.map(\.fleet) == ["orders"])
                    return
                }
                guard case .unreadable = report.groups[0].instances[0].reading else {
                    Issue.record("\(report)")
                    return
                }
                #expect(report.groups[0].instances[1].reading == .offered(LocalCloud.declared))
                #expect(report.onlyAvailable.groups[0].instances.count == 2, "what is not known may be available")
            }
        }
    }
}

/// A cloud of which one instance's offer cannot be read.
private struct OneOfferFails: ObservedCloud {
    let cloud: CloudClient
    let id: InstanceID

    func instances() async throws -> [ObservedInstance] { try await cloud.instances() }
    func runningUpgrades() async throws -> [UpgradeJob] { [] }
    func delayedUpgrades() async throws -> [UpgradeJob] { [] }
    func failedUpgrades(since: Date) async throws -> [UpgradeJob] { [] }
    func completedUpgrades(since: Date) async throws -> [UpgradeJob] { [] }

    func offers(for instances: [InstanceID]) async throws -> [InstanceID: Result<Offer, CloudError>] {
        var offers = try await cloud.offers(for: instances.filter { $0 != id })
        if instances.contains(id) {
            offers[id] = .failure(CloudError(.server, operation: "read the offer", message: "500"))
        }
        return offers
    }
}
