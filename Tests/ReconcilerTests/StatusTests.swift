import Client
import CloudModel
import Fleet
import Foundation
import Journal
import JournalSupport
import Planning
import Simulator
import Synchronization
import Testing

@testable import Reconciler

/// What `status` reads, also while a run is under way, and that it changes nothing.
@Suite struct StatusTests {
    /// Calls that change nothing in the cloud.
    static let reads: Set<String> = ["list", "offer", "immediateJobs", "scheduledJobs", "details", "detail"]

    @Test func itReadsWhatAPlanReadsAndChangesNothing() async throws {
        let instances = try LocalCloud.instances(5)
        let file = FleetFile(settings: LocalCloud.quick, instances: instances)
        let journal = InMemoryJournal()
        let fleet = try LocalCloud.fleet(instances)
        try await SimulatorServer.withServer(file) { url, server in
            let report = try await LocalCloud.withClient(url, file) { client in
                await LocalCloud.reconciliation(of: [fleet], client).status(journal: journal)
            }
            let status = try #require(report.fleets.first)
            #expect(report.failures.isEmpty)
            #expect(status.plan.count(of: .upgrade) == 5)
            #expect(status.runs == RunOverview() && status.jobs.isEmpty)
            let audit = server.audit()
            #expect(Set(audit.calls.keys).isSubset(of: Self.reads), "\(audit.calls)")
            #expect(audit.count(of: .list) == 1 && audit.count(of: .offer) == 5)
        }
        #expect(journal.fleets().isEmpty)
    }

    /// A run is under way: it has the lease and its upgrades show with their progress.
    @Test func aStatusDuringARunShowsItsLeaseAndItsJobs() async throws {
        let instances = try LocalCloud.instances(4)
        let settings = SimulatedSettings(
            upgradeDuration: .seconds(60) ... .seconds(60), jobVisibilityDelay: .milliseconds(50))
        let file = FleetFile(settings: settings, instances: instances)
        let fleet = try LocalCloud.fleet(instances)
        let state = try TemporaryState()
        let journal = try SQLiteJournal.open(in: state.directory)
        try await SimulatorServer.withServer(file) { url, server in
            try await LocalCloud.withClient(url, file) { client in
                let run = Task {
                    await LocalCloud.reconciliation(of: [fleet], client).run(
                        settings: LocalCloud.settings(), state: JournalAccess(journal: journal), revision: "main@1")
                }
                let reconciliation = await LocalCloud.reconciliation(of: [fleet], client)
                var seen: FleetStatus?
                // Their jobs are pending at first, and have no progress yet.
                for _ in 0..<6000 {
                    let status = try #require(
                        await reconciliation.status(journal: try SQLiteJournal.read(in: state.directory)).fleets.first)
                    seen = status
                    let upgrading = status.plan.instances.count { $0.action.isUpgrading }
                    let progressing = status.jobs.values.count { $0.progress.hasSuffix("%") }
                    if upgrading == 4, progressing == 4 { break }
                    try await Task.sleep(for: .milliseconds(20))
                }
                let status = try #require(seen)
                #expect(status.plan.instances.count { $0.action.isUpgrading } == 4)
                #expect(status.jobs.values.allSatisfy { $0.phase == .running && $0.progress.hasSuffix("%") })
                #expect(Set(status.requestedAt.keys) == Set(instances.map(\.id)))
                #expect(status.runs.lease.isHeld, "\(status.runs)")
                #expect(status.runs.latest?.completion == nil && status.runs.latest?.upgrades.count == 4)
                server.withModel { model, now in model.setUpgradeDuration(.zero ... .zero, at: now) }
                #expect(await run.value.map(\.result) == [.converged])
                let after = try #require(
                    await reconciliation.status(journal: try SQLiteJournal.read(in: state.directory)).fleets.first)
                #expect(after.plan.hasConverged && after.runs.lease == .free)
                #expect(after.runs.latest?.completion?.result == "converged")
                #expect(after.runs.endings.map(\.completed) == [4])
            }
            #expect(server.audit().upgrades.count == 1, "looking requests nothing")
        }
    }

    @Test func aFleetWhoseLocationCannotBeReachedIsSaidSoAndTheOthersAreShown() async throws {
        let instances = try LocalCloud.instances(2, version: LocalCloud.declared, offers: [])
        let file = FleetFile(settings: LocalCloud.quick, instances: instances)
        let fleet = try LocalCloud.fleet(instances)
        var other = fleet
        (other.name, other.location.region) = ("users", "eu")
        let fleets = [fleet, other]
        try await SimulatorServer.withServer(file) { url, _ in
            try await LocalCloud.withClient(url, file) { client in
                let project = try #require(ProjectID(file.projectID))
                let reconciliation = await Reconciliation(of: fleets) { location in
                    guard location.region != "eu" else { throw EndpointMissing() }
                    return (project, client)
                }
                let report = await reconciliation.status(journal: InMemoryJournal())
                #expect(report.fleets.map(\.plan.fleet) == ["orders"])
                #expect(report.failures.map(\.fleet) == ["users"])
            }
        }
    }

    private struct EndpointMissing: Error {}

    /// On which nothing grows old, however busy the machine is.
    private struct StoppedClock: WallClock {
        let now = Date()

        func sleep(until date: Date) async throws {}
    }

    /// Looking again and again costs the list and no offers, until one of them may be another.
    @Test func rememberedOffersAreReadAnewWhenTheyAreOldOrContradicted() async throws {
        let instances = try LocalCloud.instances(3)
        let file = FleetFile(settings: LocalCloud.quick, instances: instances)
        let clock = SkippingClock()
        let ids = instances.map(\.id)
        try await SimulatorServer.withServer(file) { url, server in
            try await LocalCloud.withClient(url, file) { client in
                let cloud = RememberedOffers(client, clock: clock)
                for _ in 1...3 {
                    _ = try await cloud.instances()
                    #expect(try await cloud.offers(for: ids).count == 3)
                }
                #expect(server.audit().count(of: .offer) == 3)
                clock.skip(301)
                #expect(try await cloud.offers(for: ids).count == 3)
                #expect(server.audit().count(of: .offer) == 6)
                // One is upgraded meanwhile.
                let later = RememberedOffers(client, clock: StoppedClock())
                _ = try await later.offers(for: ids)
                try await client.submit(
                    UpgradeRequest(instances: [ids[0]], from: LocalCloud.old), notAfter: nil, objection: nil)
                for _ in 0..<600 where try await later.instances().first?.current == LocalCloud.old {
                    try await Task.sleep(for: .milliseconds(20))
                }
                let read = try await later.offers(for: ids)
                #expect(try read[ids[0]]?.get().current == LocalCloud.declared)
                #expect(server.audit().count(of: .offer) == 10)
            }
        }
    }
}

extension LocalCloud {
    /// Of fleets that all live where this client reaches.
    static func reconciliation(of fleets: [DesiredFleet], _ client: CloudClient) async -> Reconciliation {
        await Reconciliation(of: fleets) { _ in
            (try #require(ProjectID(FleetFile.defaultProjectID)), client)
        }
    }
}
