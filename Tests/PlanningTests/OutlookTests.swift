import Fleet
import Foundation
import Planning
import Testing

/// Which results a person has to look at, and which go on by themselves.
@Suite struct OutlookTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var budget = Limit.count(0)
        var failed = false
        var current = [Fixture.old]
        var status = "normal"
        var freezes: [RolloutPolicy.Freeze] = []
        var result: RunResult
    }

    static let today = RolloutPolicy.Day(year: 2027, month: 1, day: 15)
    static let frozen = [RolloutPolicy.Freeze(from: today, to: today)]

    static let cases = [
        Case(testDescription: "a freeze ends by itself", freezes: frozen, result: .waiting),
        Case(testDescription: "an instance ahead", current: [Fixture.beyond], result: .attention),
        Case(
            testDescription: "one frozen, one ahead", current: [Fixture.old, Fixture.beyond], freezes: frozen,
            result: .attention),
        Case(testDescription: "an unhealthy instance", status: "abnormal", result: .attention),
        Case(testDescription: "a failure that spent the budget", failed: true, result: .attention),
        Case(testDescription: "a failure that will be tried again", budget: .count(1), failed: true, result: .waiting),
    ]

    @Test(arguments: cases) func anEndingSaysWhetherAPersonIsNeeded(_ one: Case) throws {
        var fleetState = Fixture.known
        if one.failed { fleetState.apply(.found(try Fixture.id(1), Fixture.failure(at: Fixture.start - 60))) }
        let count = one.current.count
        let fleet = try Fixture.fleet(count, rollout: .upTo(1, failureBudget: one.budget, freezes: one.freezes))
        var driver = RolloutDriver(fleet, fleetState: fleetState)
        let seen = try (1...count).flatMap { number in
            try Fixture.observed(count, current: one.current[number - 1], status: one.status)[(number - 1)..<number]
        }
        driver.observe(seen)
        #expect(driver.result == one.result)
    }

    @Test(arguments: [60.0, 90_000]) func aFailureThatIsNotTriedAgainKeepsItsReasonAndNamesNoTime(age: Double) throws {
        var fleetState = Fixture.known
        fleetState.apply(.found(try Fixture.id(1), Fixture.failure(at: Fixture.start - age)))
        var driver = RolloutDriver(try Fixture.fleet(2), fleetState: fleetState)
        driver.observe(try Fixture.observed(2))
        #expect(
            try driver.action(of: 1)
                == .hold(
                    Reason(
                        .failed,
                        "its upgrade failed; look into it, then run `dbconverge retry orders \(Fixture.id(1))`")))
        #expect(try driver.state(of: 2) == "hold budgetSpent")
    }

    @Test func aStuckUpgradeKeepsItsJobAndProgress() throws {
        let id = try Fixture.id(1)
        var fleetState = Fixture.known
        fleetState.apply(
            .intended(
                id,
                Submission(
                    from: Fixture.old, target: Fixture.declared, declared: Fixture.declared,
                    sentAt: Fixture.start - 7201)))
        var driver = RolloutDriver(try Fixture.fleet(1), fleetState: fleetState)
        let job = UpgradeJob(id: "job-7", instance: id, phase: .running, progress: "60%")
        driver.observe(try Fixture.observed(1), jobs: [job])
        let reason = try #require(try driver.action(of: 1)?.reason)
        #expect(reason.code == .stuck && reason.message.contains("job-7") && reason.message.contains("60%"))
    }

    @Test func aStuckUpgradeNamesNoTimeWhileItsJobShowsAndIsTriedAgainAfterwards() throws {
        let id = try Fixture.id(1)
        var fleetState = Fixture.known
        fleetState.apply(
            .intended(
                id,
                Submission(
                    from: Fixture.old, target: Fixture.declared, declared: Fixture.declared,
                    sentAt: Fixture.start - 7201)))
        var driver = RolloutDriver(
            try Fixture.fleet(1, rollout: .upTo(1, failureBudget: .count(1))), fleetState: fleetState)
        driver.observe(try Fixture.observed(1), jobs: [UpgradeJob(id: "job-7", instance: id, phase: .running)])
        let alive = try #require(try driver.action(of: 1))
        #expect(alive.reason?.code == .stuck && alive.reason?.until == nil && alive.outlook == .attention)
        var later = driver.journal
        later.submissions[id] = nil
        var next = RolloutDriver(
            try Fixture.fleet(1, rollout: .upTo(1, failureBudget: .count(1))), fleetState: later, at: driver.now)
        next.observe(try Fixture.observed(1))
        let over = try #require(try next.action(of: 1))
        #expect(over.reason?.code == .stuck && over.reason?.until != nil && over.outlook == .waiting)
    }

    @Test func aSpentBudgetNamesTheFirstFailedInstancesAndWhyAndCountsTheRest() throws {
        var fleetState = Fixture.known
        for number in 1...5 {
            fleetState.apply(.found(try Fixture.id(number), Fixture.failure(at: Fixture.start - 60)))
        }
        var driver = RolloutDriver(try Fixture.fleet(6), fleetState: fleetState)
        driver.observe(try Fixture.observed(6))
        let reason = try #require(try driver.action(of: 6)?.reason)
        #expect(
            reason.message
                == "the rollout stopped: 5 failed (orders-1: its upgrade failed; orders-2: its upgrade failed; orders-3: its upgrade failed; and 2 more), and its failureBudget is 0; look into it, then run `dbconverge retry orders`"
        )
        #expect(reason.code == .budgetSpent && reason.until == nil)
    }

    @Test func anUpgradeThatRunsIsCountedAsUpgradingAndNotAsWaiting() throws {
        let seen = try Fixture.observed(2)
        let situation = Situation(
            fleet: try Fixture.fleet(2),
            observation: Observation(
                startedAt: Fixture.start, instances: seen,
                inFlight: [UpgradeJob(id: "job-1", instance: try Fixture.id(1), phase: .running)]),
            fleetState: Fixture.known,
            now: Fixture.start)
        let plan = Planner().plan(situation, project: try #require(Fixture.project))
        let verdict = Verdict([plan])
        #expect(verdict.upgrading == 1 && verdict.later == 1)
        #expect(verdict.waitingReasons == ["offerNotRead": 1] && verdict.willAct)
    }

    @Test(arguments: [(1, false), (2, true)])
    func aMissingInstanceSaysWhatToDoAndWhetherItHoldsLaterWaves(waves: Int, holds: Bool) throws {
        let rollout = waves == 1 ? RolloutPolicy.upTo(1) : .canaryFirst()
        let canary = try Fixture.id(1)
        let fleet = try Fixture.fleet(1, rollout: rollout) { if $0.id == canary { $0.labels = ["tier": "canary"] } }
        let situation = Situation(
            fleet: fleet, observation: Observation(startedAt: Fixture.start, instances: [ObservedInstance]()),
            fleetState: Fixture.known, now: Fixture.start)
        let message = try #require(Planner().actions(in: situation).first?.action.reason?.message)
        #expect(message.contains("if it was deleted, remove it from the manifest"))
        #expect(message.contains("holds the waves after its own") == holds)
    }

    @Test func aTimeOutWithAPersonNeededIsNoTimeOut() throws {
        var settings = RolloutDriver.settings
        settings.deadline = Fixture.start + 60
        for (second, result) in [(Fixture.old, RunResult.timedOut), (Fixture.beyond, .attention)] {
            var driver = RolloutDriver(try Fixture.fleet(2), fleetState: Fixture.known, settings: settings)
            var seen = try Fixture.observed(Fixture.old, second)
            driver.asked(seen)
            driver.answer(.accepted)
            seen = try Fixture.observed(Fixture.old, second)
            driver.observe(seen, running: [try Fixture.id(1)], after: 100)
            #expect(driver.result == result)
        }
    }

    @Test func theVerdictCountsNowLaterAttentionAndSuspended() throws {
        var fleet = try Fixture.fleet(4, rollout: .upTo(4, freezes: Self.frozen)) { _ in }
        fleet.instances[3].suspend = true
        let seen = try Fixture.observed(Fixture.declared, Fixture.old, Fixture.beyond, Fixture.old)
        let situation = Rollout.situation(
            of: fleet, fleetState: Fixture.known, seen: Observation(startedAt: Fixture.start, instances: seen),
            now: Fixture.start)
        let verdict = Verdict([Planner().plan(situation, project: try #require(Fixture.project))])
        #expect(verdict.declared == 4 && verdict.inSync == 1 && verdict.now == 0 && verdict.later == 1)
        #expect(verdict.attentionReasons == ["ahead": 1] && verdict.waitingReasons == ["frozen": 1])
        #expect(verdict.suspended == 1 && verdict.willAct && verdict.nextRunAt != nil)
    }
}
