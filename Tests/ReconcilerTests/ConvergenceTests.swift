import CloudModel
import Fleet
import Foundation
import Planning
import Reconciler
import Simulator
import Testing

@Suite struct ConvergenceTests {
    /// Nothing beyond the declared, nothing asked twice, whatever else a test is about.
    static func expectSound(_ audit: AuditReport, _ fleets: [DesiredFleet]) {
        #expect(audit.violations.isEmpty)
        #expect(audit.largestBatch <= 100)
        let declared = Dictionary(
            uniqueKeysWithValues: fleets.flatMap(\.instances).map { ($0.id, $0) })
        for instance in audit.instances {
            let allowed = declared[instance.id].map { $0.via.union([$0.version]) } ?? []
            let reached = instance.history.dropFirst().map(\.version)
            #expect(allowed.isSuperset(of: reached), "\(instance.name) went to \(reached)")
            #expect(instance.accepted <= reached.count + 1)
        }
    }

    @Test func aFleetOfWhichSomeLagConverges() async throws {
        let file = FleetFile.generated(
            instances: 730, seed: 3, target: LocalCloud.declared, behind: 130, settings: LocalCloud.quick)
        let fleet = try LocalCloud.fleet(file.instances)
        let (reports, audit) = try await LocalCloud.reconcile(file, [fleet])
        #expect(reports.map(\.result) == [.converged])
        #expect(reports.map(\.completed) == [130])
        Self.expectSound(audit, [fleet])
        #expect(audit.count(of: .offer) == 130, "an offer is asked only of those that lag, and once")
        #expect(audit.count(of: .list).isMultiple(of: 8), "ceil(730/100) list calls an observation")
        #expect(audit.instances.allSatisfy { $0.version == LocalCloud.declared })
        #expect(audit.instances.allSatisfy { $0.accepted == ($0.history.count - 1) })
    }

    @Test func aFleetInSyncCostsOneListCallAHundredAndNothingElse() async throws {
        let file = FleetFile(
            settings: LocalCloud.quick,
            instances: try LocalCloud.instances(250, version: LocalCloud.declared, offers: [LocalCloud.beyond]))
        let (reports, audit) = try await LocalCloud.reconcile(file, [try LocalCloud.fleet(file.instances)])
        #expect(reports.map(\.result) == [.converged])
        #expect(audit.calls.filter { $0.value > 0 } == ["list": 3])
    }

    @Test func twoHopsThroughADeclaredStop() async throws {
        let first = KernelVersion(2, 0, 69, 251000)
        let file = FleetFile(
            settings: LocalCloud.quick,
            instances: try LocalCloud.instances(
                5, version: first, offers: [LocalCloud.old, LocalCloud.declared, LocalCloud.beyond]))
        let fleet = try LocalCloud.fleet(
            file.instances, rollout: RolloutPolicy(waves: [.init(name: "all", maxUnavailable: .count(2))])
        ) { $0.via = [LocalCloud.old] }
        let (reports, audit) = try await LocalCloud.reconcile(file, [fleet])
        #expect(reports.map(\.result) == [.converged])
        #expect(reports.map(\.completed) == [10])
        Self.expectSound(audit, [fleet])
        #expect(audit.mostInFlight <= 2)
        #expect(
            audit.instances.allSatisfy { $0.history.map(\.version) == [first, LocalCloud.old, LocalCloud.declared] })
    }

    @Test func neverMoreAtOnceThanMaxUnavailable() async throws {
        let file = FleetFile(settings: LocalCloud.quick, instances: try LocalCloud.instances(30))
        let fleet = try LocalCloud.fleet(file.instances, rollout: .builtIn)
        let (reports, audit) = try await LocalCloud.reconcile(file, [fleet])
        #expect(reports.map(\.result) == [.converged])
        #expect(audit.mostInFlight == 3)
        Self.expectSound(audit, [fleet])
    }

    @Test func theCanaryGoesFirstAndTheRestOnlyWhenItHasLanded() async throws {
        let file = FleetFile(settings: LocalCloud.quick, instances: try LocalCloud.instances(7))
        let canary = file.instances[4].id
        let rollout = RolloutPolicy(waves: [
            .init(name: "canary", selector: Selector([.init(key: "tier", .in(["canary"]))]), maxUnavailable: .count(1)),
            .init(name: "rest", maxUnavailable: .count(3)),
        ])
        let fleet = try LocalCloud.fleet(file.instances, rollout: rollout) {
            if $0.id == canary { $0.labels = ["tier": "canary"] }
        }
        let (reports, audit) = try await LocalCloud.reconcile(file, [fleet])
        #expect(reports.map(\.result) == [.converged])
        #expect(audit.upgrades.first?.members.map(\.instance) == [canary.description])
        let landed = try #require(audit.instances.first { $0.id == canary }?.history.last?.time)
        #expect(audit.upgrades.dropFirst().allSatisfy { $0.time > landed })
        #expect(audit.mostInFlight == 3)
        Self.expectSound(audit, [fleet])
    }

    @Test func aCanaryThatFailsKeepsTheRestUntouched() async throws {
        var settings = LocalCloud.quick
        settings.failureRate = 1
        let file = FleetFile(settings: settings, instances: try LocalCloud.instances(4))
        let rollout = RolloutPolicy(
            waves: [
                .init(name: "canary", selector: Selector([.init(key: "tier", .exists)]), maxUnavailable: .count(1)),
                .init(name: "rest", maxUnavailable: .percent(100)),
            ], failureBudget: .count(3))
        let fleet = try LocalCloud.fleet(file.instances, rollout: rollout) {
            if $0.id == file.instances[0].id { $0.labels = ["tier": "canary"] }
        }
        let (reports, audit) = try await LocalCloud.reconcile(file, [fleet])
        #expect(reports.map(\.result) == [.waiting])
        #expect(audit.instances.map(\.requests) == [1, 0, 0, 0])
    }

    @Test func fleetsOfOneLocationShareTheirObservations() async throws {
        let all = try LocalCloud.instances(120, version: LocalCloud.declared, offers: [])
        let file = FleetFile(settings: LocalCloud.quick, instances: all)
        let fleets = [
            try LocalCloud.fleet(named: "a", Array(all[..<40])), try LocalCloud.fleet(named: "b", Array(all[40..<80])),
            try LocalCloud.fleet(named: "c", Array(all[80...])),
        ]
        let (reports, audit) = try await LocalCloud.reconcile(file, fleets)
        #expect(reports.map(\.fleet) == ["a", "b", "c"])
        #expect(reports.allSatisfy { $0.result == .converged })
        #expect(audit.count(of: .list) == 2)
    }

    /// What a run would hold for a freeze that its maintenance window falls into, the plan does too.
    @Test func aPlanReadsMaintenanceWindowsWhereAFreezeMayMatter() async throws {
        let file = FleetFile(settings: LocalCloud.quick, instances: try LocalCloud.instances(2))
        var rollout = LocalCloud.allAtOnce
        rollout.timing = .maintenanceWindow
        // Whatever day it is, tomorrow's window is frozen and now is not.
        let tomorrow = Calendar(identifier: .gregorian).dateComponents(
            in: .gmt, from: Date().addingTimeInterval(86400))
        let day = RolloutPolicy.Day(
            year: try #require(tomorrow.year), month: try #require(tomorrow.month), day: try #require(tomorrow.day))
        rollout.freezes = [.init(from: day, to: day, timeZone: .utc)]
        let (report, audit) = try await LocalCloud.plan(file, [LocalCloud.fleet(file.instances, rollout: rollout)])
        #expect(report.plan.fleets.first?.instances.map(\.action.reason?.code) == [.frozen, .frozen])
        #expect(audit.count(of: .upgrade) == 0)
    }

    @Test func aPlanReadsOnceAndChangesNothing() async throws {
        let file = FleetFile(
            settings: LocalCloud.quick,
            instances: try LocalCloud.instances(30)
                + [
                    CloudInstance(
                        id: try #require(InstanceID(String(repeating: "f", count: 32) + "in07")), name: "x",
                        version: LocalCloud.old)
                ])
        let fleet = try LocalCloud.fleet(Array(file.instances.dropLast()), rollout: .builtIn)
        let (report, audit) = try await LocalCloud.plan(file, [fleet])
        #expect(report.failures.isEmpty)
        #expect(report.plan.fleets.first?.count(of: .upgrade) == 30)
        #expect(report.plan.unmanaged.map(\.name) == ["x"])
        #expect(audit.count(of: .list) == 1)
        #expect(audit.count(of: .offer) == 30)
        #expect(audit.count(of: .upgrade) == 0)
        #expect(audit.upgrades.isEmpty)
    }
}
