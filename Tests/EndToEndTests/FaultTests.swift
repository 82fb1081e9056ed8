import Foundation
import TestSupport
import Testing

/// Faults of the cloud after which there is more to see than that the fleet converges.
@Suite(.patience) struct FaultTests {
    /// 5,000 offers are read through a gateway that lets 100 calls a second pass.
    @Test func aThrottleIsUsedToItsFull() async throws {
        let (count, limit) = (5000, 100.0)
        let workspace = try await Workspace(
            instances: count, Fixture.manifest(1...count), settings: ["faults": ["rate-limit": "100/1s"]])
        let plan = try await workspace.run("plan", "--repo", workspace.repository.path, "-o", "json")
        #expect(plan.status == 0, "\(plan.stderr)")
        let (audit, calls) = (try await workspace.cloud.audit(), try await workspace.cloud.calls())
        let first = try #require(calls.map(\.time).min())
        let last = try #require(calls.map(\.time).max())
        let served = calls.count - audit.throttled.count
        let ratio = last.timeIntervalSince(first) / (Double(served) / limit)
        print(
            "\(served) calls at \(limit) a second: \(ratio) of the least time, \(audit.throttled.count) were throttled")
        #expect(served > count)
        // Paced on purpose, so that the machine's noise is small beside it; the exact figure is ClientTests' on a clock
        // of its own.
        #expect(ratio < 1.5)
        #expect(audit.throttled.count < 100, "\(audit.throttled)")
    }

    @Test func aThousandInstancesThroughDropsErrorsAndLags() async throws {
        let cloud = try await SimulatorProcess(
            made: [
                "--instances", "1000", "--seed", "11", "--two-hop", "50%", "--speed", "600", "--fault",
                "drop-before=2%",
                "--fault", "drop-after=2%", "--fault", "drop-middle=1%", "--fault", "502=2%", "--fault", "503-after=2%",
                "--fault", "500=1%", "--fault", "list-lag=1200s", "--fault", "job-lag=1200s",
            ])
        let repository = try Fixture.repository(try cloud.manifest())
        let state = StateFolder()
        let environment = cloud.environment.merging(state.environment) { $1 }
        var statuses: [Int32] = []
        for _ in 1...12 where statuses.last != 0 {
            let run = try await Program.run(
                [
                    "reconcile", "--repo", repository.path, "--poll-interval", "500ms", "--settle-time", "6s",
                    "--timeout", "8m", "--assume-idle",
                ], environment: environment)
            statuses.append(run.status)
            #expect([0, 1, 3, 7].contains(run.status), "\(run.stderr)")
            if run.isHeld {
                _ = try await Program.run(["retry", "simulated", "--repo", repository.path], environment: environment)
            }
        }
        #expect(statuses.last == 0, "\(statuses)")
        let audit = try await cloud.audit()
        let twoHop = audit.instances.count { $0.history.count == 3 }
        print("1000 instances, \(twoHop) by two hops: runs \(statuses), faults \(audit.faults)")
        #expect(twoHop > 100)
        for instance in audit.instances {
            #expect(instance.repeats == 0 && instance.violations.isEmpty, "\(instance)")
            #expect(instance.accepted == instance.history.count - 1, "\(instance)")
            #expect(instance.version == "2.0.78.260700", "\(instance)")
        }
    }

    @Test(arguments: [true, false], ["whole", "partial"])
    func badMembersOfBatchesAreFoundAndTheOthersUpgraded(_ named: Bool, _ refusal: String) async throws {
        let count = 30
        var fleet = Fixture.cloud(
            (1...count).map { Fixture.Instance(number: $0) },
            settings: [
                "faults": [
                    "refuse": "10%", "refuse-code": "DBS.280449", "batch-refusal": refusal,
                    "refusal-names": named ? "yes" : "no",
                ]
            ])
        fleet["seed"] = 3
        let workspace = try await Workspace(fleet, Fixture.manifest(1...count))
        let run = try await workspace.reconcile(["--allow-changes", "100"], times: FaultyFleet.times)
        #expect(run.status == 7, "\(run.stderr)")
        let reasons = try run.reasons()
        let audit = try await workspace.cloud.audit()
        let refused = audit.instances.count { $0.version == Fixture.old }
        #expect((1...10).contains(refused), "\(refused)")
        #expect(reasons.count { $0 == "refused" } == refused, "\(reasons)")
        #expect(audit.instances.count { $0.version == Fixture.declared } == count - refused)
        #expect(audit.instances.allSatisfy { $0.repeats == 0 && $0.violations.isEmpty && $0.accepted <= 1 })
        // Halving a batch finds each bad one in about as many calls as it can be halved, twice that at most.
        let calls = audit.calls["upgrade"] ?? 0
        #expect(calls <= 2 + (named ? 2 * refused : 2 * refused * 5), "\(calls) calls for \(refused)")
    }

    /// No call can say where an upgrade must land, so that one batch may be on its way when the offer moves, and no
    /// more.
    @Test(arguments: ["2.0.81.261000/2", "2.0.81.261000/2s"])
    func anOfferThatMovesInMidRunStopsTheRest(_ move: String) async throws {
        let workspace = try await Workspace(
            instances: 12,
            Fixture.manifest(
                1...12, rollout: "  waves: [{ name: all, maxUnavailable: 3 }]\n  maxChanges: 100%\n  batchSize: 3"),
            settings: ["faults": ["offer-moves": move], "upgradeSeconds": [0.8, 1.2]])
        let run = try await workspace.reconcile(times: FaultyFleet.times)
        #expect(run.status == 7, "\(run.stderr)")
        let reasons = try run.reasons()
        let audit = try await workspace.cloud.audit()
        let old = audit.instances.count { $0.version == Fixture.old }
        #expect(audit.instances.count { $0.version == "2.0.81.261000" } <= 3, "\(audit.instances)")
        // On a slow machine it moves before anything was requested.
        #expect((1...12).contains(old), "\(old)")
        #expect(reasons.count { $0 == "superseded" || $0 == "offTargetStop" } == old, "\(reasons)")
    }

    @Test(arguments: ["clock-skew=20m", "clock-skew=-20m"])
    func aClockThatIsWrongCostsOneCall(_ fault: String) async throws {
        let parts = fault.split(separator: "=").map(String.init)
        var fleet = try await FaultyFleet(fault, faults: [parts[0]: parts[1]])
        try await fleet.converge(atMost: 1)
        let run = try #require(fleet.runs.last)
        #expect(run.status == 1)
        #expect(run.stderr.contains("clock"), "\(run.stderr)")
        let audit = try await fleet.workspace.cloud.audit()
        #expect(audit.unauthorised == 1 && audit.callsAfterUnauthorised == 0 && audit.lockouts == 0)
    }

    /// Tokens live for seconds, and all of them are revoked while the run goes on.
    @Test func tokensThatEndAreRenewed() async throws {
        var fleet = try await FaultyFleet("tokens", faults: ["token-life": "2s", "job-lag": "1s"])
        try await fleet.converge(environment: SimulatorProcess.login, atMost: 1)
        let run = try #require(fleet.runs.last)
        #expect(run.status == 0, "\(run.stderr)")
        let audit = try await fleet.workspace.cloud.audit()
        #expect(audit.instances.allSatisfy { $0.version == Fixture.declared && $0.repeats == 0 })
        #expect((audit.calls["login"] ?? 0) >= 2)
        try fleet.expectNoSecrets()
    }

    /// It is read a few times, and what is declared is requested by its id.
    @Test func aListWithoutEndIsReadToNoEnd() async throws {
        var fleet = try await FaultyFleet("endless list", faults: ["endless-list": "yes"])
        try await fleet.converge(atMost: 1)
        try await fleet.expectSound()
        let run = try #require(fleet.runs.last)
        #expect(run.stderr.contains("the list brought fewer instances than it counts"), "\(run.stderr)")
        let audit = try await fleet.workspace.cloud.audit()
        #expect((audit.calls["list"] ?? 0) < 500, "\(audit.calls)")
    }
}
