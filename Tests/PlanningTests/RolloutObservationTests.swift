import Fleet
import Foundation
import Planning
import Testing

/// Looks and readings that fail, are old or take long.
@Suite struct RolloutObservationTests {
    @Test func theFirstObservationMayNotFailAndLaterOnesOnlySoOften() throws {
        var driver = RolloutDriver(try Fixture.fleet(1))
        driver.feed(.observationFailed(message: "unreachable", isFinal: false))
        #expect(driver.result == .failed(message: "unreachable"))

        driver = RolloutDriver(try Fixture.fleet(1))
        driver.observe(try Fixture.observed(1), running: [try Fixture.id(1)])
        for _ in 0..<4 {
            driver.feed(.observationFailed(message: "unreachable", isFinal: false))
            #expect(driver.nextObservation != nil)
        }
        driver.feed(.observationFailed(message: "unreachable", isFinal: false))
        #expect(driver.result == .failed(message: "unreachable"))

        driver = RolloutDriver(try Fixture.fleet(1), settings: Rollout.Settings(deadline: Fixture.start + 5))
        driver.feed(.observationFailed(message: "timed out", isFinal: false), after: 5)
        #expect(driver.result == .timedOut)

        driver = RolloutDriver(try Fixture.fleet(1))
        driver.observe(try Fixture.observed(1), running: [try Fixture.id(1)])
        driver.feed(.observationFailed(message: "unauthorized", isFinal: true))
        #expect(driver.result == .failed(message: "unauthorized"))
    }

    @Test func anOfferThatCannotBeReadIsTriedThreeTimesALookApart() throws {
        var driver = RolloutDriver(try Fixture.fleet(1))
        for _ in 0..<3 {
            driver.observe(try Fixture.observed(1))
            let ids = try #require(driver.reading)
            driver.feed(.offersRead([ids[0]: .failed(message: "500", mayPass: true)]))
        }
        #expect(driver.isHeld)
        #expect(try driver.state(of: 1) == "hold offerUnreadable")
    }

    /// It began right after the answer, when nothing could show yet, and took longer than the acceptance time.
    @Test func anObservationThatTakesLongIsNoProofThatNothingShows() throws {
        var driver = RolloutDriver(try Fixture.fleet(1))
        driver.accepted(try Fixture.observed(1))
        let begun = driver.now + 1
        driver.feed(.observed(Observation(startedAt: begun, instances: try Fixture.observed(1))), after: 900)
        #expect(driver.result == nil)
        #expect(try driver.state(of: 1) == "wait submitted")
    }

    /// Looks of a minute and readings of two and a half: slow, but no reason never to submit.
    @Test func aSlowCloudGetsItsSubmissionsAllTheSame() throws {
        var driver = RolloutDriver(try Fixture.fleet(1))
        var looks = 0
        while driver.submission == nil, looks < 5 {
            looks += 1
            let begun = driver.now
            driver.feed(.observed(Observation(startedAt: begun, instances: try Fixture.observed(1))), after: 60)
            guard let ids = driver.reading else { continue }
            let offer = Offer(current: Fixture.old, offered: Fixture.declared, readAt: driver.now + 130)
            driver.feed(.offersRead([ids[0]: .read(offer)]), after: 150)
        }
        #expect(driver.submission != nil)
    }

    @Test func anOldListIsNoLandingElsewhere() throws {
        var driver = RolloutDriver(try Fixture.fleet(1) { $0.via = [Fixture.stop] })
        driver.observe(try Fixture.observed(1))
        driver.offer(Fixture.stop)
        driver.answer(.accepted)
        driver.observe(try Fixture.observed(1, current: Fixture.stop))
        driver.offer(Fixture.declared, current: Fixture.stop)
        driver.answer(.accepted)
        driver.observe(try Fixture.observed(1, current: Fixture.old))
        #expect(driver.result == nil && driver.journal.offTarget.isEmpty)
        driver.observe(try Fixture.observed(1, current: Fixture.declared))
        #expect(driver.result == .converged)
    }

    /// The vendor may schedule an upgrade of its own; ours has landed all the same.
    @Test func aScheduledJobDoesNotHideALanding() throws {
        var driver = RolloutDriver(try Fixture.fleet(1))
        driver.accepted(try Fixture.observed(1))
        driver.observe(try Fixture.observed(1, current: Fixture.declared), jobs: [try Fixture.job("s", .scheduled)])
        #expect(driver.told(.completed(try Fixture.id(1), Fixture.declared)))
        #expect(driver.result == .converged)
    }
}
