import Fleet
import Foundation
import Planning
import Testing

/// Where nothing is known of what others have asked for, that gets the time to show.
@Suite struct IdlenessTests {
    static let settings = Rollout.Settings()
    /// When the first observation of a driver begins.
    static let first = World.start + 30

    @Test func withoutAHistoryNothingIsSubmittedForOneSettleTime() throws {
        var driver = RolloutDriver(try World.fleet(1), settings: Self.settings)
        driver.observe(try World.observed(1))
        #expect(driver.told(.nothingKnown(until: Self.first + 300)))
        #expect(try driver.action(of: 1)?.reason?.until == Self.first + 300)
        driver.observe(try World.observed(1), after: 299)
        #expect(try driver.state(of: 1) == "wait assumedBusy")
        #expect(driver.nextObservation != nil && driver.reading == nil)
        driver.observe(try World.observed(1), after: 1)
        #expect(driver.reading != nil)
    }

    /// It began before the time was over, and so does not show what was asked for at its beginning.
    @Test func anObservationThatBeganBeforeIsNoProof() throws {
        var driver = RolloutDriver(try World.fleet(1), settings: Self.settings)
        driver.observe(try World.observed(1))
        let begun = Self.first + 299
        driver.feed(.observed(Observation(startedAt: begun, instances: try World.observed(1))), after: 305)
        #expect(driver.reading == nil && driver.nextObservation != nil)
    }

    @Test func theNextRunWaitsForWhatIsLeft() throws {
        var driver = RolloutDriver(try World.fleet(1), settings: Self.settings)
        driver.observe(try World.observed(1))
        driver.feed(.interrupted)
        driver = driver.again(settings: Self.settings, after: 100)
        driver.observe(try World.observed(1))
        #expect(try driver.action(of: 1)?.reason?.until == Self.first + 300)
        #expect(!driver.told(.nothingKnown(until: Self.first + 300)), "it is told once")
    }

    /// Every run of a month may have to wait: none that ends before would ever ask for anything, and each says so.
    @Test(arguments: [(299.0, true), (300, false)])
    func aRunThatEndsBeforeSaysSo(deadline: Double, isTooShort: Bool) throws {
        var settings = Self.settings
        settings.deadline = Self.first + deadline
        var driver = RolloutDriver(try World.fleet(1), settings: settings)
        driver.observe(try World.observed(1))
        #expect(try driver.action(of: 1)?.reason?.message.contains("--timeout is too short") == isTooShort)
    }

    @Test func somebodyWhoKnowsBetterSkipsIt() throws {
        var driver = RolloutDriver(try World.fleet(1))
        driver.observe(try World.observed(1))
        #expect(driver.told(.nothingKnown(until: nil)), "what is lost is said all the same")
        #expect(driver.reading != nil)
    }

    @Test(arguments: [(nil, false), (29.0, true), (31, false)])
    func othersAtWorkWithinAMonthAreWaitedForInEveryRun(daysAgo: Double?, waits: Bool) throws {
        var history = World.known
        if let daysAgo { history.apply(.seen(at: World.start - daysAgo * 86400, hasForeignWork: true)) }
        var driver = RolloutDriver(try World.fleet(1), history: history, settings: Self.settings)
        for _ in 0..<2 {
            driver.observe(try World.observed(1))
            #expect(try driver.state(of: 1) == (waits ? "wait assumedBusy" : "wait offerNotRead"))
            if waits { #expect(try driver.action(of: 1)?.reason?.until == driver.now + 300) }
            driver = driver.again(settings: Self.settings, after: 1000)
        }
    }

    @Test func othersThatAreSeenAtWorkAreRemembered() throws {
        var driver = RolloutDriver(try World.fleet(2, rollout: .upTo(2)), history: World.known, settings: Self.settings)
        driver.observe(try World.observed(2), running: [try World.id(2)])
        #expect(try driver.state(of: 1) == "wait assumedBusy")
        #expect(driver.journal.foreignWorkAt == driver.now)
        driver.observe(try World.observed(2), running: [try World.id(2)])
        #expect(driver.records.count == 1, "once an hour is enough")
    }

    @Test func ourOwnWorkIsNotThatOfOthers() throws {
        var driver = RolloutDriver(try World.fleet(1), history: World.known)
        driver.accepted(try World.observed(1))
        driver.observe(try World.observed(1), running: [try World.id(1)])
        #expect(driver.journal.foreignWorkAt == nil)
    }

    /// The list of jobs may show for a while what was canceled.
    @Test func whatThisRunHasCanceledIsNobodyElses() throws {
        let rollout = RolloutPolicy.upTo(1, timing: .maintenanceWindow)
        let job = try World.job("s", .scheduled)
        var driver = RolloutDriver(try World.fleet(1, rollout: rollout))
        driver.accepted(try World.observed(1))
        driver.observe(try World.observed(1), jobs: [job])
        driver = driver.again(try World.fleet(1, rollout: rollout) { $0.version = World.beyond }, after: 60)
        driver.observe(try World.observed(1), jobs: [job])
        driver.feed(.canceled([try World.id(1)], kept: [:]))
        driver.observe(try World.observed(1), jobs: [job])
        #expect(driver.journal.foreignWorkAt == nil)
    }

    /// A commit moved it here while the other fleet's request was under way.
    @Test func anInstanceThatAnotherFleetAskedForGetsTheTimeToShow() throws {
        let asked = [try World.id(1): World.start - 100]
        var driver = RolloutDriver(try World.fleet(2, rollout: .upTo(2)), history: World.known)
        driver.observe(try World.observed(2), askedElsewhere: asked)
        #expect(try driver.action(of: 1)?.reason?.until == World.start + 200)
        #expect(driver.reading == [try World.id(2)])
        driver.observe(try World.observed(2), askedElsewhere: asked, after: 200)
        #expect(try driver.state(of: 1) == "wait offerNotRead")
    }
}
