import Fleet
import Foundation
import Planning
import Testing

/// From some versions the next upgrade stops half-way until somebody confirms it in the console: it is asked for once.
@Suite struct ConfirmationBandTests {
    static let settings = Rollout.Settings()

    /// Somebody has looked in the console, and has said so.
    static var confirmed: History {
        var history = World.known
        var word = Acknowledgement(at: World.start - 60)
        for number in 1...3 { if let id = try? World.id(number) { word.versions[id] = World.band } }
        history.apply(.acknowledged(word))
        return history
    }

    /// It was about other instances, or about the version that this one ran before.
    @Test(arguments: [[:], [2: World.band], [1: KernelVersion(2, 0, 39, 230300)]])
    func anAcknowledgementCoversOnlyWhatItNames(versions: [Int: KernelVersion]) throws {
        var history = World.known
        var word = Acknowledgement(at: World.start - 60)
        for (number, version) in versions { word.versions[try World.id(number)] = version }
        history.apply(.acknowledged(word))
        var driver = RolloutDriver(try World.fleet(1), history: history)
        driver.observe(try World.observed(1, current: World.band))
        #expect(driver.reading == nil)
        #expect(try driver.state(of: 1) == "hold needsConfirmation")
    }

    func asked(_ answer: Answer = .accepted) throws -> RolloutDriver {
        let fleet = try World.fleet(2, rollout: .upTo(2, batchSize: 1, failureBudget: .percent(100)))
        var driver = RolloutDriver(fleet, history: Self.confirmed, settings: Self.settings)
        driver.observe(try seen())
        driver.offer(World.declared, current: World.band)
        driver.answer(answer)
        return driver
    }

    func seen() throws -> [ObservedInstance] { try World.observed(World.band, World.declared) }

    /// A half-way one may wait since long before the journal began, whoever asked for it.
    @Test(arguments: [(World.known, false), (History(), false), (confirmed, true)])
    func itIsAskedForOnlyWhereSomebodyHasLookedInTheConsole(history: History, asks: Bool) throws {
        var driver = RolloutDriver(try World.fleet(1), history: history)
        for _ in 0..<2 {
            driver.observe(try World.observed(1, current: World.band))
            #expect((driver.reading != nil) == asks)
            guard !asks else { return }
            #expect(try driver.state(of: 1) == "hold needsConfirmation")
            #expect(
                try driver.action(of: 1)?.reason?.message.contains("run `dbconverge retry orders \(World.id(1))`")
                    == true)
            driver = driver.again(after: 86400)
        }
    }

    /// What this run has seen arrive there can't have been asked for.
    @Test func aStopInTheBandIsGoneOnFrom() throws {
        let before = KernelVersion(2, 0, 39, 230300)
        var driver = RolloutDriver(try World.fleet(1) { $0.via = [World.band] }, history: World.known)
        driver.observe(try World.observed(1, current: before))
        driver.offer(World.band, current: before)
        driver.answer(.accepted)
        driver.observe(try World.observed(1, current: World.band))
        driver.offer(World.declared, current: World.band)
        #expect(driver.submission?.from == World.band)
    }

    @Test func theRunEndsWaitingForTheConfirmation() throws {
        var driver = try asked()
        driver.observe(try seen(), running: [try World.id(1)])
        #expect(try driver.state(of: 1) == "wait needsConfirmation")
        #expect(driver.isHeld)
        driver = driver.again(after: 86400 * 3)
        driver.observe(try seen(), running: [try World.id(1)])
        #expect(try driver.state(of: 1) == "wait needsConfirmation", "however long it takes, it is not stuck")
        #expect(driver.isHeld)
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
        #expect(driver.journal.failures[try World.id(1)]?.first?.reason.code == .notStarted)
        for days in [1.0, 10, 100] {
            driver = driver.again(settings: Self.settings, after: days * 86400)
            driver.observe(try seen())
            #expect(try driver.state(of: 1) == "hold needsConfirmation")
            #expect(driver.isHeld)
        }
    }

    /// It may have run half-way in its window, and the cloud need not show that.
    @Test func aScheduledOneThatIsGoneIsNotAskedForAgain() throws {
        let rollout = RolloutPolicy.upTo(1, failureBudget: .percent(100), timing: .maintenanceWindow)
        let seen = try World.observed(1, current: World.band)
        var driver = RolloutDriver(try World.fleet(1, rollout: rollout), history: Self.confirmed)
        driver.observe(seen)
        driver.offer(World.declared, current: World.band)
        driver.answer(.accepted)
        driver.observe(seen, jobs: [try World.job("s", .scheduled)])
        driver = try driver.again(World.fleet(1, rollout: rollout, suspend: true), after: 60000)
        for seconds in [30.0, 300] {
            driver.observe(seen, after: seconds)
            driver.offer(World.declared, current: World.band)
        }
        driver = driver.again(try World.fleet(1, rollout: rollout), after: 86400 * 2)
        driver.observe(seen)
        #expect(driver.reading == nil)
        #expect(try driver.state(of: 1) == "hold needsConfirmation")
    }

    /// Of a refused batch nobody could tell whom it was about, and none of it may be asked for again.
    @Test func eachIsAskedForByItself() throws {
        let fleet = try World.fleet(3, rollout: .upTo(3))
        var driver = RolloutDriver(fleet, history: Self.confirmed, settings: Self.settings)
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
