import Fleet
import Foundation
import Planning
import Testing

/// From some versions the next upgrade stops half-way until a person confirms it in the console: it is requested once.
@Suite struct ConfirmationRangeTests {
    static let settings = Rollout.Settings()

    /// A person has looked in the console, and has said so.
    static var confirmed: FleetState {
        var fleetState = Fixture.known
        var word = Acknowledgement(at: Fixture.start - 60)
        for number in 1...3 { if let id = try? Fixture.id(number) { word.versions[id] = Fixture.inConfirmationRange } }
        fleetState.apply(.acknowledged(word))
        return fleetState
    }

    /// It was about other instances, or about the version that this one ran before.
    @Test(arguments: [[:], [2: Fixture.inConfirmationRange], [1: KernelVersion(2, 0, 39, 230300)]])
    func anAcknowledgementCoversOnlyWhatItNames(versions: [Int: KernelVersion]) throws {
        var fleetState = Fixture.known
        var word = Acknowledgement(at: Fixture.start - 60)
        for (number, version) in versions { word.versions[try Fixture.id(number)] = version }
        fleetState.apply(.acknowledged(word))
        var driver = RolloutDriver(try Fixture.fleet(1), fleetState: fleetState)
        driver.observe(try Fixture.observed(1, current: Fixture.inConfirmationRange))
        #expect(driver.reading == nil)
        #expect(try driver.state(of: 1) == "hold needsConfirmation")
    }

    func asked(_ answer: Answer = .accepted) throws -> RolloutDriver {
        let fleet = try Fixture.fleet(2, rollout: .upTo(2, batchSize: 1, failureBudget: .percent(100)))
        var driver = RolloutDriver(fleet, fleetState: Self.confirmed, settings: Self.settings)
        driver.observe(try seen())
        driver.offer(Fixture.declared, current: Fixture.inConfirmationRange)
        driver.answer(answer)
        return driver
    }

    func seen() throws -> [ObservedInstance] { try Fixture.observed(Fixture.inConfirmationRange, Fixture.declared) }

    /// A half-way one may wait since long before the journal began, also one that others requested.
    @Test(arguments: [(Fixture.known, false), (FleetState(), false), (confirmed, true)])
    func itIsAskedForOnlyWhereSomebodyHasLookedInTheConsole(fleetState: FleetState, asks: Bool) throws {
        var driver = RolloutDriver(try Fixture.fleet(1), fleetState: fleetState)
        for _ in 0..<2 {
            driver.observe(try Fixture.observed(1, current: Fixture.inConfirmationRange))
            #expect((driver.reading != nil) == asks)
            guard !asks else { return }
            #expect(try driver.state(of: 1) == "hold needsConfirmation")
            #expect(
                try driver.action(of: 1)?.reason?.message.contains("run `dbconverge retry orders \(Fixture.id(1))`")
                    == true)
            driver = driver.again(after: 86400)
        }
    }

    /// What this run has seen arrive there can't have been requested.
    @Test func aStopInTheBandIsGoneOnFrom() throws {
        let before = KernelVersion(2, 0, 39, 230300)
        var driver = RolloutDriver(
            try Fixture.fleet(1) { $0.via = [Fixture.inConfirmationRange] }, fleetState: Fixture.known)
        driver.observe(try Fixture.observed(1, current: before))
        driver.offer(Fixture.inConfirmationRange, current: before)
        driver.answer(.accepted)
        driver.observe(try Fixture.observed(1, current: Fixture.inConfirmationRange))
        driver.offer(Fixture.declared, current: Fixture.inConfirmationRange)
        #expect(driver.submission?.from == Fixture.inConfirmationRange)
    }

    @Test func theRunEndsWaitingForTheConfirmation() throws {
        var driver = try asked()
        driver.observe(try seen(), running: [try Fixture.id(1)])
        #expect(try driver.state(of: 1) == "wait needsConfirmation")
        #expect(driver.isHeld)
        driver = driver.again(after: 86400 * 3)
        driver.observe(try seen(), running: [try Fixture.id(1)])
        #expect(try driver.state(of: 1) == "wait needsConfirmation", "however long it takes, it is not stuck")
        #expect(driver.isHeld)
        driver = driver.again(after: 60)
        driver.observe(try Fixture.observed(2, current: Fixture.declared))
        #expect(driver.result == .converged)
    }

    @Test(arguments: [Answer.accepted, .unknown(message: "reset"), .refused(message: "busy", isBusy: true)])
    func whereNothingShowsItIsNeverAskedForAgain(answer: Answer) throws {
        var driver = try asked(answer)
        driver.observe(try seen(), after: 301)
        #expect(driver.reading == nil, "a lost one is not taken for one that never was")
        driver.observe(try seen(), after: 300)
        #expect(driver.journal.failures[try Fixture.id(1)]?.first?.reason.code == .notStarted)
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
        let seen = try Fixture.observed(1, current: Fixture.inConfirmationRange)
        var driver = RolloutDriver(try Fixture.fleet(1, rollout: rollout), fleetState: Self.confirmed)
        driver.observe(seen)
        driver.offer(Fixture.declared, current: Fixture.inConfirmationRange)
        driver.answer(.accepted)
        driver.observe(seen, jobs: [try Fixture.job("s", .scheduled)])
        driver = try driver.again(Fixture.fleet(1, rollout: rollout, suspend: true), after: 60000)
        for seconds in [30.0, 300] {
            driver.observe(seen, after: seconds)
            driver.offer(Fixture.declared, current: Fixture.inConfirmationRange)
        }
        driver = driver.again(try Fixture.fleet(1, rollout: rollout), after: 86400 * 2)
        driver.observe(seen)
        #expect(driver.reading == nil)
        #expect(try driver.state(of: 1) == "hold needsConfirmation")
    }

    /// Of a refused batch the tool could not tell which instances it was about, and none of it may be requested again.
    @Test func eachIsAskedForByItself() throws {
        let fleet = try Fixture.fleet(3, rollout: .upTo(3))
        var driver = RolloutDriver(fleet, fleetState: Self.confirmed, settings: Self.settings)
        driver.observe(try Fixture.observed(3, current: Fixture.inConfirmationRange))
        #expect(driver.reading?.count == 3)
        driver.offer(Fixture.declared, current: Fixture.inConfirmationRange)
        #expect(driver.submission?.instances == [try Fixture.id(1)])
        driver.answer(.refused(message: "DBS.200316 storage full", isBusy: false))
        for number in [2, 3] {
            #expect(driver.submission?.instances == [try Fixture.id(number)])
            driver.answer(.accepted)
        }
        #expect(try driver.state(of: 1) == "hold refused")
        #expect(driver.journal.failures.isEmpty, "a refusal is no failure")
    }
}
