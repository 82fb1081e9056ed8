import Fleet
import Foundation
import Planning
import Testing

/// Looks and readings that fail, are old or take long.
@Suite struct RolloutObservationTests {
    @Test func theFirstObservationMayNotFailAndLaterOnesOnlySoOften() throws {
        var driver = RolloutDriver(try World.fleet(1))
        driver.feed(.observationFailed(message: "unreachable", isFinal: false))
        #expect(driver.ending == .failed(message: "unreachable"))

        driver = RolloutDriver(try World.fleet(1))
        driver.observe(try World.observed(1), running: [try World.id(1)])
        for _ in 0..<4 {
            driver.feed(.observationFailed(message: "unreachable", isFinal: false))
            #expect(driver.nextObservation != nil)
        }
        driver.feed(.observationFailed(message: "unreachable", isFinal: false))
        #expect(driver.ending == .failed(message: "unreachable"))

        driver = RolloutDriver(try World.fleet(1), settings: Rollout.Settings(deadline: World.start + 5))
        driver.feed(.observationFailed(message: "the time was up", isFinal: false), after: 5)
        #expect(driver.ending == .timedOut)

        driver = RolloutDriver(try World.fleet(1))
        driver.observe(try World.observed(1), running: [try World.id(1)])
        driver.feed(.observationFailed(message: "unauthorized", isFinal: true))
        #expect(driver.ending == .failed(message: "unauthorized"))
    }

    @Test func anOfferThatCannotBeReadIsTriedThreeTimesALookApart() throws {
        var driver = RolloutDriver(try World.fleet(1))
        for _ in 0..<3 {
            driver.observe(try World.observed(1))
            let ids = try #require(driver.reading)
            driver.feed(.offersRead([ids[0]: .failed(message: "500", mayPass: true)]))
        }
        #expect(driver.isHeld)
        #expect(try driver.state(of: 1) == "hold offerUnreadable")
    }

    /// It began right after the answer, when nothing could show yet, and took longer than the acceptance time.
    @Test func anObservationThatTakesLongIsNoProofThatNothingShows() throws {
        var driver = RolloutDriver(try World.fleet(1))
        driver.accepted(try World.observed(1))
        let begun = driver.now + 1
        driver.feed(.observed(Observation(startedAt: begun, instances: try World.observed(1))), after: 900)
        #expect(driver.ending == nil)
        #expect(try driver.state(of: 1) == "wait submitted")
    }

    /// Looks of a minute and readings of two and a half: slow, but no reason never to submit.
    @Test func aSlowCloudGetsItsSubmissionsAllTheSame() throws {
        var driver = RolloutDriver(try World.fleet(1))
        var looks = 0
        while driver.submission == nil, looks < 5 {
            looks += 1
            let begun = driver.now
            driver.feed(.observed(Observation(startedAt: begun, instances: try World.observed(1))), after: 60)
            guard let ids = driver.reading else { continue }
            let offer = Offer(current: World.old, offered: World.declared, readAt: driver.now + 130)
            driver.feed(.offersRead([ids[0]: .read(offer)]), after: 150)
        }
        #expect(driver.submission != nil)
    }

    @Test func anOldListIsNoLandingElsewhere() throws {
        var driver = RolloutDriver(try World.fleet(1) { $0.via = [World.stop] })
        driver.observe(try World.observed(1))
        driver.offer(World.stop)
        driver.answer(.accepted)
        driver.observe(try World.observed(1, current: World.stop))
        driver.offer(World.declared, current: World.stop)
        driver.answer(.accepted)
        driver.observe(try World.observed(1, current: World.old))
        #expect(driver.ending == nil && driver.journal.strays.isEmpty)
        driver.observe(try World.observed(1, current: World.declared))
        #expect(driver.ending == .converged)
    }

    /// The vendor may schedule an upgrade of its own; ours has landed all the same.
    @Test func aScheduledJobDoesNotHideALanding() throws {
        var driver = RolloutDriver(try World.fleet(1))
        driver.accepted(try World.observed(1))
        driver.observe(try World.observed(1, current: World.declared), jobs: [try World.job("s", .scheduled)])
        #expect(driver.told(.landed(try World.id(1), World.declared)))
        #expect(driver.ending == .converged)
    }
}
