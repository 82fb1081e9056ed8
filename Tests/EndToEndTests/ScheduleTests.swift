import Foundation
import TestSupport
import Testing

/// What waits for a time does not keep a run: it ends and says when to come back.
@Suite(.patience) struct ScheduleTests {
    @Test func aSoakEndsARunAndALaterOneGoesOn() async throws {
        let workspace = try await Workspace(
            instances: 4,
            Fixture.manifest(
                1...4, rollout: Fixture.waves(canary: "maxUnavailable: 1, soak: 5s", rest: "maxUnavailable: 100%"),
                canaries: 1))
        let first = try await workspace.reconcile()
        #expect(first.status == 3, "\(first.stderr)")
        #expect(try first.reasons() == ["-", "soaking", "soaking", "soaking"])
        #expect(try await workspace.cloud.audit().instances.map(\.requests) == [1, 0, 0, 0])
        let text = try #require(try first.fleet()["nextRunAt"] as? String)
        let nextRunAt = try Date(text, strategy: .iso8601)

        try await Task.sleep(for: .seconds(max(0, nextRunAt.timeIntervalSinceNow)))
        let second = try await workspace.reconcile()
        #expect(second.status == 0, "\(second.stdout)\(second.stderr)")
        let audit = try await workspace.cloud.audit()
        #expect(audit.instances.allSatisfy { $0.requests == 1 && $0.version == Fixture.declared })
        let landed = try #require(audit.instances.first?.history.last?.time)
        #expect(audit.upgrades.dropFirst().allSatisfy { $0.time >= landed + 5 }, "the soak was cut short")
        #expect(try await workspace.history().map(\.result) == ["converged", "waiting"])
    }

    @Test func aFreezeThatHoldsNowLeavesEverythingAlone() async throws {
        let day = { (days: Double) in String((Date() + days * 86400).formatted(.iso8601).prefix(10)) }
        let workspace = try await Workspace(
            instances: 3,
            Fixture.manifest(
                1...3,
                rollout: """
                      waves: [{ name: all, maxUnavailable: 100% }]
                      freezes: [{ from: \(day(-2)), to: \(day(2)), reason: year end }]
                    """))
        let run = try await workspace.reconcile()
        #expect(run.status == 3, "\(run.stdout)\(run.stderr)")
        #expect(try run.reasons() == ["frozen", "frozen", "frozen"])
        #expect(run.stdout.contains("frozen (year end) until "), "\(run.stdout)")
        let nextRunAt = try #require(try run.fleet()["nextRunAt"] as? String)
        #expect(try Date(nextRunAt, strategy: .iso8601) > Date() + 86400)
        let audit = try await workspace.cloud.audit()
        #expect(audit.upgrades.isEmpty && audit.calls["offer"] == nil)
        #expect(try await workspace.history().map(\.requests) == [0])
    }

    @Test func whatWaitsForItsMaintenanceWindowIsScheduledOnceAndCanceledWhenItIsSuspended() async throws {
        let hour = Calendar(identifier: .gregorian).dateComponents(in: .gmt, from: Date() + 6 * 3600).hour ?? 0
        let window = String(format: "%02d:00-%02d:00", hour, (hour + 2) % 24)
        let rollout = """
              waves: [{ name: all, maxUnavailable: 100% }]
              timing: maintenanceWindow
              acceptMovingTarget: true
            """
        let workspace = try await Workspace(
            Fixture.cloud((1...3).map { Fixture.Instance(number: $0, maintenanceWindow: window) }),
            Fixture.manifest(1...3, rollout: rollout))
        let first = try await workspace.reconcile()
        #expect(first.status == 3, "\(first.stdout)\(first.stderr)")
        #expect(try first.requests() == 3)
        let second = try await workspace.reconcile()
        #expect(second.status == 3, "\(second.stdout)\(second.stderr)")
        #expect(try second.requests() == 0)
        #expect(try second.reasons() == ["scheduled", "scheduled", "scheduled"])
        let scheduled = try await workspace.cloud.audit()
        #expect(scheduled.upgrades.map(\.delay) == [true] && scheduled.upgrades.first?.members.count == 3)
        #expect(scheduled.instances.allSatisfy { $0.requests == 1 && $0.violations.isEmpty })
        #expect(scheduled.calls["cancelScheduledJobs"] == nil)

        try workspace.declare(Fixture.manifest(1...3, rollout: rollout, suspend: true))
        let suspended = try await workspace.reconcile()
        #expect(suspended.status == 0, "\(suspended.stdout)\(suspended.stderr)")
        #expect(try await workspace.cloud.audit().calls["cancelScheduledJobs"] == 1)
        #expect(
            try await workspace.history().flatMap(\.upgrades).map(\.outcome) == ["canceled", "canceled", "canceled"])

        // The cloud's slots are free again: had they not been canceled, it would refuse these.
        try workspace.declare(Fixture.manifest(1...3))
        let at = try await workspace.reconcile()
        #expect(at.status == 0, "\(at.stdout)\(at.stderr)")
        let audit = try await workspace.cloud.audit()
        #expect(audit.upgrades.map(\.outcome) == ["accepted", "accepted"])
        #expect(audit.instances.allSatisfy { $0.version == Fixture.declared && $0.violations.isEmpty })
    }
}
