import Fleet
import Foundation
import Planning
import Testing

/// The state machine, driven by hand.
@Suite struct RolloutTests {
    @Test func aFleetInSyncAsksForNothingButTheList() throws {
        var driver = RolloutDriver(try World.fleet(3))
        #expect(driver.effects == [.observe(at: World.start, jobs: JobReading())])
        driver.observe(try World.observed(3, current: World.declared))
        #expect(driver.effects == [.finish(.converged)])
    }

    @Test func oneUpgradeFromOfferToLanding() throws {
        var driver = RolloutDriver(try World.fleet(1))
        driver.observe(try World.observed(1))
        #expect(driver.reading == [try World.id(1)])
        driver.offer(World.declared)
        #expect(driver.submission == UpgradeRequest(instances: [try World.id(1)], from: World.old))
        driver.answer(.accepted)
        #expect(driver.nextObservation == driver.now + 30)
        driver.observe(try World.observed(1), running: [try World.id(1)])
        #expect(driver.nextObservation != nil && driver.submission == nil)
        driver.observe(try World.observed(1, current: World.declared), running: [try World.id(1)])
        #expect(driver.ending == nil, "its job still runs")
        driver.observe(try World.observed(1, current: World.declared))
        #expect(driver.effects.contains(.tell(.landed(try World.id(1), World.declared))))
        #expect(driver.ending == .converged)
    }

    @Test func neverMoreThanMaxUnavailableAndTheNextOnlyWhenASlotIsFree() throws {
        let rollout = RolloutPolicy.upTo(2)
        var driver = RolloutDriver(try World.fleet(3, rollout: rollout))
        driver.observe(try World.observed(3))
        driver.offer(World.declared)
        #expect(driver.submission?.instances == [try World.id(1), try World.id(2)])
        driver.answer(.accepted)
        #expect(driver.reading == nil && driver.nextObservation != nil)
        var seen = try World.observed(3)
        driver.observe(seen, running: [try World.id(1), try World.id(2)])
        #expect(driver.reading == nil)
        seen[1] = try World.observed(2, current: World.declared)[1]
        driver.observe(seen, running: [try World.id(1)])
        #expect(driver.reading == [try World.id(3)])
    }

    @Test func someoneElsesUpgradeTakesASlotAndIsNotAskedForAgain() throws {
        let rollout = RolloutPolicy.upTo(1)
        var driver = RolloutDriver(try World.fleet(2, rollout: rollout))
        driver.observe(try World.observed(2), running: [try World.id(2)])
        #expect(driver.reading == nil && driver.submission == nil && driver.nextObservation != nil)
    }

    @Test func anOfferThatGrewOldIsReadAgainBeforeTheSubmission() throws {
        var driver = RolloutDriver(try World.fleet(1))
        driver.observe(try World.observed(1))
        let ids = try #require(driver.reading)
        let old = Offer(current: World.old, offered: World.declared, readAt: driver.now)
        driver.feed(.offersRead([ids[0]: .read(old)]), after: 61)
        #expect(driver.submission == nil)
        #expect(driver.reading == ids)
    }

    @Test func anOfferThatMovedPastTheDeclaredHoldsTheInstance() throws {
        var driver = RolloutDriver(try World.fleet(1))
        driver.observe(try World.observed(1))
        driver.offer(World.beyond)
        #expect(driver.submission == nil)
        #expect(driver.isHeld)
        #expect(try driver.state(of: 1) == "hold superseded")
    }

    @Test func anInstanceInTwoHopsKeepsGoingAndGoesFirst() throws {
        let rollout = RolloutPolicy.upTo(1)
        var driver = RolloutDriver(try World.fleet(2, rollout: rollout) { $0.via = [World.stop] })
        driver.observe(try World.observed(2))
        driver.offer(World.stop)
        driver.answer(.accepted)
        var seen = try World.observed(2)
        seen[0] = try World.observed(1, current: World.stop)[0]
        driver.observe(seen)
        #expect(driver.effects.contains(.tell(.landed(try World.id(1), World.stop))))
        #expect(driver.reading == [try World.id(1)])
        driver.offer(World.declared, current: World.stop)
        #expect(driver.submission == UpgradeRequest(instances: [try World.id(1)], from: World.stop))
    }

    @Test func anOldObservationIsRenewedBeforeASubmission() throws {
        let rollout = RolloutPolicy.upTo(2, batchSize: 1)
        var driver = RolloutDriver(try World.fleet(2, rollout: rollout))
        driver.observe(try World.observed(2))
        driver.offer(World.declared)
        let request = try #require(driver.submission)
        driver.feed(.answered(request, .accepted), after: 90)
        driver.offer(World.declared)
        #expect(driver.effects == [.observe(at: driver.now, jobs: JobReading(always: true))])
        driver.observe(try World.observed(2), running: [try World.id(1), try World.id(2)], after: 1)
        #expect(driver.submission == nil, "somebody else's upgrade has begun meanwhile")
    }

    @Test func anObservationThatTakesLongDoesNotKeepARunFromEverSubmitting() throws {
        var driver = RolloutDriver(try World.fleet(1))
        let begun = driver.now
        driver.now += 1500
        driver.feed(.observed(Observation(startedAt: begun, instances: try World.observed(1))))
        driver.offer(World.declared)
        #expect(driver.submission != nil)
    }

    @Test func anObservationThatBeganBeforeTheAnswerSaysNothingAboutIt() throws {
        var driver = RolloutDriver(try World.fleet(1))
        driver.accepted(try World.observed(1))
        let failed = try World.job("x", .failed, created: driver.now)
        let late = Observation(startedAt: driver.now - 2, instances: try World.observed(1), failed: [failed])
        driver.feed(.observed(late))
        #expect(driver.ending == nil)
        #expect(try driver.state(of: 1) == "wait submitted")
    }

    @Test func theDeadlineEndsTheRunWithoutAnotherSubmission() throws {
        let settings = Rollout.Settings(deadline: World.start + 45, assumesIdle: true)
        var driver = RolloutDriver(try World.fleet(1), settings: settings)
        driver.observe(try World.observed(1), running: [try World.id(1)])
        #expect(driver.nextObservation == World.start + 45, "the last observation is at the deadline, not after it")
        driver.observe(try World.observed(1))
        #expect(driver.effects == [.finish(.timedOut)])
    }

    @Test func fruitlessReadingsWiden() throws {
        let rollout = RolloutPolicy.upTo(1)
        var driver = RolloutDriver(try World.fleet(300, rollout: rollout))
        driver.observe(try World.observed(300))
        var sizes: [Int] = []
        while let ids = driver.reading {
            sizes.append(ids.count)
            driver.offer(nil)
        }
        #expect(sizes.reduce(0, +) == 300, "each is asked for once")
        #expect(sizes.count < 12)
        #expect(driver.isHeld)
    }

    @Test func runningSomethingUnknownIsWaitedFor() throws {
        var driver = RolloutDriver(try World.fleet(1))
        driver.observe(try World.observed(1, status: "UPGRADING MAYBE"))
        #expect(driver.ending == nil && driver.nextObservation != nil)
    }

    @Test func aScheduledUpgradeIsNotWaitedFor() throws {
        var driver = RolloutDriver(try World.fleet(1))
        driver.observe(try World.observed(1), jobs: [try World.job("s", .scheduled)])
        #expect(driver.isHeld)
    }
}
