import Fleet
import Foundation
import Planning
import Testing

/// From some versions the next upgrade stops half-way until somebody confirms it in the console: it is asked for once.
@Suite struct ConfirmationBandTests {
    static let settings = Rollout.Settings()

    func asked(_ answer: Answer = .accepted) throws -> RolloutDriver {
        let fleet = try World.fleet(2, rollout: .upTo(2, batchSize: 1, failureBudget: .percent(100)))
        var driver = RolloutDriver(fleet, history: World.known, settings: Self.settings)
        driver.observe(try seen())
        driver.offer(World.declared, current: World.band)
        driver.answer(answer)
        return driver
    }

    func seen() throws -> [ObservedInstance] { try World.observed(World.band, World.declared) }

    @Test(arguments: [(true, false, true), (false, true, true), (false, false, false)])
    func itIsAskedForOnlyWhereAnEarlierRequestWouldBeKnown(isKnown: Bool, isIdle: Bool, asks: Bool) throws {
        var driver = RolloutDriver(
            try World.fleet(1), history: isKnown ? World.known : History(),
            settings: Rollout.Settings(assumesIdle: isIdle))
        driver.observe(try World.observed(1, current: World.band))
        #expect((driver.reading != nil) == asks)
        if !asks { #expect(try driver.state(of: 1) == "hold needsConfirmation") }
    }

    @Test func theRunEndsWaitingForTheConfirmation() throws {
        var driver = try asked()
        driver.observe(try seen(), running: [try World.id(1)])
        #expect(try driver.state(of: 1) == "wait needsConfirmation")
        #expect(driver.ending == .held)
        driver = driver.again(after: 86400 * 3)
        driver.observe(try seen(), running: [try World.id(1)])
        #expect(try driver.state(of: 1) == "wait needsConfirmation", "however long it takes, it is not stuck")
        #expect(driver.ending == .held)
        driver = driver.again(after: 60)
        driver.observe(try World.observed(2, current: World.declared))
        #expect(driver.ending == .converged)
    }

    @Test(arguments: [Answer.accepted, .unknown(message: "reset"), .refused(message: "busy", isBusy: true)])
    func whereNothingShowsItIsNeverAskedForAgain(answer: Answer) throws {
        var driver = try asked(answer)
        driver.observe(try seen(), after: 301)
        #expect(driver.reading == nil, "a lost one is not taken for one that never was")
        driver.observe(try seen(), after: 300)
        #expect(try driver.state(of: 1) == "hold notStarted")
        for days in [1.0, 10, 100] {
            driver = driver.again(settings: Self.settings, after: days * 86400)
            driver.observe(try seen())
            #expect(try driver.state(of: 1) == "hold needsConfirmation")
            #expect(driver.ending == .held)
        }
    }

    /// Of a refused batch nobody could tell whom it was about, and none of it may be asked for again.
    @Test func eachIsAskedForByItself() throws {
        let fleet = try World.fleet(3, rollout: .upTo(3))
        var driver = RolloutDriver(fleet, history: World.known, settings: Self.settings)
        driver.observe(try World.observed(3, current: World.band))
        #expect(driver.reading?.count == 3)
        driver.offer(World.declared, current: World.band)
        #expect(driver.submission?.instances == [try World.id(1)])
        driver.answer(.refused(message: "DBS.200316 storage full", isBusy: false))
        for number in [2, 3] {
            #expect(driver.submission?.instances == [try World.id(number)])
            driver.answer(.accepted)
        }
        #expect(try driver.state(of: 1) == "hold refused")
        #expect(driver.journal.failures.isEmpty, "a refusal is no failure")
    }
}
