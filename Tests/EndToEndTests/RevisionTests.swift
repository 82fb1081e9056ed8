import Foundation
import TestSupport
import Testing

/// The ref moves under a run.
@Suite(.patience) struct RevisionTests {
    @Test func aSuspensionThatIsCommittedWhileAnUpgradeRunsKeepsTheRestFromIt() async throws {
        let workspace = try await Workspace(
            instances: 4, Fixture.manifest(1...4, maxUnavailable: "1"), settings: Fixture.untilFinished)
        var committedAt = Date.distantPast
        let run = try await workspace.reconcile { _ in
            try await workspace.cloud.waitForAnUpgrade()
            try workspace.declare(Fixture.manifest(1...4, suspend: true))
            committedAt = Date()
            try await workspace.cloud.finishUpgrades()
        }
        #expect(run.status == 3, "\(run.stdout)\(run.stderr)")
        #expect(try run.result() == "revisionMoved")
        #expect(run.stderr.contains("the ref has moved to main@"), "\(run.stderr)")
        #expect(try Set(run.reasons()) == ["-", "revisionMoved"], "\(run.stdout)\(run.stderr)")
        let audit = try await workspace.cloud.audit()
        #expect(audit.upgrades.allSatisfy { $0.time <= committedAt }, "\(committedAt): \(audit.upgrades)")
        #expect(try await workspace.history().map(\.result) == ["revisionMoved"])
        let next = try await workspace.reconcile()
        #expect(next.status == 0, "\(next.stdout)\(next.stderr)")
        #expect(try next.requests() == 0)
    }

    /// The pipeline of an older commit runs after that of a newer one, and then a branch that was set back.
    @Test func anOlderCommitIsRefusedUntilAPersonAllowsIt() async throws {
        let workspace = try await Workspace(instances: 1, Fixture.manifest(1...1))
        let old = try workspace.repository.git("rev-parse", "HEAD")
        try workspace.declare(Fixture.manifest(1...1, maxUnavailable: "1"))
        #expect(try await workspace.reconcile().status == 0)
        let plan = try await Program.run(
            ["plan", "--repo", workspace.repository.path, "--ref", old], environment: workspace.environment)
        #expect(plan.stderr.contains("warning: orders: reconcile would refuse this: "), "\(plan.stderr)")
        let late = try await workspace.reconcile(["--ref", old])
        #expect(late.status == 1, "\(late.stdout)\(late.stderr)")
        #expect(
            late.stderr.contains("which was applied last: an older pipeline runs after a newer one"), "\(late.stderr)")
        try workspace.repository.git("reset", "--quiet", "--hard", old)
        #expect(try await workspace.reconcile().status == 1)
        #expect(try await workspace.reconcile(["--allow-rewind"]).status == 0)
        #expect(try await workspace.reconcile().status == 0)
        #expect(
            try await workspace.history().map(\.result) == ["converged", "converged", "failed", "failed", "converged"])
    }

    @Test func aCommitGivenByItsIdStaysTheOneThatCounts() async throws {
        let workspace = try await Workspace(
            instances: 2, Fixture.manifest(1...2, maxUnavailable: "1"), settings: Fixture.untilFinished)
        let oid = try workspace.repository.git("rev-parse", "HEAD")
        let run = try await workspace.reconcile(["--ref", oid]) { _ in
            try await workspace.cloud.waitForAnUpgrade()
            try workspace.declare(Fixture.manifest(1...2, suspend: true))
            try await workspace.cloud.finishUpgrades()
        }
        #expect(run.status == 0, "\(run.stdout)\(run.stderr)")
        #expect(try await workspace.cloud.audit().instances.map(\.requests) == [1, 1])
    }
}
