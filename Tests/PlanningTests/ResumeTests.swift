import Fleet
import Foundation
import Planning
import Testing

/// A run that begins where another was killed: what that one requested is concluded before anything new is.
@Suite struct ResumeTests {
    /// A run that was killed between its request and the answer.
    func killed(_ fleet: DesiredFleet? = nil) throws -> RolloutDriver {
        var driver = RolloutDriver(try fleet ?? Fixture.fleet(1), fleetState: Fixture.known)
        driver.asked(try Fixture.observed(1))
        #expect(driver.submission != nil)
        return driver
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var after = 60.0
        var current = Fixture.old
        var running = false
        /// How long after the request a failed job was made; nil: there is none.
        var failed: Double?
        var expected: String
        var failures = 0
        var isLost = false
    }

    static let cases = [
        Case(testDescription: "landed", current: Fixture.declared, expected: "none"),
        Case(testDescription: "landed long ago", after: 90_000, current: Fixture.declared, expected: "none"),
        Case(testDescription: "off-target", current: Fixture.stop, expected: "hold offTarget"),
        Case(testDescription: "its job runs", running: true, expected: "wait upgrading"),
        Case(
            testDescription: "has its version, and its job runs", current: Fixture.declared, running: true,
            expected: "none"),
        Case(testDescription: "nothing shows yet", after: 298, expected: "wait submitted"),
        Case(testDescription: "nothing shows", after: 300, expected: "wait offerNotRead", isLost: true),
        Case(testDescription: "nothing shows in one observation", after: 300, expected: "wait submitted"),
        Case(
            testDescription: "nothing shows days later", after: 300_000, expected: "wait offerNotRead", isLost: true),
        Case(testDescription: "its job failed", failed: 5, expected: "hold failed", failures: 1),
        Case(
            testDescription: "its job failed, by a clock that is behind", failed: -800, expected: "hold failed",
            failures: 1),
        Case(testDescription: "an earlier job failed", failed: -1000, expected: "wait submitted"),
    ]

    @Test(arguments: cases) func anOpenIntentIsConcludedByWhatTheCloudShows(_ one: Case) throws {
        let id = try Fixture.id(1)
        let killed = try killed()
        let sentAt = try #require(killed.journal.submissions[id]?.sentAt)
        var driver = killed.again()
        #expect(driver.step == Step(next: .observe(at: driver.now, jobs: JobReading(always: true))))
        let failed = try one.failed.map { try Fixture.job("f", .failed, created: sentAt + $0, ended: sentAt + $0 + 9) }
        driver.observe(
            try Fixture.observed(1, current: one.current), running: one.running ? [id] : [],
            failed: failed.map { [$0] } ?? [], after: one.after)
        // What nothing shows of is only lost when the next observation says so too.
        if one.isLost { driver.observe(try Fixture.observed(1)) }
        #expect(try driver.state(of: 1) == one.expected)
        #expect(driver.journal.failures[id]?.count ?? 0 == one.failures)
        #expect((driver.reading != nil) == (one.expected == "wait offerNotRead"))
        let isOpen = one.running || one.expected == "wait submitted"
        #expect((driver.journal.submissions[id] != nil) == isOpen)
        if isOpen { #expect(driver.nextObservation != nil) }
    }

    /// The call may have waited for as long as its offer permits, and have left just before the run was killed.
    @Test(arguments: [(0.0, 300.0), (20, 320), (60, 360), (200, 360)])
    func theSettleTimeCountsFromWhenTheCallMayHaveLeft(begins: Double, isLostAfter: Double) throws {
        let id = try Fixture.id(1)
        let killed = try killed()
        let sentAt = try #require(killed.journal.submissions[id]?.sentAt)
        for (seconds, isOpen) in [(isLostAfter - 1, true), (isLostAfter, false)] {
            var driver = killed.again(after: (sentAt + begins).timeIntervalSince(killed.now))
            driver.observe(try Fixture.observed(1), after: (sentAt + seconds).timeIntervalSince(driver.now))
            driver.observe(try Fixture.observed(1))
            #expect((driver.journal.submissions[id] != nil) == isOpen)
        }
    }

    /// It was there before the request, and its time alone would make it ours.
    @Test func aFailedJobThatWasKnownBeforeIsNotOurs() throws {
        let job = try Fixture.job("f", .failed, created: Fixture.start, ended: Fixture.start)
        var fleetState = Fixture.known
        fleetState.apply(.acknowledged(Acknowledgement(at: Fixture.start)))
        var driver = RolloutDriver(try Fixture.fleet(1), fleetState: fleetState)
        driver.observe(try Fixture.observed(1), failed: [job])
        driver.offer(Fixture.declared)
        driver = driver.again()
        driver.observe(try Fixture.observed(1), failed: [job])
        #expect(try driver.state(of: 1) == "wait submitted")
    }

    @Test func whatIsDeclaredNowDoesNotChangeWhatWasAskedFor() throws {
        let beyond = try Fixture.fleet(1) { $0.version = Fixture.beyond }
        var driver = try killed().again(beyond)
        driver.observe(try Fixture.observed(1), running: [try Fixture.id(1)])
        #expect(try driver.state(of: 1) == "wait upgrading")
        driver.observe(try Fixture.observed(1, current: Fixture.declared))
        #expect(driver.told(.completed(try Fixture.id(1), Fixture.declared)), "it is where it was to go")
        #expect(driver.journal.offTarget.isEmpty)
        #expect(driver.reading == [try Fixture.id(1)])
    }

    @Test func anInstanceThatIsDeclaredNoMoreIsConcludedAllTheSame() throws {
        var driver = try killed().again(Fixture.fleet(0))
        driver.observe(try Fixture.observed(1), running: [try Fixture.id(1)])
        #expect(driver.result == nil)
        driver.observe(try Fixture.observed(1, current: Fixture.declared))
        #expect(driver.result == .converged)
        #expect(driver.journal.submissions.isEmpty)
    }

    @Test func theTimeOfAnAcceptedOneGoesOn() throws {
        var driver = try killed()
        driver.answer(.accepted)
        let answeredAt = driver.now
        for (seconds, state) in [(301.0, "wait submitted"), (599, "wait submitted"), (600, "hold notStarted")] {
            driver = driver.again()
            driver.observe(try Fixture.observed(1), after: answeredAt.timeIntervalSince(driver.now) + seconds)
            #expect(try driver.state(of: 1) == state)
        }
    }

    @Test func theTimeOutOfARunningOneGoesOn() throws {
        var driver = try killed()
        let sentAt = driver.now
        for (seconds, state) in [(60.0, "wait upgrading"), (7200, "wait upgrading"), (7201, "hold stuck")] {
            driver = driver.again()
            driver.observe(
                try Fixture.observed(1), running: [try Fixture.id(1)],
                after: sentAt.timeIntervalSince(driver.now) + seconds)
            #expect(try driver.state(of: 1) == state)
        }
    }

    /// No run observed it when it ended, so that its version gets the time to show.
    @Test func aJobThatWasSeenBeforeGetsTheTimeToShowAgain() throws {
        var driver = try killed()
        driver.answer(.accepted)
        driver.observe(try Fixture.observed(1), running: [try Fixture.id(1)])
        driver = driver.again(after: 6000)
        driver.observe(try Fixture.observed(1))
        driver.offer(Fixture.declared)
        #expect(try driver.state(of: 1) == "wait submitted")
        driver.observe(try Fixture.observed(1), after: 299)
        driver.offer(Fixture.declared)
        #expect(try driver.state(of: 1) == "wait submitted")
        driver.observe(try Fixture.observed(1), after: 1)
        driver.offer(Fixture.declared)
        #expect(try driver.state(of: 1) == "hold failed")
    }

    /// Cron may end each run before the settle time is over; what the runs saw adds up all the same.
    @Test func shortRunsToo() throws {
        var driver = try killed()
        driver.answer(.accepted)
        driver.observe(try Fixture.observed(1), running: [try Fixture.id(1)])
        for state in ["wait submitted", "wait submitted", "hold failed"] {
            driver = driver.again(after: 120)
            driver.observe(try Fixture.observed(1))
            driver.offer(Fixture.declared)
            #expect(try driver.state(of: 1) == state)
        }
    }

    /// No query tells the version of what is no more.
    @Test(arguments: [true, false]) func anInstanceThatIsGoneWithItsJobIsNotWaitedForForEver(isDeclared: Bool) throws {
        var driver = try killed()
        driver.answer(.accepted)
        driver.observe(try Fixture.observed(1), running: [try Fixture.id(1)])
        driver = driver.again(try Fixture.fleet(isDeclared ? 1 : 0), after: 600)
        for seconds in [30.0, 299] {
            driver.observe([], after: seconds)
            if let ids = driver.reading {
                let failed = ids.map { ($0, OfferReading.failed(message: "404", mayPass: false)) }
                driver.feed(.offersRead(Dictionary(uniqueKeysWithValues: failed)))
            }
            #expect(driver.result == nil)
        }
        driver.observe([])
        #expect(isDeclared ? driver.isHeld : driver.result == .converged)
        #expect(driver.journal.submissions.isEmpty)
    }

    /// An empty journal finds what is in flight through the jobs, and requests nothing twice.
    @Test func withoutAJournalTheJobsTell() throws {
        var driver = RolloutDriver(try Fixture.fleet(2), settings: Rollout.Settings())
        driver.observe(try Fixture.observed(2), running: [try Fixture.id(1)])
        driver.observe(try Fixture.observed(2), running: [try Fixture.id(1)], after: 600)
        #expect(driver.reading == nil, "it takes the slot")
        driver.observe(try Fixture.observed(Fixture.declared, Fixture.old))
        #expect(driver.reading == [try Fixture.id(2)])
    }
}
