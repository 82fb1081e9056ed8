import Fleet
import Foundation
import Planning
import Testing

/// The state machine, driven by hand.
@Suite struct RolloutTests {
    @Test func aFleetInSyncAsksForNothingButTheList() throws {
        var driver = RolloutDriver(try Fixture.fleet(3))
        #expect(driver.step == Step(next: .observe(at: Fixture.start, jobs: JobReading())))
        driver.observe(try Fixture.observed(3, current: Fixture.declared))
        #expect(driver.step == Step(next: .finish(.converged)))
    }

    @Test func oneUpgradeFromOfferToLanding() throws {
        var driver = RolloutDriver(try Fixture.fleet(1))
        driver.observe(try Fixture.observed(1))
        #expect(driver.reading == [try Fixture.id(1)])
        driver.offer(Fixture.declared)
        #expect(driver.submission == UpgradeRequest(instances: [try Fixture.id(1)], from: Fixture.old))
        driver.answer(.accepted)
        #expect(driver.nextObservation == driver.now + 30)
        driver.observe(try Fixture.observed(1), running: [try Fixture.id(1)])
        #expect(driver.nextObservation != nil && driver.submission == nil)
        driver.observe(try Fixture.observed(1, current: Fixture.declared), running: [try Fixture.id(1)])
        #expect(driver.result == nil, "its job still runs")
        driver.observe(try Fixture.observed(1, current: Fixture.declared))
        #expect(driver.told(.completed(try Fixture.id(1), Fixture.declared)))
        #expect(driver.result == .converged)
    }

    @Test func neverMoreThanMaxUnavailableAndTheNextOnlyWhenASlotIsFree() throws {
        let rollout = RolloutPolicy.upTo(2)
        var driver = RolloutDriver(try Fixture.fleet(3, rollout: rollout))
        driver.observe(try Fixture.observed(3))
        driver.offer(Fixture.declared)
        #expect(driver.submission?.instances == [try Fixture.id(1), try Fixture.id(2)])
        driver.answer(.accepted)
        #expect(driver.reading == nil && driver.nextObservation != nil)
        var seen = try Fixture.observed(3)
        driver.observe(seen, running: [try Fixture.id(1), try Fixture.id(2)])
        #expect(driver.reading == nil)
        seen[1] = try Fixture.observed(2, current: Fixture.declared)[1]
        driver.observe(seen, running: [try Fixture.id(1)])
        #expect(driver.reading == [try Fixture.id(3)])
    }

    @Test func someoneElsesUpgradeTakesASlotAndIsNotAskedForAgain() throws {
        let rollout = RolloutPolicy.upTo(1)
        var driver = RolloutDriver(try Fixture.fleet(2, rollout: rollout))
        driver.observe(try Fixture.observed(2), running: [try Fixture.id(2)])
        #expect(driver.reading == nil && driver.submission == nil && driver.nextObservation != nil)
    }

    @Test func anOfferThatGrewOldIsReadAgainBeforeTheSubmission() throws {
        var driver = RolloutDriver(try Fixture.fleet(1))
        driver.observe(try Fixture.observed(1))
        let ids = try #require(driver.reading)
        let old = Offer(current: Fixture.old, offered: Fixture.declared, readAt: driver.now)
        driver.feed(.offersRead([ids[0]: .read(old)]), after: 61)
        #expect(driver.submission == nil)
        #expect(driver.reading == ids)
    }

    @Test func anOfferThatMovedPastTheDeclaredHoldsTheInstance() throws {
        var driver = RolloutDriver(try Fixture.fleet(1))
        driver.observe(try Fixture.observed(1))
        driver.offer(Fixture.beyond)
        #expect(driver.submission == nil)
        #expect(driver.isHeld)
        #expect(try driver.state(of: 1) == "hold superseded")
    }

    @Test func anInstanceInTwoHopsKeepsGoingAndGoesFirst() throws {
        let rollout = RolloutPolicy.upTo(1)
        var driver = RolloutDriver(try Fixture.fleet(2, rollout: rollout) { $0.via = [Fixture.stop] })
        driver.observe(try Fixture.observed(2))
        driver.offer(Fixture.stop)
        driver.answer(.accepted)
        var seen = try Fixture.observed(2)
        seen[0] = try Fixture.observed(1, current: Fixture.stop)[0]
        driver.observe(seen)
        #expect(driver.told(.completed(try Fixture.id(1), Fixture.stop)))
        #expect(driver.reading == [try Fixture.id(1)])
        driver.offer(Fixture.declared, current: Fixture.stop)
        #expect(driver.submission == UpgradeRequest(instances: [try Fixture.id(1)], from: Fixture.stop))
    }

    @Test func anOldObservationIsRenewedBeforeASubmission() throws {
        let rollout = RolloutPolicy.upTo(2, batchSize: 1)
        var driver = RolloutDriver(try Fixture.fleet(2, rollout: rollout))
        driver.observe(try Fixture.observed(2))
        driver.offer(Fixture.declared)
        let request = try #require(driver.submission)
        driver.feed(.answered(request, .accepted), after: 90)
        driver.offer(Fixture.declared)
        #expect(driver.step == Step(next: .observe(at: driver.now, jobs: JobReading(always: true))))
        driver.observe(try Fixture.observed(2), running: [try Fixture.id(1), try Fixture.id(2)], after: 1)
        #expect(driver.submission == nil, "an upgrade of others has begun meanwhile")
    }

    @Test func anObservationThatTakesLongDoesNotKeepARunFromEverSubmitting() throws {
        var driver = RolloutDriver(try Fixture.fleet(1))
        let begun = driver.now
        driver.now += 1500
        driver.feed(.observed(Observation(startedAt: begun, instances: try Fixture.observed(1))))
        driver.offer(Fixture.declared)
        #expect(driver.submission != nil)
    }

    @Test func anObservationThatBeganBeforeTheAnswerSaysNothingAboutIt() throws {
        var driver = RolloutDriver(try Fixture.fleet(1))
        driver.accepted(try Fixture.observed(1))
        let failed = try Fixture.job("x", .failed, created: driver.now)
        let late = Observation(startedAt: driver.now - 2, instances: try Fixture.observed(1), failed: [failed])
        driver.feed(.observed(late))
        #expect(driver.result == nil)
        #expect(try driver.state(of: 1) == "wait submitted")
    }

    @Test func theDeadlineEndsTheRunWithoutAnotherSubmission() throws {
        let settings = Rollout.Settings(deadline: Fixture.start + 45, skipsGracePeriod: true)
        var driver = RolloutDriver(try Fixture.fleet(1), settings: settings)
        driver.observe(try Fixture.observed(1), running: [try Fixture.id(1)])
        #expect(driver.nextObservation == Fixture.start + 45, "the last observation is at the deadline, not after it")
        driver.observe(try Fixture.observed(1))
        #expect(driver.step == Step(next: .finish(.timedOut)))
    }

    @Test func fruitlessReadingsWiden() throws {
        let rollout = RolloutPolicy.upTo(1)
        var driver = RolloutDriver(try Fixture.fleet(300, rollout: rollout))
        driver.observe(try Fixture.observed(300))
        var sizes: [Int] = []
        while let ids = driver.reading {
            sizes.append(ids.count)
            driver.offer(nil)
        }
        #expect(sizes.reduce(0, +) == 300, "each is requested once")
        #expect(sizes.count < 12)
        #expect(driver.isHeld)
    }

    @Test func runningSomethingUnknownIsWaitedFor() throws {
        var driver = RolloutDriver(try Fixture.fleet(1))
        driver.observe(try Fixture.observed(1, status: "UPGRADING MAYBE"))
        #expect(driver.result == nil && driver.nextObservation != nil)
    }

    @Test func aScheduledUpgradeIsNotWaitedFor() throws {
        var driver = RolloutDriver(try Fixture.fleet(1))
        driver.observe(try Fixture.observed(1), jobs: [try Fixture.job("s", .scheduled)])
        #expect(driver.isHeld)
    }
}
