import Foundation
import TestSupport
import Testing

@Suite(.serialized, .patience) struct ConvergeTests {
    /// Ten thousand instances, one in ten of them one hop behind.
    @Test func tenThousandInstancesOfWhichOneThousandLag() async throws {
        let cloud = try await SimulatorProcess(
            Fixture.cloud(
                (1...10_000).map {
                    $0.isMultiple(of: 10)
                        ? Fixture.Instance(number: $0)
                        : Fixture.Instance(number: $0, version: Fixture.declared, offers: [Fixture.beyond])
                }, settings: ["upgradeSeconds": [1, 4]]))
        let repository = try Fixture.repository(Fixture.manifest(1...10_000, maxUnavailable: "10%"))
        let state = StateFolder()
        let environment = cloud.environment.merging(state.environment) { $1 }
        let run = try await Program.run(
            ["reconcile", "--repo", repository.path, "-o", "json"] + Fixture.quickly, environment: environment)
        #expect(run.status == 0, "\(run.stderr)")
        #expect(try run.json()["schemaVersion"] as? Int == 1)

        let audit = try await cloud.audit()
        let lagging = audit.instances.filter { $0.history.first?.version == Fixture.old }
        #expect(lagging.count == 1000)
        #expect(lagging.allSatisfy { $0.history.map(\.version) == [Fixture.old, Fixture.declared] })
        #expect(lagging.allSatisfy { $0.requests == 1 && $0.accepted == 1 && $0.offersAsked == 1 })
        let others = audit.instances.filter { $0.history.first?.version != Fixture.old }
        #expect(others.allSatisfy { $0.history.count == 1 && $0.requests == 0 && $0.offersAsked == 0 })
        #expect(audit.instances.allSatisfy { $0.violations.isEmpty })
        #expect(audit.largestBatch <= 100)
        let lists = try #require(audit.calls["list"])
        #expect(lists.isMultiple(of: 100) && lists >= 200, "ceil(10,000 / 100) list calls for each observation")
        #expect(audit.calls["offer"] == 1000)
        #expect(audit.unauthorised == 0)

        let plan = try await Program.run(
            ["plan", "--repo", repository.path, "--detailed-exitcode"], environment: environment)
        #expect(plan.status == 0, "nothing is left to do")
        #expect(plan.stdout.contains("Nothing to do"))
        let after = try await cloud.audit()
        #expect(after.calls["list"] == lists + 100, "a run with nothing to do costs one list call a hundred")
        #expect(after.calls["offer"] == 1000)
        #expect(after.calls["immediateJobs"] == audit.calls["immediateJobs"])
    }

    @Test func heldInstancesAreNeverSubmittedAndTheStatusIsSeven() async throws {
        let cloud = try await SimulatorProcess(
            Fixture.cloud([
                Fixture.Instance(number: 1, offers: [Fixture.beyond]), Fixture.Instance(number: 2, offers: []),
                Fixture.Instance(number: 3, version: "2.0.69.251000", offers: [Fixture.old, Fixture.declared]),
                Fixture.Instance(number: 4),
            ]))
        let repository = try Fixture.repository(Fixture.manifest(1...5))
        let run = try await Program.run(
            ["reconcile", "--repo", repository.path, "-o", "json"] + Fixture.quickly, environment: cloud.environment)
        #expect(run.status == 7, "\(run.stderr)")
        let fleet = try #require((try run.json()["fleets"] as? [[String: Any]])?.first)
        #expect(fleet["result"] as? String == "attention")
        let plan = try #require(fleet["plan"] as? [String: Any])
        let reasons = try #require(plan["instances"] as? [[String: Any]]).map { $0["reason"] as? String ?? "-" }
        #expect(reasons == ["superseded", "notOffered", "undeclaredStop", "-", "missing"])
        let audit = try await cloud.audit()
        #expect(audit.instances.map(\.requests) == [0, 0, 0, 1])
        #expect(audit.instances.map(\.version) == [Fixture.old, Fixture.old, "2.0.69.251000", Fixture.declared])
    }

    @Test func dryRunAndPlanChangeNothing() async throws {
        let cloud = try await SimulatorProcess(Fixture.cloud((1...3).map { Fixture.Instance(number: $0) }))
        let repository = try Fixture.repository(Fixture.manifest(1...3))
        for command in [["plan"], ["reconcile", "--dry-run"]] {
            let run = try await Program.run(
                command + ["--repo", repository.path, "--detailed-exitcode"], environment: cloud.environment)
            #expect(run.status == 2, "\(run.stderr)")
            #expect(run.stdout.contains("3 upgrades in 1 batch"))
        }
        let plain = try await Program.run(["plan", "--repo", repository.path], environment: cloud.environment)
        #expect(plain.status == 0)
        #expect(try await cloud.audit().upgrades.isEmpty)
    }

    @Test func aLoginByPasswordWorksToo() async throws {
        let cloud = try await SimulatorProcess(Fixture.cloud((1...3).map { Fixture.Instance(number: $0) }))
        let repository = try Fixture.repository(Fixture.manifest(1...3))
        let run = try await Program.run(
            ["reconcile", "--repo", repository.path] + Fixture.quickly,
            environment: [
                "DBCONVERGE_ENDPOINT": cloud.url, "DBCONVERGE_IAM_ENDPOINT": cloud.url,
                "DBCONVERGE_IAM_USER": "simulator", "DBCONVERGE_IAM_DOMAIN": "simulator-domain",
                "DBCONVERGE_IAM_PASSWORD": "simulator-password",
            ])
        #expect(run.status == 0, "\(run.stderr)")
        let audit = try await cloud.audit()
        #expect(audit.calls["login"] == 1)
        #expect(audit.instances.allSatisfy { $0.version == Fixture.declared })
    }

    /// The first signal: a run in full swing requests nothing more, reports, and the next run finishes the work.
    @Test(arguments: [(SIGINT, Int32(130)), (SIGTERM, Int32(143))])
    func aSignalStopsARunAndTheNextOneFinishes(_ signal: (Int32, Int32)) async throws {
        let cloud = try await SimulatorProcess(
            Fixture.cloud((1...6).map { Fixture.Instance(number: $0) }, settings: Fixture.untilFinished))
        let repository = try Fixture.repository(Fixture.manifest(1...6, maxUnavailable: "1"))
        let state = StateFolder()
        let environment = cloud.environment.merging(state.environment) { $1 }
        let run = try await Program.run(
            ["reconcile", "--repo", repository.path, "-o", "json"] + Fixture.quickly, environment: environment
        ) { process in
            try await cloud.waitForAnUpgrade()
            kill(process.processIdentifier, signal.0)
        }
        #expect(run.status == signal.1, "\(run.stderr)")
        #expect(((try run.json()["fleets"] as? [[String: Any]])?.first)?["result"] as? String == "interrupted")
        let asked = try await cloud.audit().upgrades.count
        try await Task.sleep(for: .seconds(1))
        #expect(try await cloud.audit().upgrades.count == asked)

        try await cloud.finishUpgrades()
        let next = try await Program.run(
            ["reconcile", "--repo", repository.path] + Fixture.quickly, environment: environment)
        #expect(next.status == 0, "\(next.stderr)")
        let audit = try await cloud.audit()
        #expect(
            audit.instances.allSatisfy { $0.version == Fixture.declared && $0.accepted == 1 && $0.violations.isEmpty })
        #expect(audit.mostInFlight <= 2)
    }

    /// The first signal waits for an answer that is under way, and this one never comes; the second does not.
    @Test func aSecondSignalLeavesAtOnceAndLosesNothing() async throws {
        let faults = ["hang": "100%@upgrade"]
        let workspace = try await Workspace(instances: 2, Fixture.manifest(1...2), settings: ["faults": faults])
        let run = try await workspace.reconcile(times: Fixture.quickly) { process in
            try await workspace.cloud.waitForAnUpgrade()
            kill(process.processIdentifier, SIGTERM)
            try await Task.sleep(for: .seconds(1))
            #expect(process.isRunning, "it has not waited")
            kill(process.processIdentifier, SIGTERM)
        }
        #expect(run.status == 143, "\(run.stderr)")
        let next = try await workspace.reconcile(times: Fixture.quickly)
        #expect(next.status == 0, "\(next.stdout)\(next.stderr)")
        let audit = try await workspace.cloud.audit()
        #expect(audit.instances.allSatisfy { $0.version == Fixture.declared && $0.accepted == 1 && $0.repeats == 0 })
    }
}
