import Fleet
import Foundation
import Planning
import Testing

/// Scheduled upgrades that a run cancels: a plan lists each of them, and says that a run would act.
@Suite struct CancellationTests {
    enum Change: String, CaseIterable, Sendable {
        case suspended, otherVersion, paused, offerMoved, frozen, upgradedElsewhere
    }

    static let window = Fixture.start + 36000..<Fixture.start + 50400

    private func fleet(_ change: Change? = nil) throws -> DesiredFleet {
        let rollout = RolloutPolicy.upTo(
            1, timing: .maintenanceWindow, freezes: change == .frozen ? OutlookTests.frozen : [])
        return try Fixture.fleet(1, rollout: rollout, suspend: change == .suspended) {
            if change == .otherVersion { $0.version = Fixture.beyond }
        }
    }

    private func job() throws -> UpgradeJob {
        try Fixture.job("s", .scheduled, created: Fixture.start + 30, window: Self.window)
    }

    private func scheduledRun() throws -> RolloutDriver {
        var driver = RolloutDriver(try fleet())
        driver.accepted(try Fixture.observed(1))
        driver.observe(try Fixture.observed(1), jobs: [try job()])
        return driver
    }

    private func plan(
        _ fleet: DesiredFleet, _ driver: RolloutDriver, paused: Pause? = nil,
        offered: KernelVersion? = Fixture.declared,
        current: KernelVersion = Fixture.old
    ) throws -> FleetPlan {
        let seen = Observation(
            startedAt: driver.now, instances: try Fixture.observed(1, current: current), inFlight: [try job()])
        var situation = Rollout.situation(
            of: fleet, fleetState: driver.journal, seen: seen, external: ExternalState(paused: paused), now: driver.now)
        // As a plan reads them.
        let needed = Planner().offersNeeded(in: situation)
        situation.offers.add(
            Dictionary(
                uniqueKeysWithValues: needed.map {
                    ($0, .read(Offer(current: current, offered: offered, readAt: driver.now)))
                }), now: situation.now)
        return Planner().plan(situation, project: try #require(Fixture.project))
    }

    @Test(arguments: Change.allCases) func aPlanSaysWhatARunCancels(_ change: Change) throws {
        let driver = try scheduledRun().again(after: 600)
        let pause = change == .paused ? PauseTests.pause(cancelsScheduled: true) : nil
        let offered = change == .offerMoved ? Fixture.beyond : Fixture.declared
        let current = change == .upgradedElsewhere ? Fixture.declared : Fixture.old
        let plan = try plan(fleet(change), driver, paused: pause, offered: offered, current: current)
        #expect(plan.instances.map(\.action.summary) == ["cancel revoked"])
        #expect(plan.instances[0].action.reason?.message.contains("(job s) is canceled") == true)
        let verdict = Verdict([plan])
        #expect(verdict.toCancel == 1 && verdict.later == 0 && verdict.suspended == 0 && verdict.willAct)
        #expect(plan.nextRunAt == nil)

        var run = driver.again(try fleet(change))
        run.observe(try Fixture.observed(1, current: current), jobs: [try job()], paused: pause, after: 1)
        run.offer(offered)
        #expect(run.canceling == [try Fixture.id(1): "s"], "the plan and the run agree")
    }

    @Test func whatIsDeclaredStillIsLeftToItsWindow() throws {
        let plan = try plan(fleet(), scheduledRun().again(after: 600))
        #expect(plan.instances.map(\.action.summary) == ["wait scheduled"])
        #expect(Verdict([plan]).toCancel == 0)
    }

    @Test func anInstanceThatIsDeclaredNoMoreIsListedToo() throws {
        var other = try fleet()
        other.instances = [DesiredInstance(id: try Fixture.id(2), version: Fixture.old)]
        let plan = try plan(other, scheduledRun().again(after: 600))
        #expect(plan.cancellations.map(\.instance) == [try Fixture.id(1)])
        #expect(
            plan.cancellations.first?.message == "its scheduled upgrade (job s) is canceled: it is declared no more")
        #expect(Verdict([plan]).toCancel == 1 && Verdict([plan]).willAct)
    }

    /// Moved to another fleet, which has not run yet: this one has nothing to wait for.
    @Test func whatWasGivenUpOfAnInstanceThatIsDeclaredNoMoreIsNotWaitedFor() throws {
        var fleetState = Fixture.known
        var submission = Submission(
            from: Fixture.old, target: Fixture.declared, declared: Fixture.declared, delay: false,
            sentAt: Fixture.start - 40000, acceptance: .accepted(at: Fixture.start - 40000))
        submission.failure = Fixture.failure(at: Fixture.start - 100)
        fleetState.submissions[try Fixture.id(3)] = submission
        var driver = RolloutDriver(try Fixture.fleet(2), fleetState: fleetState)
        driver.observe(try Fixture.observed(Fixture.declared, Fixture.declared, Fixture.old))
        #expect(driver.result == .converged)
    }
}
