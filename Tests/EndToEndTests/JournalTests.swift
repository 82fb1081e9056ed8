import Foundation
import TestSupport
import Testing

/// What the journal makes a run do, and what happens without one.
@Suite(.patience) struct JournalTests {
    static let waiting = ["--poll-interval", "300ms", "--settle-time", "3s", "--timeout", "5m"]

    /// Nothing is known of what others have requested, so it gets the time to show; a journal that knows need not wait.
    @Test func anEmptyJournalWaitsOneSettleTimeAndAKnownPastDoesNot() async throws {
        let workspace = try await Workspace(
            Fixture.cloud((1...2).map { Fixture.Instance(number: $0, offers: [Fixture.declared, Fixture.beyond]) }),
            Fixture.manifest(1...2))
        let start = Date()
        let first = try await workspace.reconcile(times: Self.waiting)
        #expect(first.status == 0, "\(first.stderr)")
        #expect(first.stderr.contains("--assume-idle"), "\(first.stderr)")
        #expect(try #require(await workspace.cloud.audit().upgrades.first).time >= start + 3)
        #expect(Self.observationsBeforeTheUpgrade(in: try await workspace.cloud.calls()) > 1)

        try workspace.declare(Fixture.manifest(1...2).replacing(Fixture.declared, with: Fixture.beyond))
        let calls = try await workspace.cloud.calls().count
        let second = try await workspace.reconcile(times: Self.waiting)
        #expect(second.status == 0, "\(second.stderr)")
        #expect(Self.observationsBeforeTheUpgrade(in: try await workspace.cloud.calls().dropFirst(calls)) == 1)
        #expect(try await workspace.cloud.audit().instances.allSatisfy { $0.accepted == 2 && $0.violations.isEmpty })
    }

    @Test func anEmptyJournalAsksForNothingBeforeTheTimeIsUp() async throws {
        let workspace = try await Workspace(instances: 2, Fixture.manifest(1...2))
        let run = try await workspace.reconcile(
            times: ["--poll-interval", "300ms", "--settle-time", "5m", "--timeout", "1s"])
        #expect(run.status == 3, "\(run.stderr)")
        #expect(try run.reasons() == ["gracePeriod", "gracePeriod"])
        #expect(try await workspace.cloud.audit().upgrades.isEmpty)

        let idle = try await workspace.reconcile(
            ["--assume-idle"], times: ["--poll-interval", "300ms", "--settle-time", "5m", "--timeout", "4m"])
        #expect(idle.status == 0, "\(idle.stderr)")
    }

    private static func observationsBeforeTheUpgrade(in calls: some Collection<SimulatorProcess.Call>) -> Int {
        calls.prefix { $0.call != "upgrade" }.count { $0.call == "list" }
    }

    /// Without its memory a run must not request anything, nor begin afresh by itself.
    @Test func aDamagedJournalIsAnErrorAndNothingIsAskedFor() async throws {
        let workspace = try await Workspace(instances: 2, Fixture.manifest(1...2))
        let garbage = Data(repeating: 0x5A, count: 8192)
        try FileManager.default.createDirectory(atPath: workspace.state.path, withIntermediateDirectories: true)
        try garbage.write(to: URL(filePath: workspace.state.journal))
        for command in [["reconcile"] + Fixture.quickly, ["plan"], ["retry", "orders"]] {
            let run = try await Program.run(
                command + ["--repo", workspace.repository.path], environment: workspace.environment)
            Self.expectDamaged(run, workspace)
        }
        Self.expectDamaged(try await workspace.run("history"), workspace)
        let audit = try await workspace.cloud.audit()
        #expect(audit.upgrades.isEmpty && audit.calls["list"] == nil)
        #expect(try Data(contentsOf: URL(filePath: workspace.state.journal)) == garbage)
    }

    private static func expectDamaged(_ run: Program.Outcome, _ workspace: Workspace) {
        #expect(run.status == 1, "\(run.stdout)\(run.stderr)")
        #expect(run.stderr.contains("error: ") && run.stderr.contains(workspace.state.journal), "\(run.stderr)")
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
