import Fleet
import Foundation
import Planning
import Testing

/// What each entry makes of a fleet state.
@Suite struct FleetStateTests {
    static let submission = Submission(
        from: Fixture.old, target: Fixture.declared, declared: Fixture.declared, sentAt: Fixture.start)

    func fleetState(_ entries: JournalEntry...) -> FleetState {
        var fleetState = FleetState()
        for entry in entries { fleetState.apply(entry) }
        return fleetState
    }

    func presumedFailed() -> Submission {
        var submission = Self.submission
        submission.failure = Fixture.failure(at: Fixture.start)
        return submission
    }

    @Test func theFirstSightStaysAndForeignWorkMovesOn() {
        let fleetState = fleetState(
            .seen(at: Fixture.start, hasExternalActivity: false),
            .seen(at: Fixture.start + 60, hasExternalActivity: true),
            .seen(at: Fixture.start + 90, hasExternalActivity: false))
        #expect(fleetState.firstSeenAt == Fixture.start)
        #expect(fleetState.externalActivityAt == Fixture.start + 60)
    }

    @Test(arguments: [
        (0.0, "job"), (1, nil),
    ]) func anUpdateIsOfTheSameRequest(offset: Double, job: String?) throws {
        let id = try Fixture.id(1)
        let update = Submission(
            from: Fixture.old, target: Fixture.declared, declared: Fixture.declared, sentAt: Fixture.start + offset,
            progress: .running(Submission.RunningJob(id: "job", since: Fixture.start)))
        let fleetState = fleetState(.intended(id, Self.submission), .updated(id, update))
        #expect(fleetState.submissions[id]?.job == job)
        #expect(self.fleetState(.updated(id, update)).submissions.isEmpty, "what was never requested cannot change")
    }

    static let outcomes: [(SubmissionOutcome, failures: Int, offTarget: Int)] = [
        (.completed(Fixture.declared), 0, 0), (.offTarget(Fixture.stop), 0, 1),
        (.failed(Reason(.failed, "its upgrade failed")), 1, 0), (.refused("DBS.200011"), 0, 0), (.noTrace, 0, 0),
        (.withdrawn, 0, 0), (.canceled, 0, 0),
    ]

    @Test(arguments: outcomes) func anEndIsOfTheSameRequest(outcome: SubmissionOutcome, failures: Int, offTarget: Int)
        throws
    {
        let id = try Fixture.id(1)
        let late = fleetState(
            .intended(id, Self.submission), .concluded(id, sentAt: Fixture.start - 1, outcome, at: Fixture.start + 60))
        #expect(late == fleetState(.intended(id, Self.submission)))
        let ended = fleetState(
            .intended(id, Self.submission), .concluded(id, sentAt: Fixture.start, outcome, at: Fixture.start + 60))
        #expect(ended.submissions.isEmpty)
        #expect(ended.failures[id]?.count ?? 0 == failures)
        #expect(ended.failures[id]?.first?.at == (failures == 0 ? nil : Fixture.start + 60))
        #expect(ended.offTarget.count == offTarget)
    }

    /// What is presumed failed has failed while it may be alive; its end says whether it has.
    @Test(arguments: outcomes) func aLateEndHasTheLastWord(outcome: SubmissionOutcome, failures: Int, offTarget: Int)
        throws
    {
        let id = try Fixture.id(1)
        let waiting = fleetState(
            .intended(id, Self.submission), .updated(id, presumedFailed()), .updated(id, presumedFailed()))
        #expect(waiting.failures[id]?.count == 1, "it fails once")
        #expect(waiting.submissions[id] != nil)
        var ended = waiting
        ended.apply(.concluded(id, sentAt: Fixture.start, outcome, at: Fixture.start + 60))
        #expect(ended.failures[id]?.count ?? 0 == failures)
        #expect(ended.submissions.isEmpty)
    }

    @Test func aFailureThatWasFoundIsToldByWhenItWasAskedFor() throws {
        let id = try Fixture.id(1)
        let (one, other) = (Fixture.failure(at: Fixture.start), Fixture.failure(at: Fixture.start + 1))
        #expect(fleetState(.found(id, one), .found(id, one), .found(id, other)).failures == [id: [one, other]])
    }

    @Test func whatIsAtRestComesAndGoes() throws {
        let (one, two) = (try Fixture.id(1), try Fixture.id(2))
        let rest = AtRest(version: Fixture.declared, since: Fixture.start)
        let fleetState = fleetState(.cameToRest([one: rest]), .cameToRest([two: rest]), .leftRest([one]))
        #expect(fleetState.atRest == [two: rest])
    }

    /// What came of the next request says whether that one is still to be remembered.
    @Test(arguments: [
        (SubmissionOutcome.completed(Fixture.declared), false), (.offTarget(Fixture.stop), false), (.withdrawn, true),
        (.canceled, true),
        (.refused("no"), true), (.failed(Reason(.failed, "")), true),
    ]) func aLostRequestIsRememberedUntilItsInstanceMoves(next: SubmissionOutcome, isKept: Bool) throws {
        let id = try Fixture.id(1)
        let later = Submission(
            from: Fixture.old, target: Fixture.declared, declared: Fixture.declared, sentAt: Fixture.start + 600)
        var fleetState = fleetState(
            .intended(id, Self.submission), .concluded(id, sentAt: Fixture.start, .noTrace, at: Fixture.start + 330))
        let lost = UntracedRequest(sentAt: Fixture.start, from: Fixture.old, declared: Fixture.declared)
        #expect(fleetState.untraced == [id: lost])
        fleetState.apply(.intended(id, later))
        fleetState.apply(.concluded(id, sentAt: later.sentAt, next, at: Fixture.start + 900))
        #expect(fleetState.untraced == (isKept ? [id: lost] : [:]))
    }

    @Test func whatIsForgivenIsNotLost() throws {
        let id = try Fixture.id(1)
        let before = fleetState(
            .intended(id, Self.submission), .acknowledged(Acknowledgement(at: Fixture.start + 60)),
            .concluded(id, sentAt: Fixture.start, .noTrace, at: Fixture.start + 330))
        #expect(before.untraced.isEmpty)
        let after = fleetState(
            .intended(id, Self.submission), .concluded(id, sentAt: Fixture.start, .noTrace, at: Fixture.start + 330),
            .acknowledged(Acknowledgement(at: Fixture.start + 400)))
        #expect(after.untraced.isEmpty)
    }

    @Test func acknowledgingTakesFailuresAndOffTargetUpgradesAndLeavesWhatIsInFlight() throws {
        let (one, two) = (try Fixture.id(1), try Fixture.id(2))
        let fleetState = fleetState(
            .found(two, Fixture.failure(at: Fixture.start)), .intended(two, Self.submission),
            .concluded(two, sentAt: Fixture.start, .offTarget(Fixture.stop), at: Fixture.start),
            .intended(one, Self.submission),
            .updated(one, presumedFailed()), .acknowledged(Acknowledgement(at: Fixture.start + 60)))
        #expect(fleetState.failures.isEmpty && fleetState.offTarget.isEmpty)
        #expect(fleetState.submissions[one] != nil)
        #expect(fleetState.acknowledgedAt == Fixture.start + 60)
    }

    /// Its failure is acknowledged, but it runs all the same.
    @Test func aForgivenStuckUpgradeIsNotAskedForAgainBeforeItHasGone() throws {
        let id = try Fixture.id(1)
        var driver = RolloutDriver(try Fixture.fleet(1))
        driver.accepted(try Fixture.observed(1))
        driver.observe(try Fixture.observed(1), running: [id])
        driver.observe(try Fixture.observed(1), running: [id], after: 7201)
        driver.journal.apply(.acknowledged(Acknowledgement(at: driver.now)))
        driver = driver.again(after: 1)
        driver.observe(try Fixture.observed(1), running: [id])
        #expect(try driver.state(of: 1) == "hold stuck")
        driver = driver.again()
        driver.observe(try Fixture.observed(1))
        driver.offer(Fixture.declared)
        #expect(driver.submission == nil, "one observation may miss its job")
        driver = driver.again(after: 60)
        driver.observe(try Fixture.observed(1))
        driver.offer(Fixture.declared)
        #expect(driver.submission?.instances == [id])
        #expect(driver.journal.failures.isEmpty)
    }

    /// A run that gave it up goes on, and does not know.
    @Test func whatWasForgivenDoesNotCountAgainWhenItIsOver() throws {
        let one = try Fixture.id(1)
        let fleetState = fleetState(
            .intended(one, Self.submission), .updated(one, presumedFailed()),
            .acknowledged(Acknowledgement(at: Fixture.start + 3600)),
            .concluded(one, sentAt: Self.submission.sentAt, .failed(Reason(.notStarted, "")), at: Fixture.start + 700))
        #expect(fleetState.failures.isEmpty && fleetState.submissions.isEmpty)
    }

    /// A person saw it in the console, and this is the first observation since.
    @Test(arguments: [(59.0, 1), (61, 0)]) func whatFailedBeforeItWasForgivenDoesNotCount(
        at acknowledged: Double, count: Int
    )
        throws
    {
        let id = try Fixture.id(1)
        var driver = RolloutDriver(try Fixture.fleet(1))
        driver.accepted(try Fixture.observed(1))
        driver.observe(try Fixture.observed(1), running: [id])
        let ended = driver.now + 60
        driver.journal.apply(.acknowledged(Acknowledgement(at: driver.now + acknowledged)))
        driver = driver.again(after: 600)
        driver.observe(
            try Fixture.observed(1),
            failed: [try Fixture.job("job-\(id)", .failed, created: driver.now - 700, ended: ended)])
        #expect(driver.journal.failures[id]?.count ?? 0 == count)
        #expect((driver.reading == [id]) == (count == 0))
    }

    /// By a cloud's clock that is behind.
    @Test(arguments: [0.0, 300]) func whatWasAskedForSinceItWasForgivenCounts(behind seconds: Double) throws {
        let id = try Fixture.id(1)
        var fleetState = Fixture.known
        fleetState.apply(.acknowledged(Acknowledgement(at: Fixture.start)))
        var driver = RolloutDriver(try Fixture.fleet(1), fleetState: fleetState)
        driver.accepted(try Fixture.observed(1))
        driver.observe(try Fixture.observed(1), running: [id])
        let (created, ended) = (driver.now - 30 - seconds, driver.now + 20 - seconds)
        driver.observe(
            try Fixture.observed(1), failed: [try Fixture.job("job-\(id)", .failed, created: created, ended: ended)])
        #expect(driver.journal.failures[id]?.count == 1)
        #expect(driver.reading == nil && driver.isHeld)
    }

    @Test func twoFailedJobsOfOneSecondAreTwo() throws {
        var driver = RolloutDriver(try Fixture.fleet(1), fleetState: Fixture.known)
        let jobs = try ["a", "b"].map {
            try Fixture.job($0, .failed, created: Fixture.start - 600, ended: Fixture.start - 300)
        }
        driver.observe(try Fixture.observed(1), failed: jobs)
        #expect(driver.journal.failures[try Fixture.id(1)]?.count == 2)
        driver = driver.again(after: 60)
        driver.observe(try Fixture.observed(1), failed: jobs)
        #expect(driver.records.isEmpty, "it is known already")
    }
}
