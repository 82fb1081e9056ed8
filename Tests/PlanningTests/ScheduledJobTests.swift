import Fleet
import Foundation
import Planning
import Testing

/// Which of the scheduled upgrades of an instance is ours, and what becomes of it.
@Suite struct ScheduledJobTests {
    static let rollout = RolloutPolicy.upTo(1, timing: .maintenanceWindow)
    static let window = Fixture.start + 36000..<Fixture.start + 50400

    let id: InstanceID
    let fleet: DesiredFleet
    let suspended: DesiredFleet

    init() throws {
        id = try Fixture.id(1)
        fleet = try Fixture.fleet(1, rollout: Self.rollout)
        suspended = try Fixture.fleet(1, rollout: Self.rollout, suspend: true)
    }

    func job(_ name: String = "s", _ phase: UpgradeJob.Phase = .scheduled, after seconds: Double = 30) throws
        -> UpgradeJob
    {
        try Fixture.job(name, phase, created: Fixture.start + seconds, window: Self.window)
    }

    /// A run that has scheduled `s`.
    func scheduledRun() throws -> RolloutDriver {
        var driver = RolloutDriver(fleet)
        driver.accepted(try Fixture.observed(1))
        driver.observe(try Fixture.observed(1), jobs: [try job()])
        return driver
    }

    /// What runs may be the vendor's, and what is scheduled could go beyond what is declared.
    @Test func whatRunsMeanwhileDoesNotTakeItsPlace() throws {
        var driver = try scheduledRun().again(after: 600)
        driver.observe(try Fixture.observed(1), jobs: [try Fixture.job("v", .running), try job()])
        driver.observe(try Fixture.observed(1, current: Fixture.declared), jobs: [try job()])
        #expect(driver.canceling == [id: "s"])
    }

    @Test func whatRunsMeanwhileMayFail() throws {
        var driver = try scheduledRun().again(after: 600)
        let theirs = try Fixture.job("v", .running, created: driver.now)
        driver.observe(try Fixture.observed(1), jobs: [theirs, try job()])
        let failed = try Fixture.job("v", .failed, created: driver.now, ended: driver.now + 20)
        driver.observe(try Fixture.observed(1), jobs: [try job()], failed: [failed])
        driver = driver.again(suspended, after: 600)
        driver.observe(try Fixture.observed(1), jobs: [try job()])
        #expect(driver.canceling == [id: "s"])
    }

    /// The time of a job of others is not that of ours.
    @Test func whatRanWhileALookMissedItIsForgotten() throws {
        var driver = try scheduledRun().again(after: 600)
        driver.observe(try Fixture.observed(1), jobs: [try Fixture.job("v", .running)])
        driver.observe(try Fixture.observed(1), jobs: [try job()])
        driver = driver.again(after: 36000)
        driver.observe(try Fixture.observed(1), jobs: [try job("s", .running)])
        #expect(try driver.state(of: 1) == "wait upgrading")
    }

    /// A short run's look missed it. Hours later it has landed beyond, and the list lags.
    @Test func itIsNotGoneBeforeAVersionQueryOfThisRunSaysSo() throws {
        var driver = try scheduledRun().again(after: 60)
        driver.observe(try Fixture.observed(1))
        driver.feed(.interrupted)
        driver = driver.again(after: 40000)
        driver.observe(try Fixture.observed(1))
        #expect(driver.journal.failures.isEmpty && driver.reading == [id])
        driver.offer(nil, current: Fixture.beyond)
        #expect(driver.journal.offTarget[id]?.reached == Fixture.beyond)
    }

    /// Once its window is open, what runs is ours under another name.
    @Test func whatItBecomesIsOurs() throws {
        var driver = try scheduledRun().again(after: 40000)
        let job = try Fixture.job("i", .running, created: driver.now)
        driver.observe(try Fixture.observed(1), jobs: [job])
        #expect(driver.journal.submissions[id]?.job == "i")
        driver.observe(try Fixture.observed(1), failed: [try Fixture.job("i", .failed, created: driver.now)])
        #expect(driver.journal.failures[id]?.map(\.job) == ["i"])
    }

    @Test(arguments: [Fixture.declared, Fixture.beyond])
    func oneThatCanOnlyGoBeyondIsCanceled(current: KernelVersion) throws {
        var driver = try scheduledRun().again(after: 600)
        driver.observe(try Fixture.observed(1, current: current), jobs: [try job()])
        #expect(driver.canceling == [id: "s"], "before anything is read")
    }

    @Test func ofTwoOnlyOursIsCanceled() throws {
        let both = [try job(), try job("t", after: 90)]
        for jobs in [both, both.reversed()] {
            var driver = RolloutDriver(fleet)
            driver.accepted(try Fixture.observed(1))
            driver.observe(try Fixture.observed(1), jobs: jobs)
            driver = driver.again(suspended, after: 600)
            driver.observe(try Fixture.observed(1), jobs: jobs)
            #expect(driver.canceling == [id: "s"])
        }
    }

    @Test func anotherOneBesideItIsNoSignOfItsEnd() throws {
        var driver = try scheduledRun()
        for _ in 0..<3 {
            driver = driver.again(after: 600)
            driver.observe(try Fixture.observed(1), jobs: [try job(), try job("t", after: 900)])
        }
        #expect(driver.journal.failures.isEmpty)
        #expect(driver.journal.submissions[id]?.job == "s")
    }

    /// A batch that was refused may have been acted on for a part.
    @Test(arguments: [(-20.0, false), (30.5, true), (40, true)]) func theOneThatWasInTheWayIsNotOurs(
        made: Double, isOurs: Bool
    )
        throws
    {
        var driver = RolloutDriver(fleet)
        driver.asked(try Fixture.observed(1))
        driver.answer(.refused(message: "DBS.200011", isBusy: true))
        driver.observe(try Fixture.observed(1), jobs: [try job("t", after: made)])
        driver = driver.again(suspended, after: 600)
        driver.observe(try Fixture.observed(1), jobs: [try job("t", after: made)])
        #expect(driver.canceling == (isOurs ? [id: "t"] : nil))
    }

    /// A window may be longer than an upgrade may take.
    @Test func oneThatBeginsLateInItsWindowIsNotStuck() throws {
        var driver = try scheduledRun().again(after: 36000 + 7300)
        driver.observe(try Fixture.observed(1), jobs: [try job()])
        #expect(try driver.state(of: 1) == "wait scheduled")
        driver = driver.again(after: 1)
        driver.observe(try Fixture.observed(1), jobs: [try job("s", .running)])
        #expect(try driver.state(of: 1) == "wait upgrading")
        driver.observe(try Fixture.observed(1), jobs: [try job("s", .running)], after: 7201)
        #expect(try driver.state(of: 1) == "hold stuck")
    }

    @Test(arguments: [(57600.0, "wait scheduled"), (57601, "hold stuck")])
    func oneWhoseWindowHasLongPassedIsStuck(at seconds: Double, state: String) throws {
        var driver = try scheduledRun().again()
        driver.observe(
            try Fixture.observed(1), jobs: [try job()], after: (Fixture.start + seconds).timeIntervalSince(driver.now))
        driver.offer(Fixture.declared)
        #expect(try driver.state(of: 1) == state)
    }

    @Test func theEndOfAWindowThatHasPassedIsNotToldAsALaterMinute() throws {
        var driver = try scheduledRun().again(after: 57602)
        let window = Self.window.lowerBound..<Self.window.upperBound + 30
        driver.observe(
            try Fixture.observed(1),
            jobs: [try Fixture.job("s", .scheduled, created: Fixture.start + 30, window: window)], after: 60)
        let words = try #require(try driver.action(of: 1)?.reason?.message)
        #expect(words.contains("its maintenance window ended at \(window.upperBound.pastMinute),"), "\(words)")
        #expect(window.upperBound.pastMinute != window.upperBound.minute)
    }

    /// The cloud schedules further ahead than the next two windows, into a freeze.
    @Test func whatIsCanceledForAFreezeIsNotScheduledAgainInThisRun() throws {
        let date = RolloutPolicy.Day(year: 2027, month: 1, day: 20)
        var fleet = fleet
        fleet.rollout.freezes = [.init(from: date, to: date, timeZone: .utc)]
        let daily = try #require(DailyWindow("18:00-22:00"))
        let start = daily.next(after: Fixture.start).lowerBound + 5 * 86400
        var driver = RolloutDriver(fleet)
        driver.observe(try Fixture.observed(1))
        driver.offer(Fixture.declared, windows: [id: daily])
        driver.answer(.accepted)
        driver.observe(
            try Fixture.observed(1),
            jobs: [try Fixture.job("s", .scheduled, created: driver.now, window: start..<start + 14400)])
        #expect(driver.canceling == [id: "s"])
        driver.feed(.canceled([id], kept: [:]))
        driver.observe(try Fixture.observed(1))
        driver.offer(Fixture.declared, windows: [id: daily])
        #expect(driver.submission == nil && driver.isHeld)
        #expect(try driver.state(of: 1) == "wait frozen")
    }
}
