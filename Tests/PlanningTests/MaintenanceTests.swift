import Fleet
import Foundation
import Planning
import Testing

/// Upgrades that are left to the instance's own maintenance window.
@Suite struct MaintenanceTests {
    static let rollout = RolloutPolicy.upTo(1, timing: .maintenanceWindow)
    static let window = Fixture.start + 36000..<Fixture.start + 50400

    func fleet(_ change: (inout DesiredInstance) -> Void = { _ in }) throws -> DesiredFleet {
        try Fixture.fleet(1, rollout: Self.rollout, change: change)
    }

    func scheduled() throws -> UpgradeJob { try Fixture.job("s", .scheduled, window: Self.window) }

    /// A run that has scheduled one.
    func scheduledRun() throws -> RolloutDriver {
        var driver = RolloutDriver(try fleet())
        driver.asked(try Fixture.observed(1))
        #expect(driver.submission?.delay == true)
        driver.answer(.accepted)
        driver.observe(try Fixture.observed(1), jobs: [try scheduled()])
        return driver
    }

    @Test func aScheduledOneIsWaitedForByLaterRunsAndNeverScheduledTwice() throws {
        var driver = try scheduledRun()
        for _ in 0..<3 {
            #expect(driver.isHeld)
            #expect(try driver.state(of: 1) == "wait scheduled")
            let reason = try driver.action(of: 1)?.reason
            #expect(reason?.until == Self.window.upperBound)
            #expect(reason?.message.contains("2027-01-15 18:00 UTC to 2027-01-15 22:00 UTC") == true)
            driver = driver.again(after: 600)
            driver.observe(try Fixture.observed(1), jobs: [try scheduled()])
            driver.offer(Fixture.declared)
        }
        driver = driver.again(after: 50_000)
        driver.observe(try Fixture.observed(1, current: Fixture.declared))
        #expect(driver.result == .converged)
    }

    @Test func oneThatIsScheduledTakesASlot() throws {
        var driver = RolloutDriver(try Fixture.fleet(2, rollout: Self.rollout))
        driver.observe(try Fixture.observed(2), jobs: [try Fixture.job("s", of: 2, .scheduled)])
        #expect(try driver.state(of: 1) == "wait noSlot")
        #expect(driver.isHeld)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var isDeclared = true
        var change: @Sendable (inout DesiredFleet) -> Void = { _ in }
        var offered: KernelVersion? = Fixture.declared
        var isCanceled: Bool
    }

    static let cases = [
        Case(testDescription: "still declared", isCanceled: false),
        Case(testDescription: "instance suspended", change: { $0.instances[0].suspend = true }, isCanceled: true),
        Case(testDescription: "fleet suspended", change: { $0.suspend = true }, isCanceled: true),
        Case(testDescription: "rollout suspended", change: { $0.rollout.suspend = true }, isCanceled: true),
        Case(
            testDescription: "reverted", change: { $0.instances[0].version = Fixture.old }, offered: nil,
            isCanceled: true),
        Case(
            testDescription: "moved on", change: { $0.instances[0].version = Fixture.beyond }, offered: Fixture.beyond,
            isCanceled: true),
        Case(testDescription: "declared no more", change: { $0.instances = [] }, isCanceled: true),
        Case(testDescription: "offered beyond", offered: Fixture.beyond, isCanceled: true),
        Case(testDescription: "offered an undeclared stop", offered: Fixture.stop, isCanceled: true),
        Case(
            testDescription: "offered a declared stop", change: { $0.instances[0].via = [Fixture.stop] },
            offered: Fixture.stop, isCanceled: false),
        Case(testDescription: "offered nothing", offered: nil, isCanceled: false),
    ]

    @Test(arguments: cases) func oursIsCanceledWhereNobodyWantsItAnyMore(_ one: Case) throws {
        var fleet = try fleet()
        one.change(&fleet)
        var driver = try scheduledRun().again(fleet, after: 600)
        driver.observe(try Fixture.observed(1), jobs: [try scheduled()])
        driver.offer(one.offered)
        #expect(driver.canceling == (one.isCanceled ? [try Fixture.id(1): "s"] : nil))
        guard one.isCanceled else { return #expect(driver.isHeld) }
        driver.feed(.canceled([try Fixture.id(1)], kept: [:]))
        #expect(driver.nextObservation == driver.now + 30)
        #expect(driver.journal.submissions.isEmpty && driver.journal.failures.isEmpty)
    }

    /// Only the one that the journal shows to be ours is canceled.
    @Test(arguments: [true, false]) func somebodyElsesIsLeftAlone(isAskedFor: Bool) throws {
        var driver = RolloutDriver(try Fixture.fleet(1))
        if isAskedFor { driver.accepted(try Fixture.observed(1)) }
        driver = driver.again(try Fixture.fleet(1, suspend: true))
        driver.observe(try Fixture.observed(1), jobs: [try Fixture.job("s", .scheduled)])
        #expect(driver.canceling == nil && driver.reading == nil)
        #expect(try driver.state(of: 1) == "hold suspended")
    }

    @Test func oneThatCannotBeCanceledIsNotTriedAgainInThisRun() throws {
        var driver = try scheduledRun().again(Fixture.fleet(1, rollout: Self.rollout, suspend: true))
        driver.observe(try Fixture.observed(1), jobs: [try scheduled()])
        driver.feed(.canceled([], kept: [try Fixture.id(1): "500"]))
        #expect(driver.told(.cancelFailed(try Fixture.id(1), message: "500")))
        driver.observe(try Fixture.observed(1), jobs: [try scheduled()])
        #expect(driver.isHeld)
        #expect(driver.journal.submissions.count == 1, "it is still alive")
    }

    /// The cloud canceled it and its answer was lost; or a person canceled it in the console.
    @Test(arguments: [(true, 0), (false, 1)]) func oneThatIsGone(isOurDoing: Bool, failures: Int) throws {
        let suspended = try Fixture.fleet(1, rollout: Self.rollout, suspend: isOurDoing)
        var driver = try scheduledRun().again(suspended, after: 600)
        driver.observe(try Fixture.observed(1), jobs: [try scheduled()])
        driver.feed(.canceled([], kept: [try Fixture.id(1): "reset"]))
        if !isOurDoing { driver = driver.again(after: 600) }
        driver.observe(try Fixture.observed(1))
        #expect(driver.result == nil, "it may have run, and its version not show yet")
        driver.offer(Fixture.declared)
        driver.observe(try Fixture.observed(1), after: 300)
        driver.offer(Fixture.declared)
        #expect(driver.journal.submissions.isEmpty)
        #expect(driver.journal.failures[try Fixture.id(1)]?.count ?? 0 == failures)
        #expect(try driver.state(of: 1) == (isOurDoing ? "hold suspended" : "hold canceled"))
    }

    /// A run was killed in the midst of a cancellation that only the offer, or a freeze, has requested.
    @Test(arguments: [true, false]) func oneThatWasBeingCanceledHasNotFailed(isFrozen: Bool) throws {
        var fleet = try fleet()
        if isFrozen {
            let day = RolloutPolicy.Day(year: 2027, month: 1, day: 15)
            fleet.rollout.freezes = [.init(from: day, to: day, timeZone: .utc)]
        }
        var driver = try scheduledRun().again(fleet, after: 600)
        driver.observe(try Fixture.observed(1), jobs: [try scheduled()])
        driver.offer(isFrozen ? Fixture.declared : Fixture.beyond)
        #expect(driver.canceling == [try Fixture.id(1): "s"])
        driver = driver.again(try self.fleet(), after: 600)
        for seconds in [30.0, 300] {
            driver.observe(try Fixture.observed(1), after: seconds)
            driver.offer(Fixture.declared)
        }
        #expect(driver.journal.submissions.isEmpty && driver.journal.failures.isEmpty)
    }

    /// A run was killed after its cancellation, or its answer was lost with it.
    @Test func oneThatIsGoneWhileItIsSuspendedHasNotFailed() throws {
        var driver = try scheduledRun().again(Fixture.fleet(1, rollout: Self.rollout, suspend: true), after: 600)
        driver.observe(try Fixture.observed(1))
        driver.offer(Fixture.declared)
        driver.observe(try Fixture.observed(1), after: 300)
        driver.offer(Fixture.declared)
        #expect(driver.result == .converged)
        #expect(driver.journal.submissions.isEmpty && driver.journal.failures.isEmpty)
    }

    /// Ours has landed since the last run; what is scheduled now belongs to others.
    @Test func whatSomebodyScheduledAfterOursIsNotOurs() throws {
        var driver = try scheduledRun().again(after: 50_000)
        driver.observe(try Fixture.observed(1, current: Fixture.declared), jobs: [try Fixture.job("t", .scheduled)])
        #expect(driver.told(.completed(try Fixture.id(1), Fixture.declared)))
        #expect(driver.canceling == nil && driver.reading == nil)
        #expect(driver.result == .converged)
    }

    static let freezeCases: [(day: Int, timing: RolloutPolicy.Timing, isRead: Bool, state: String)] = [
        (16, .maintenanceWindow, true, "wait frozen"), (17, .maintenanceWindow, true, "wait submitted"),
        (14, .maintenanceWindow, true, "wait submitted"), (16, .immediate, true, "wait submitted"),
        (17, .maintenanceWindow, false, "hold maintenanceWindowUnknown"),
    ]

    /// It is the morning of the 15th; the window opens in the evening, and the cloud may take the one after it.
    @Test(arguments: freezeCases)
    func nothingIsScheduledIntoAFreeze(day: Int, timing: RolloutPolicy.Timing, isRead: Bool, state: String) throws {
        let date = RolloutPolicy.Day(year: 2027, month: 1, day: day)
        let rollout = RolloutPolicy.upTo(1, timing: timing, freezes: [.init(from: date, to: date, timeZone: .utc)])
        var driver = RolloutDriver(try Fixture.fleet(1, rollout: rollout))
        driver.observe(try Fixture.observed(1))
        let window = try #require(DailyWindow("18:00-22:00"))
        driver.offer(Fixture.declared, windows: isRead ? [try Fixture.id(1): window] : [:])
        #expect(try driver.state(of: 1) == state)
        #expect((driver.submission != nil) == (state == "wait submitted"))
    }

    /// It was requested days before its window opened, and its job may be one that names no window.
    @Test func theTimeOutCountsFromWhenItBegan() throws {
        var driver = try scheduledRun().again(after: 3 * 86400)
        let begun = driver.now
        driver.observe(try Fixture.observed(1), jobs: [try Fixture.job("r", .running, created: begun)])
        #expect(try driver.state(of: 1) == "wait upgrading")
        driver.observe(try Fixture.observed(1), jobs: [try Fixture.job("r", .running, created: begun)], after: 7201)
        #expect(try driver.state(of: 1) == "hold stuck")
    }

    /// A reading that the deadline cuts short has read nothing.
    @Test func whatIsOfferedIsNotReadForEver() throws {
        let settings = Rollout.Settings(deadline: Fixture.start + 700, skipsGracePeriod: true)
        var driver = try scheduledRun().again(settings: settings, after: 600)
        driver.observe(try Fixture.observed(1), jobs: [try scheduled()])
        #expect(driver.reading != nil)
        driver.feed(.offersRead([:]), after: 60)
        #expect(driver.result == .timedOut)
    }
}
