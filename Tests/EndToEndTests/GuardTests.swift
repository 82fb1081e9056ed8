import Foundation
import TestSupport
import Testing

/// What stops a rollout: its blast radius, and failures that are remembered from run to run.
@Suite(.patience) struct GuardTests {
    @Test func maxChangesStopsARunUntilMoreIsAllowed() async throws {
        let bench = try await Bench(
            instances: 12,
            World.manifest(1...12, rollout: "  waves: [{ name: all, maxUnavailable: 100% }]\n  maxChanges: 30%"))
        let limited = try await bench.reconcile()
        #expect(limited.status == 4, "\(limited.stderr)")
        #expect(try limited.ending() == "maxChanges")
        #expect(try limited.requests() == 3)
        #expect(try limited.reasons().count { $0 == "maxChanges" } == 9)
        #expect(try await bench.cloud.audit().instances.map(\.requests).reduce(0, +) == 3)

        let allowed = try await bench.reconcile(["--allow-changes", "12"])
        #expect(allowed.status == 0, "\(allowed.stderr)")
        #expect(try await bench.cloud.audit().instances.allSatisfy { $0.requests == 1 && $0.version == World.declared })
        #expect(try await bench.history().map(\.ending) == ["converged", "maxChanges"])
    }

    @Test func failuresAreRememberedUntilTheyAreForgiven() async throws {
        let bench = try await Bench(
            instances: 3, World.manifest(1...3, rollout: "  waves: [{ name: all, maxUnavailable: 100% }]"),
            settings: ["failureRate": 1])
        let first = try await bench.reconcile()
        #expect(first.status == 7, "\(first.stderr)")
        #expect(try first.reasons() == ["failed", "failed", "failed"])

        let second = try await bench.reconcile()
        #expect(second.status == 7, "\(second.stderr)")
        #expect(try second.requests() == 0)
        #expect(
            second.stdout.contains("look into it, then run `dbconverge retry orders \(World.id(1)) --repo"),
            "\(second.stdout)")
        #expect(try second.fleet()["comeBackAt"] == nil, "no run would use a time")
        #expect(try await bench.cloud.audit().instances.map(\.requests) == [1, 1, 1])

        // As they were printed, each for one instance.
        let printed = try ShellWords.commands(of: "dbconverge", in: second.stdout)
        #expect(printed.count >= 3, "\(printed)")
        for words in printed {
            let retry = try await Program.run(Array(words.dropFirst()), environment: bench.environment)
            #expect(retry.status == 0, "\(retry.stderr)")
            let id = try #require(words.dropFirst(3).first)
            #expect(retry.stdout.hasPrefix("orders: forgiven: ") && retry.stdout.contains("(\(id))"), "\(retry.stdout)")
        }
        let again = try await bench.run("retry", "orders", World.id(1), "--repo", bench.repository.path)
        #expect(
            again.stdout
                == "orders: there is nothing to forgive of orders-1 (\(World.id(1))); others are not covered\n",
            "\(again.stdout)\(again.stderr)")
        #expect(try await bench.cloud.audit().instances.map(\.requests) == [1, 1, 1], "it upgrades nothing")
        let third = try await bench.reconcile()
        #expect(third.status == 7, "\(third.stderr)")
        #expect(try third.requests() == 3)
        #expect(try await bench.cloud.audit().instances.map(\.requests) == [2, 2, 2])

        let runs = try await bench.history()
        #expect(runs.map(\.requests) == [3, 0, 3])
        #expect(runs.flatMap(\.upgrades).map(\.outcome) == Array(repeating: "failed", count: 6))
        let text = try await bench.run("history", "--upgrades")
        #expect(text.stdout.contains("STARTED") && text.stdout.contains("attention"), "\(text.stdout)")
        #expect(text.stdout.components(separatedBy: "its upgrade failed (job ").count == 7, "\(text.stdout)")
    }

    /// More failures than the budget stop those that have not been tried, in this run and the next.
    @Test func aSpentFailureBudgetStopsTheRest() async throws {
        let bench = try await Bench(
            instances: 6,
            World.manifest(
                1...6, rollout: "  waves: [{ name: all, maxUnavailable: 2 }]\n  failureBudget: 1"),
            settings: ["failureRate": 1])
        for run in [try await bench.reconcile(), try await bench.reconcile()] {
            #expect(run.status == 7, "\(run.stderr)")
            #expect(try run.reasons() == ["failed", "failed"] + Array(repeating: "budgetSpent", count: 4))
            #expect(run.stdout.contains("dbconverge retry orders"), "\(run.stdout)")
        }
        #expect(try await bench.cloud.audit().instances.map(\.requests) == [1, 1, 0, 0, 0, 0])
    }

    /// A retry of the fleet that it has left, where nobody looked at it, lifts nothing.
    @Test func whatIsHeldOfAnInstanceIsForgivenByTheFleetThatDeclaresIt() async throws {
        let bench = try await Bench(instances: 2, World.manifest(1...2), settings: ["failureRate": 1])
        #expect(try await bench.reconcile().status == 7)
        try bench.declare(
            World.manifest(1...1) + "---\n"
                + World.manifest(2...2).replacing("orders", with: "other").replacing("quick", with: "quicker"))
        let retry = try await bench.run("retry", "orders", "--repo", bench.repository.path)
        #expect(retry.status == 0, "\(retry.stderr)")
        #expect(retry.stdout.contains(World.id(1)) && !retry.stdout.contains(World.id(2)), "\(retry.stdout)")
        let plan = try await bench.run("plan", "--repo", bench.repository.path)
        #expect(
            plan.stdout.contains("1 instance: 1 to upgrade") && plan.stdout.contains("1 instance: 1 held"),
            "\(plan.stdout)")
        let history = try await bench.run("history")
        #expect(history.stdout.contains("orders: \(World.id(1)) "), "\(history.stdout)")
    }
}
