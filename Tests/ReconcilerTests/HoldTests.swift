import Client
import CloudModel
import Fleet
import Foundation
import Journal
import Planning
import Reconciler
import Simulator
import Testing

@Suite struct HoldTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var version = LocalCloud.old
        var offers: [KernelVersion] = [LocalCloud.declared]
        var status = "normal"
        var declaredName: String?
        var reason: Reason.Code
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(name: "overshoots", offers: [LocalCloud.beyond], reason: .superseded),
        Case(name: "offers nothing", offers: [], reason: .notOffered),
        Case(
            name: "needs an undeclared stop", version: KernelVersion(2, 0, 69, 251000),
            offers: [LocalCloud.old, LocalCloud.declared], reason: .undeclaredStop),
        Case(name: "is ahead", version: LocalCloud.beyond, offers: [], reason: .ahead),
        Case(name: "is abnormal", status: "abnormal", reason: .unfit),
        Case(name: "has another name", declaredName: "payments", reason: .nameMismatch),
    ]

    /// One such instance beside one that can be upgraded: the one is held, the other converges.
    @Test(arguments: cases) func heldAndNeverAskedFor(_ item: Case) async throws {
        var instances = try LocalCloud.instances(2)
        instances[0].version = item.version
        instances[0].offers = item.offers
        instances[0].status = item.status
        let held = instances[0].id
        let file = FleetFile(settings: LocalCloud.quick, instances: instances)
        let fleet = try LocalCloud.fleet(instances) { if $0.id == held { $0.name = item.declaredName } }
        let (reports, audit) = try await LocalCloud.reconcile(file, [fleet])
        let report = try #require(reports.first)
        #expect(report.result == .attention)
        #expect(report.plan?.instances.map(\.action.reason?.code) == [item.reason, nil])
        #expect(audit.instances.map(\.requests) == [0, 1])
        #expect(audit.instances[1].version == LocalCloud.declared)
        ConvergenceTests.expectSound(audit, [fleet])
    }

    /// The first half is requested, once, and the run does not wait for a person to click.
    @Test func anUpgradeThatNeedsTheConsoleIsAskedForOnce() async throws {
        let instances = try LocalCloud.instances(1, version: KernelVersion(2, 0, 51, 240305))
        let file = FleetFile(settings: LocalCloud.quick, instances: instances)
        let fleet = try LocalCloud.fleet(instances)
        let journal = InMemoryJournal()
        let project = try #require(ProjectID(file.projectID))
        let key = FleetKey(region: fleet.location.region, project: project, name: fleet.name)
        let word = Acknowledgement(at: Date(), versions: [instances[0].id: instances[0].version])
        try journal.append([.acknowledged(word)], to: key, run: nil)
        let (reports, audit) = try await LocalCloud.reconcile(file, [fleet], state: JournalAccess(journal: journal))
        #expect(reports.first?.result == .attention)
        #expect(reports.first?.plan?.instances.map(\.action.reason?.code) == [.needsConfirmation])
        #expect(audit.instances.map(\.requests) == [1])
        ConvergenceTests.expectSound(audit, [fleet])
    }

    @Test func aMissingInstanceIsHeld() async throws {
        let instances = try LocalCloud.instances(2)
        let file = FleetFile(settings: LocalCloud.quick, instances: [instances[1]])
        let (reports, _) = try await LocalCloud.reconcile(file, [try LocalCloud.fleet(instances)])
        #expect(reports.first?.result == .attention)
        #expect(reports.first?.plan?.instances.map(\.action.reason?.code) == [.missing, nil])
    }

    @Test func aSuspendedInstanceIsLeftAloneAndDoesNotCount() async throws {
        let instances = try LocalCloud.instances(2)
        let file = FleetFile(settings: LocalCloud.quick, instances: instances)
        let fleet = try LocalCloud.fleet(instances) { $0.suspend = $0.id == instances[0].id }
        let (reports, audit) = try await LocalCloud.reconcile(file, [fleet])
        #expect(reports.first?.result == .converged)
        #expect(audit.instances.map(\.requests) == [0, 1])
        #expect(audit.instances.map(\.offersAsked) == [0, 1])
    }

    /// The offer moves while the run is under way: what was declared is no longer what an upgrade would do.
    @Test func anOfferThatMovesDuringTheRunStopsTheRest() async throws {
        let instances = try LocalCloud.instances(4)
        let file = FleetFile(settings: LocalCloud.quick, instances: instances)
        let fleet = try LocalCloud.fleet(
            instances, rollout: RolloutPolicy(waves: [.init(name: "all", maxUnavailable: .count(1))]))
        let (reports, audit) = try await LocalCloud.reconcile(file, [fleet]) { progress, server in
            guard case .notice(_, .submitting) = progress else { return }
            server.withModel { model, now in
                for instance in instances.dropFirst() {
                    _ = try? model.perform(
                        .setOffers(instance: instance.id.description, offers: [LocalCloud.beyond]), at: now)
                }
            }
        }
        #expect(reports.first?.result == .attention)
        #expect(
            reports.first?.plan?.instances.map(\.action.reason?.code) == [nil, .superseded, .superseded, .superseded])
        #expect(audit.instances.map(\.requests) == [1, 0, 0, 0])
        ConvergenceTests.expectSound(audit, [fleet])
    }

    @Test func aFailedUpgradeStopsTheRollout() async throws {
        var settings = LocalCloud.quick
        settings.failureRate = 1
        let instances = try LocalCloud.instances(3)
        let file = FleetFile(settings: settings, instances: instances)
        let fleet = try LocalCloud.fleet(
            instances, rollout: RolloutPolicy(waves: [.init(name: "all", maxUnavailable: .count(1))]))
        let (reports, audit) = try await LocalCloud.reconcile(file, [fleet])
        #expect(reports.first?.result == .attention)
        #expect(reports.first?.plan?.instances.map(\.action.reason?.code) == [.failed, .budgetSpent, .budgetSpent])
        #expect(audit.instances.map(\.requests) == [1, 0, 0])
    }

    /// Whether the cloud names who was at fault or not.
    @Test(arguments: [true, false]) func aRefusedBatchDoesNotStopTheOthers(isNamed: Bool) async throws {
        var settings = LocalCloud.quick
        settings.refusalNamesInstance = isNamed
        var instances = try LocalCloud.instances(4)
        instances[0].nodes = 1
        let file = FleetFile(settings: settings, instances: instances)
        let fleet = try LocalCloud.fleet(
            instances,
            rollout: RolloutPolicy(
                waves: [.init(name: "all", maxUnavailable: .count(2))], batchSize: 2, precheck: .off))
        let (reports, audit) = try await LocalCloud.reconcile(file, [fleet])
        #expect(reports.first?.result == .attention)
        #expect(reports.first?.plan?.instances.map(\.action.reason?.code) == [.refused, nil, nil, nil])
        #expect(audit.instances.map(\.requests) == [isNamed ? 1 : 2, 2, 1, 1])
        ConvergenceTests.expectSound(audit, [fleet])
    }

    /// The call is refused as a whole, and the cloud upgrades the others all the same: slots and landings still count.
    @Test func aBatchThatIsRefusedInPartNeverExceedsMaxUnavailable() async throws {
        var settings = LocalCloud.quick
        settings.batchRefusal = .partial
        var instances = try LocalCloud.instances(12)
        instances[0].nodes = 1
        let file = FleetFile(settings: settings, instances: instances)
        let fleet = try LocalCloud.fleet(
            instances, rollout: RolloutPolicy(waves: [.init(name: "all", maxUnavailable: .count(4))], precheck: .off))
        let (reports, audit) = try await LocalCloud.reconcile(file, [fleet])
        #expect(reports.first?.result == .attention)
        #expect(reports.first?.completed == 11)
        #expect(audit.mostInFlight <= 4)
        #expect(audit.instances.dropFirst().allSatisfy { $0.requests == 1 })
        ConvergenceTests.expectSound(audit, [fleet])
    }

    @Test(arguments: SimulatedSettings.MissingPrecheck.allCases)
    func aPrecheckIsStartedHoweverTheCloudSaysThatThereIsNone(way: SimulatedSettings.MissingPrecheck) async throws {
        var settings = LocalCloud.quick
        settings.precheckMissing = way
        let file = FleetFile(settings: settings, instances: try LocalCloud.instances(2))
        let fleet = try LocalCloud.fleet(
            file.instances,
            rollout: RolloutPolicy(
                waves: [.init(name: "all", maxUnavailable: .percent(100))], precheck: .preferred))
        let (reports, audit) = try await LocalCloud.reconcile(file, [fleet])
        #expect(reports.first?.result == .converged)
        #expect(audit.count(of: .precheck) == 2)
        #expect(audit.instances.allSatisfy { $0.requests == 1 })
    }

    @Test func aWrongKeyFailsOnceAndSaysSo() async throws {
        let file = FleetFile(settings: LocalCloud.quick, instances: try LocalCloud.instances(300))
        let key = AccessKey(id: file.credentials.accessKey, secret: Secret("wrong"))
        let (reports, audit) = try await LocalCloud.reconcile(file, [try LocalCloud.fleet(file.instances)], key: key)
        guard case .failed(let message) = reports.first?.result else {
            Issue.record("the run did not fail: \(reports)")
            return
        }
        #expect(message.contains("list the instances"))
        #expect(!message.contains("wrong"))
        #expect(audit.unauthorised == 1)
    }

    @Test func theTimeIsUpWhileAnUpgradeRuns() async throws {
        let slow = SimulatedSettings(upgradeDuration: .seconds(600) ... .seconds(600), jobVisibilityDelay: .zero)
        let file = FleetFile(settings: slow, instances: try LocalCloud.instances(1))
        let clock = SkippingClock()
        let (reports, audit) = try await LocalCloud.reconcile(
            file, [try LocalCloud.fleet(file.instances)], settings: LocalCloud.settings(timeout: 1800), clock: clock
        ) { progress, server in
            // The first observation saw nothing of it, the second its job.
            if case .counts = progress, server.audit().count(of: .list) == 2 { clock.skip(3600) }
        }
        #expect(reports.first?.result == .timedOut)
        #expect(reports.first?.plan?.instances.map(\.action.reason?.code) == [.upgrading])
        #expect(audit.instances.map(\.requests) == [1])
    }

    /// A run that is stopped requests nothing more, and the next one finds the upgrade and does not ask again.
    @Test func theRunAfterAnInterruptedOneBringsTheFleetThereAndRepeatsNothing() async throws {
        let instances = try LocalCloud.instances(3)
        let file = FleetFile(settings: LocalCloud.quick, instances: instances)
        let fleet = try LocalCloud.fleet(
            instances, rollout: RolloutPolicy(waves: [.init(name: "all", maxUnavailable: .count(1))]))
        let project = try #require(ProjectID(file.projectID))
        let state = JournalAccess(journal: InMemoryJournal())
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        try await SimulatorServer.withServer(file) { url, server in
            try await LocalCloud.withClient(url, file) { client in
                @Sendable func reconcile() async -> [FleetReport] {
                    let reconciliation = await Reconciliation(of: [fleet]) { _ in (project, client) }
                    return await reconciliation.run(settings: LocalCloud.settings(), state: state, revision: "main@1") {
                        if case .notice(_, .submitting) = $0 { start.yield() }
                    }
                }
                let run = Task { await reconcile() }
                for await _ in started { break }
                run.cancel()
                #expect(await run.value.map(\.result) == [.interrupted])
                #expect(server.audit().upgrades.count <= 1)
                #expect(await reconcile().map(\.result) == [.converged])
                #expect(server.audit().instances.allSatisfy { $0.accepted == 1 })
            }
        }
    }
}
