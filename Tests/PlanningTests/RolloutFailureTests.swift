import Fleet
import Foundation
import Planning
import Testing

/// Upgrades that fail, are given up or land elsewhere.
@Suite struct RolloutFailureTests {
    @Test func aFailedJobSpendsTheBudgetAndStopsTheRest() throws {
        var driver = RolloutDriver(try Fixture.fleet(2))
        driver.accepted(try Fixture.observed(2))
        driver.observe(try Fixture.observed(2), failed: [try Fixture.job("j", .failed, created: driver.now)])
        #expect(driver.isHeld)
        #expect(try driver.state(of: 1) == "hold failed")
        #expect(try driver.action(of: 1)?.reason?.message.contains("replica lag") == true)
        #expect(try driver.state(of: 2) == "hold budgetSpent")
        #expect(driver.journal.failures[try Fixture.id(1)]?.map(\.job) == ["j"])
    }

    /// A person has acknowledged it a moment ago, so that the next request follows at once.
    @Test func aFailureFromBeforeTheRequestIsNotOurs() throws {
        let job = try Fixture.job("earlier", .failed, created: Fixture.start, ended: Fixture.start + 60)
        var driver = RolloutDriver(try Fixture.fleet(1), fleetState: Fixture.known)
        driver.observe(try Fixture.observed(1), failed: [job], after: 60)
        #expect(try driver.state(of: 1) == "hold failed", "that of others counts all the same")
        driver.journal.apply(.acknowledged(Acknowledgement(at: driver.now + 1)))
        driver = driver.again(after: 2)
        driver.observe(try Fixture.observed(1), failed: [job])
        driver.offer(Fixture.declared)
        driver.answer(.accepted)
        driver.observe(try Fixture.observed(1), failed: [job])
        #expect(driver.result == nil)
        #expect(try driver.state(of: 1) == "wait submitted")
    }

    /// The vendor may try again by itself, so that between two observations one job fails and another appears.
    @Test(arguments: [UpgradeJob.Phase.running, .scheduled])
    func aFailedJobCountsEvenWhereSomebodyElsesIsInFlight(phase: UpgradeJob.Phase) throws {
        let id = try Fixture.id(1)
        var driver = RolloutDriver(try Fixture.fleet(2, rollout: .upTo(2, batchSize: 1)))
        driver.accepted(try Fixture.observed(2))
        driver.observe(try Fixture.observed(2), running: [id])
        #expect(driver.reading == [try Fixture.id(2)])
        driver.observe(
            try Fixture.observed(2), jobs: [try Fixture.job("theirs", phase)],
            failed: [try Fixture.job("job-\(id)", .failed)])
        #expect(driver.reading == nil)
        #expect(try driver.state(of: 2) == "hold budgetSpent")
        #expect(
            try driver.state(of: 1) == (phase == .running ? "wait upgrading" : "wait scheduled"), "its slot is taken")
        #expect(driver.journal.failures[id]?.count == 1)
        #expect(driver.journal.submissions.isEmpty)
    }

    @Test func acceptedButNothingShowsIsAFailureWithItsOwnNameThatKeepsItsSlot() throws {
        var driver = RolloutDriver(
            try Fixture.fleet(4, rollout: .upTo(2, batchSize: 1, failureBudget: .count(2))))
        driver.accepted(try Fixture.observed(4))
        driver.offer(Fixture.declared)
        driver.answer(.accepted)
        driver.observe(try Fixture.observed(4), running: [try Fixture.id(2)], after: 590)
        #expect(try driver.state(of: 1) == "wait submitted", "the acceptance time is not over")
        driver.observe(try Fixture.observed(4), running: [try Fixture.id(2)], after: 11)
        #expect(try driver.state(of: 1) == "hold notStarted")
        #expect(driver.reading == nil, "its slot is still taken")
        #expect(driver.journal.submissions[try Fixture.id(1)]?.failure != nil)
        driver.observe(
            try Fixture.observed(Fixture.stop, Fixture.old, Fixture.old, Fixture.old), running: [try Fixture.id(2)])
        #expect(driver.told(.offTarget(try Fixture.id(1), Fixture.stop)), "it is still watched")
        #expect(try driver.state(of: 3) == "hold offTargetStop")
    }

    @Test func aStuckUpgradeIsHeldAndNotOverWhileItsJobRuns() throws {
        let id = try Fixture.id(1)
        var driver = RolloutDriver(try Fixture.fleet(1))
        driver.accepted(try Fixture.observed(1))
        driver.observe(try Fixture.observed(1), running: [id])
        driver.observe(try Fixture.observed(1), running: [id], after: 7201)
        #expect(try driver.state(of: 1) == "hold stuck")
        #expect(driver.isHeld)
        driver = driver.again(after: 86400)
        driver.observe(try Fixture.observed(1), running: [id])
        #expect(try driver.state(of: 1) == "hold stuck", "it keeps its slot for as long as its job runs")
        driver = driver.again()
        driver.observe(try Fixture.observed(1, current: Fixture.declared), running: [id])
        #expect(
            driver.step == Step(next: .observe(at: driver.now + 30, jobs: JobReading(always: true))),
            "its job still runs")
        driver.observe(try Fixture.observed(1, current: Fixture.declared))
        #expect(driver.result == .converged)
        #expect(driver.journal.failures.isEmpty, "it landed after all")
    }

    /// Others requested it, or a run whose journal is lost: no run waits for it for ever.
    @Test(arguments: [(7200.0, "wait upgrading", "wait"), (7201, "hold stuck", "hold noSlot")])
    func aStuckUpgradeThatNobodyKnowsIsHeldToo(age: Double, state: String, other: String) throws {
        var driver = RolloutDriver(try Fixture.fleet(2))
        let job = try Fixture.job("j", .running, created: driver.now + 30 - age)
        driver.observe(try Fixture.observed(2), jobs: [job])
        #expect(try driver.state(of: 1) == state)
        #expect(try driver.state(of: 2)?.hasPrefix(other) == true)
        #expect(driver.reading == nil && (driver.isHeld) == (state == "hold stuck"))
    }

    @Test func aStuckUpgradeFreesItsSlotWhenItsJobFails() throws {
        let id = try Fixture.id(1)
        var driver = RolloutDriver(try Fixture.fleet(2, rollout: .upTo(1, failureBudget: .count(1))))
        driver.accepted(try Fixture.observed(2))
        driver.observe(try Fixture.observed(2), running: [id])
        driver.observe(try Fixture.observed(2), running: [id], after: 7201)
        #expect(driver.reading == nil && driver.isHeld)
        driver = driver.again()
        driver.observe(try Fixture.observed(2), failed: [try Fixture.job("job-\(id)", .failed)])
        #expect(driver.reading == [try Fixture.id(2)])
        #expect(try driver.state(of: 1) == "hold failed")
        #expect(driver.journal.failures[id]?.count == 1)
    }

    /// It may have ended off-target, and the list lag.
    @Test func aStuckUpgradeIsNotOverWhileNoVersionQuerySaysSo() throws {
        let id = try Fixture.id(1)
        var driver = RolloutDriver(try Fixture.fleet(2, rollout: .upTo(1, failureBudget: .count(1))))
        driver.accepted(try Fixture.observed(2))
        driver.observe(try Fixture.observed(2), running: [id])
        driver.observe(try Fixture.observed(2), running: [id], after: 7201)
        for _ in 0..<2 {
            driver = driver.again(after: 3600)
            driver.observe(try Fixture.observed(2))
            driver.feed(.offersRead([id: .failed(message: "500", mayPass: true)]))
            #expect(driver.journal.submissions[id] != nil)
        }
        driver = driver.again(after: 60)
        driver.observe(try Fixture.observed(Fixture.stop, Fixture.old))
        #expect(driver.journal.offTarget[id]?.reached == Fixture.stop)
        #expect(try driver.state(of: 2) == "hold offTargetStop")
    }

    @Test func aJobThatEndedWithoutANewVersionFailsWhenThatHasNotShownForTheSettleTime() throws {
        var driver = RolloutDriver(try Fixture.fleet(1))
        driver.accepted(try Fixture.observed(1))
        driver.observe(try Fixture.observed(1), running: [try Fixture.id(1)])
        driver.observe(try Fixture.observed(1))
        driver.observe(try Fixture.observed(1), after: 299)
        driver.offer(Fixture.declared)
        #expect(try driver.state(of: 1) == "wait submitted")
        driver.observe(try Fixture.observed(1), after: 1)
        driver.offer(Fixture.declared)
        #expect(try driver.state(of: 1) == "hold failed")
        #expect(driver.isHeld)
    }

    @Test func landingWhereNobodyDeclaredStopsTheRollout() throws {
        var driver = RolloutDriver(try Fixture.fleet(2, rollout: .upTo(1, failureBudget: .percent(100))))
        driver.accepted(try Fixture.observed(2))
        driver.observe(try Fixture.observed(Fixture.stop, Fixture.old))
        #expect(driver.isHeld)
        #expect(try driver.state(of: 1) == "hold offTarget")
        #expect(try driver.state(of: 2) == "hold offTargetStop")
    }
}
