import Fleet
import Foundation
import Planning
import Testing

/// Where nothing is known of what others have requested, that gets the time to show.
@Suite struct GracePeriodTests {
    static let settings = Rollout.Settings()
    /// When the first observation of a driver begins.
    static let first = Fixture.start + 30

    @Test func withoutAHistoryNothingIsSubmittedForOneSettleTime() throws {
        var driver = RolloutDriver(try Fixture.fleet(1), settings: Self.settings)
        driver.observe(try Fixture.observed(1))
        #expect(driver.told(.nothingKnown(until: Self.first + 300)))
        #expect(try driver.action(of: 1)?.reason?.until == Self.first + 300)
        driver.observe(try Fixture.observed(1), after: 299)
        #expect(try driver.state(of: 1) == "wait gracePeriod")
        #expect(driver.nextObservation != nil && driver.reading == nil)
        driver.observe(try Fixture.observed(1), after: 1)
        #expect(driver.reading != nil)
    }

    /// It began before the time was over, and so does not show what was requested at its beginning.
    @Test func anObservationThatBeganBeforeIsNoProof() throws {
        var driver = RolloutDriver(try Fixture.fleet(1), settings: Self.settings)
        driver.observe(try Fixture.observed(1))
        let begun = Self.first + 299
        driver.feed(.observed(Observation(startedAt: begun, instances: try Fixture.observed(1))), after: 305)
        #expect(driver.reading == nil && driver.nextObservation != nil)
    }

    @Test func theNextRunWaitsForWhatIsLeft() throws {
        var driver = RolloutDriver(try Fixture.fleet(1), settings: Self.settings)
        driver.observe(try Fixture.observed(1))
        driver.feed(.interrupted)
        driver = driver.again(settings: Self.settings, after: 100)
        driver.observe(try Fixture.observed(1))
        #expect(try driver.action(of: 1)?.reason?.until == Self.first + 300)
        #expect(!driver.told(.nothingKnown(until: Self.first + 300)), "it is told once")
    }

    /// Every run of a month may have to wait: none that ends before would ever request anything, and each says so.
    @Test(arguments: [(299.0, true), (300, false)])
    func aRunThatEndsBeforeSaysSo(deadline: Double, isTooShort: Bool) throws {
        var settings = Self.settings
        settings.deadline = Self.first + deadline
        var driver = RolloutDriver(try Fixture.fleet(1), settings: settings)
        driver.observe(try Fixture.observed(1))
        #expect(try driver.action(of: 1)?.reason?.message.contains("--timeout is too short") == isTooShort)
    }

    @Test func somebodyWhoKnowsBetterSkipsIt() throws {
        var driver = RolloutDriver(try Fixture.fleet(1))
        driver.observe(try Fixture.observed(1))
        #expect(driver.told(.nothingKnown(until: nil)), "what is lost is said all the same")
        #expect(driver.reading != nil)
    }

    @Test(arguments: [(nil, false), (29.0, true), (31, false)])
    func othersAtWorkWithinAMonthAreWaitedForInEveryRun(daysAgo: Double?, waits: Bool) throws {
        var fleetState = Fixture.known
        if let daysAgo { fleetState.apply(.seen(at: Fixture.start - daysAgo * 86400, hasExternalActivity: true)) }
        var driver = RolloutDriver(try Fixture.fleet(1), fleetState: fleetState, settings: Self.settings)
        for _ in 0..<2 {
            driver.observe(try Fixture.observed(1))
            #expect(try driver.state(of: 1) == (waits ? "wait gracePeriod" : "wait offerNotRead"))
            if waits { #expect(try driver.action(of: 1)?.reason?.until == driver.now + 300) }
            driver = driver.again(settings: Self.settings, after: 1000)
        }
    }

    @Test func othersThatAreSeenAtWorkAreRemembered() throws {
        var driver = RolloutDriver(
            try Fixture.fleet(2, rollout: .upTo(2)), fleetState: Fixture.known, settings: Self.settings)
        driver.observe(try Fixture.observed(2), running: [try Fixture.id(2)])
        #expect(try driver.state(of: 1) == "wait gracePeriod")
        #expect(driver.journal.externalActivityAt == driver.now)
        driver.observe(try Fixture.observed(2), running: [try Fixture.id(2)])
        #expect(driver.records.count == 1, "once an hour is enough")
    }

    @Test func ourOwnWorkIsNotThatOfOthers() throws {
        var driver = RolloutDriver(try Fixture.fleet(1), fleetState: Fixture.known)
        driver.accepted(try Fixture.observed(1))
        driver.observe(try Fixture.observed(1), running: [try Fixture.id(1)])
        #expect(driver.journal.externalActivityAt == nil)
    }

    /// The list of jobs may show for a while what was canceled.
    @Test func whatThisRunHasCanceledIsNobodyElses() throws {
        let rollout = RolloutPolicy.upTo(1, timing: .maintenanceWindow)
        let job = try Fixture.job("s", .scheduled)
        var driver = RolloutDriver(try Fixture.fleet(1, rollout: rollout))
        driver.accepted(try Fixture.observed(1))
        driver.observe(try Fixture.observed(1), jobs: [job])
        driver = driver.again(try Fixture.fleet(1, rollout: rollout) { $0.version = Fixture.beyond }, after: 60)
        driver.observe(try Fixture.observed(1), jobs: [job])
        driver.feed(.canceled([try Fixture.id(1)], kept: [:]))
        driver.observe(try Fixture.observed(1), jobs: [job])
        #expect(driver.journal.externalActivityAt == nil)
    }

    /// A commit moved it here while the other fleet's request was under way.
    @Test func anInstanceThatAnotherFleetAskedForGetsTheTimeToShow() throws {
        let asked = [try Fixture.id(1): Fixture.start - 100]
        var driver = RolloutDriver(try Fixture.fleet(2, rollout: .upTo(2)), fleetState: Fixture.known)
        driver.observe(try Fixture.observed(2), requestedElsewhere: asked)
        #expect(try driver.action(of: 1)?.reason?.until == Fixture.start + 260, "its call may have waited for a minute")
        #expect(driver.reading == [try Fixture.id(2)])
        driver.observe(try Fixture.observed(2), requestedElsewhere: asked, after: 230)
        #expect(try driver.state(of: 1) == "wait offerNotRead")
    }
}
