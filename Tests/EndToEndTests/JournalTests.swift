import Foundation
import TestSupport
import Testing

/// What the journal makes a run do, and what happens without one.
@Suite(.patience) struct JournalTests {
    static let waiting = ["--poll-interval", "300ms", "--settle-time", "3s", "--timeout", "5m"]

    /// Nothing is known of what others have asked for, so it gets the time to show; a journal that knows need not wait.
    @Test func anEmptyJournalWaitsOneSettleTimeAndAKnownPastDoesNot() async throws {
        let bench = try await Bench(
            World.cloud((1...2).map { World.Instance(number: $0, offers: [World.declared, World.beyond]) }),
            World.manifest(1...2))
        let start = Date()
        let first = try await bench.reconcile(times: Self.waiting)
        #expect(first.status == 0, "\(first.stderr)")
        #expect(first.stderr.contains("--assume-idle"), "\(first.stderr)")
        #expect(try #require(await bench.cloud.audit().upgrades.first).time >= start + 3)
        #expect(Self.observationsBeforeTheUpgrade(in: try await bench.cloud.calls()) > 1)

        try bench.declare(World.manifest(1...2).replacing(World.declared, with: World.beyond))
        let calls = try await bench.cloud.calls().count
        let second = try await bench.reconcile(times: Self.waiting)
        #expect(second.status == 0, "\(second.stderr)")
        #expect(Self.observationsBeforeTheUpgrade(in: try await bench.cloud.calls().dropFirst(calls)) == 1)
        #expect(try await bench.cloud.audit().instances.allSatisfy { $0.accepted == 2 && $0.violations.isEmpty })
    }

    @Test func anEmptyJournalAsksForNothingBeforeTheTimeIsUp() async throws {
        let bench = try await Bench(instances: 2, World.manifest(1...2))
        let run = try await bench.reconcile(
            times: ["--poll-interval", "300ms", "--settle-time", "5m", "--timeout", "1s"])
        #expect(run.status == 3, "\(run.stderr)")
        #expect(try run.reasons() == ["assumedBusy", "assumedBusy"])
        #expect(try await bench.cloud.audit().upgrades.isEmpty)

        let idle = try await bench.reconcile(
            ["--assume-idle"], times: ["--poll-interval", "300ms", "--settle-time", "5m", "--timeout", "4m"])
        #expect(idle.status == 0, "\(idle.stderr)")
    }

    private static func observationsBeforeTheUpgrade(in calls: some Collection<SimulatorProcess.Call>) -> Int {
        calls.prefix { $0.call != "upgrade" }.count { $0.call == "list" }
    }

    /// Without its memory a run must not ask for anything, nor begin afresh by itself.
    @Test func aDamagedJournalIsAnErrorAndNothingIsAskedFor() async throws {
        let bench = try await Bench(instances: 2, World.manifest(1...2))
        let garbage = Data(repeating: 0x5A, count: 8192)
        try FileManager.default.createDirectory(atPath: bench.state.path, withIntermediateDirectories: true)
        try garbage.write(to: URL(filePath: bench.state.journal))
        for command in [["reconcile"] + World.quickly, ["plan"], ["retry", "orders"]] {
            let run = try await Program.run(
                command + ["--repo", bench.repository.path], environment: bench.environment)
            Self.expectDamaged(run, bench)
        }
        Self.expectDamaged(try await bench.run("history"), bench)
        let audit = try await bench.cloud.audit()
        #expect(audit.upgrades.isEmpty && audit.calls["list"] == nil)
        #expect(try Data(contentsOf: URL(filePath: bench.state.journal)) == garbage)
    }

    private static func expectDamaged(_ run: Program.Outcome, _ bench: Bench) {
        #expect(run.status == 1, "\(run.stdout)\(run.stderr)")
        #expect(run.stderr.contains("error: ") && run.stderr.contains(bench.state.journal), "\(run.stderr)")
        #expect(run.stderr.contains("hint: "), "\(run.stderr)")
    }

    @Test func historyOfNothingIsNoError() async throws {
        let state = StateFolder()
        let text = try await Program.run(["history"], environment: state.environment)
        #expect(text.status == 0)
        #expect(text.stdout == "The journal remembers no run.\n")
        let json = try await Program.run(["history", "-o", "json"], environment: state.environment)
        #expect(try #require(json.json()["runs"] as? [Any]).isEmpty)
        #expect(!FileManager.default.fileExists(atPath: state.path), "reading makes nothing")
    }
}
