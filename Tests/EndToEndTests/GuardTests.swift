import Foundation
import TestSupport
import Testing

/// What stops a rollout: its blast radius, and failures that are remembered from run to run.
@Suite(.patience) struct GuardTests {
    @Test func maxChangesStopsARunUntilMoreIsAllowed() async throws {
        let workspace = try await Workspace(
            instances: 12,
            Fixture.manifest(1...12, rollout: "  waves: [{ name: all, maxUnavailable: 100% }]\n  maxChanges: 30%"))
        let limited = try await workspace.reconcile()
        #expect(limited.status == 4, "\(limited.stderr)")
        #expect(try limited.result() == "maxChanges")
        #expect(try limited.requests() == 3)
        #expect(try limited.reasons().count { $0 == "maxChanges" } == 9)
        #expect(try await workspace.cloud.audit().instances.map(\.requests).reduce(0, +) == 3)

        let allowed = try await workspace.reconcile(["--allow-changes", "12"])
        #expect(allowed.status == 0, "\(allowed.stderr)")
        #expect(
            try await workspace.cloud.audit().instances.allSatisfy {
                $0.requests == 1 && $0.version == Fixture.declared
            })
        #expect(try await workspace.history().map(\.result) == ["converged", "maxChanges"])
    }

    @Test func failuresAreRememberedUntilTheyAreForgiven() async throws {
        let workspace = try await Workspace(
            instances: 3, Fixture.manifest(1...3, rollout: "  waves: [{ name: all, maxUnavailable: 100% }]"),
            settings: ["failureRate": 1])
        let first = try await workspace.reconcile()
        #expect(first.status == 7, "\(first.stderr)")
        #expect(try first.reasons() == ["failed", "failed", "failed"])

        let second = try await workspace.reconcile()
        #expect(second.status == 7, "\(second.stderr)")
        #expect(try second.requests() == 0)
        #expect(
            second.stdout.contains("look into it, then run `dbconverge retry orders \(Fixture.id(1)) --repo"),
            "\(second.stdout)")
        #expect(try second.fleet()["nextRunAt"] == nil, "no run would use a time")
        #expect(try await workspace.cloud.audit().instances.map(\.requests) == [1, 1, 1])

        // As they were printed, each for one instance.
        let printed = try ShellWords.commands(of: "dbconverge", in: second.stdout)
        #expect(printed.count >= 3, "\(printed)")
        for words in printed {
            let retry = try await Program.run(Array(words.dropFirst()), environment: workspace.environment)
            #expect(retry.status == 0, "\(retry.stderr)")
            let id = try #require(words.dropFirst(3).first)
            #expect(
                retry.stdout.hasPrefix("orders: acknowledged: ") && retry.stdout.contains("(\(id))"), "\(retry.stdout)")
        }
        let again = try await workspace.run("retry", "orders", Fixture.id(1), "--repo", workspace.repository.path)
        #expect(
            again.stdout
                == "orders: there is nothing to acknowledge of orders-1 (\(Fixture.id(1))); others are not covered\n",
            "\(again.stdout)\(again.stderr)")
        #expect(try await workspace.cloud.audit().instances.map(\.requests) == [1, 1, 1], "it upgrades nothing")
        let third = try await workspace.reconcile()
        #expect(third.status == 7, "\(third.stderr)")
        #expect(try third.requests() == 3)
        #expect(try await workspace.cloud.audit().instances.map(\.requests) == [2, 2, 2])

        let runs = try await workspace.history()
        #expect(runs.map(\.requests) == [3, 0, 3])
        #expect(runs.flatMap(\.upgrades).map(\.outcome) == Array(repeating: "failed", count: 6))
        let text = try await workspace.run("history", "--upgrades")
        #expect(text.stdout.contains("orders  attention"), "\(text.stdout)")
        #expect(text.stdout.components(separatedBy: ": failed: its upgrade failed").count == 7, "\(text.stdout)")
    }

    /// More failures than the budget stop those that have not been tried, in this run and the next.
    @Test func aSpentFailureBudgetStopsTheRest() async throws {
        let workspace = try await Workspace(
            instances: 6,
            Fixture.manifest(
                1...6, rollout: "  waves: [{ name: all, maxUnavailable: 2 }]\n  failureBudget: 1"),
            settings: ["failureRate": 1])
        for run in [try await workspace.reconcile(), try await workspace.reconcile()] {
            #expect(run.status == 7, "\(run.stderr)")
            #expect(try run.reasons() == ["failed", "failed"] + Array(repeating: "budgetSpent", count: 4))
            #expect(run.stdout.contains("dbconverge retry orders"), "\(run.stdout)")
        }
        #expect(try await workspace.cloud.audit().instances.map(\.requests) == [1, 1, 0, 0, 0, 0])
    }

    /// A retry of the fleet that it has left, where no person looked at it, lifts nothing.
    @Test func whatIsHeldOfAnInstanceIsForgivenByTheFleetThatDeclaresIt() async throws {
        let workspace = try await Workspace(instances: 2, Fixture.manifest(1...2), settings: ["failureRate": 1])
        #expect(try await workspace.reconcile().status == 7)
        try workspace.declare(
            Fixture.manifest(1...1) + "---\n"
                + Fixture.manifest(2...2).replacing("orders", with: "other").replacing("quick", with: "quicker"))
        let retry = try await workspace.run("retry", "orders", "--repo", workspace.repository.path)
        #expect(retry.status == 0, "\(retry.stderr)")
        #expect(retry.stdout.contains(Fixture.id(1)) && !retry.stdout.contains(Fixture.id(2)), "\(retry.stdout)")
        let plan = try await workspace.run("plan", "--repo", workspace.repository.path)
        #expect(
            plan.stdout.contains("Plan: 1 to upgrade now, 1 held until a person acts; 0 in sync."), "\(plan.stdout)")
        let history = try await workspace.run("history")
        #expect(history.stdout.contains("of \(Fixture.id(1))"), "\(history.stdout)")
    }
}
