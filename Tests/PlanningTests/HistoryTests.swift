import Fleet
import Foundation
import Planning
import Testing

/// What each entry makes of a history.
@Suite struct HistoryTests {
    static let submission = Submission(
        from: World.old, target: World.declared, declared: World.declared, sentAt: World.start)

    func history(_ entries: Entry...) -> History {
        var history = History()
        for entry in entries { history.apply(entry) }
        return history
    }

    func givenUp() -> Submission {
        var submission = Self.submission
        submission.failure = World.failure(at: World.start)
        return submission
    }

    @Test func theFirstSightStaysAndForeignWorkMovesOn() {
        let history = history(
            .seen(at: World.start, hasForeignWork: false), .seen(at: World.start + 60, hasForeignWork: true),
            .seen(at: World.start + 90, hasForeignWork: false))
        #expect(history.firstSeenAt == World.start)
        #expect(history.foreignWorkAt == World.start + 60)
    }

    @Test(arguments: [
        (0.0, "job"), (1, nil),
    ]) func anUpdateIsOfTheSameRequest(offset: Double, job: String?) throws {
        let id = try World.id(1)
        var update = Self.submission
        (update.sentAt, update.job) = (World.start + offset, "job")
        let history = history(.intended(id, Self.submission), .updated(id, update))
        #expect(history.submissions[id]?.job == job)
        #expect(self.history(.updated(id, update)).submissions.isEmpty, "what was never asked for cannot change")
    }

    static let endings: [(Outcome, failures: Int, strays: Int)] = [
        (.landed(World.declared), 0, 0), (.strayed(World.stop), 0, 1),
        (.failed(Reason(.failed, "its upgrade failed")), 1, 0), (.refused("DBS.200011"), 0, 0), (.lost, 0, 0),
        (.withdrawn, 0, 0), (.canceled, 0, 0),
    ]

    @Test(arguments: endings) func anEndIsOfTheSameRequest(outcome: Outcome, failures: Int, strays: Int) throws {
        let id = try World.id(1)
        let late = history(
            .intended(id, Self.submission), .ended(id, sentAt: World.start - 1, outcome, at: World.start + 60))
        #expect(late == history(.intended(id, Self.submission)))
        let ended = history(
            .intended(id, Self.submission), .ended(id, sentAt: World.start, outcome, at: World.start + 60))
        #expect(ended.submissions.isEmpty)
        #expect(ended.failures[id]?.count ?? 0 == failures)
        #expect(ended.failures[id]?.first?.at == (failures == 0 ? nil : World.start + 60))
        #expect(ended.strays.count == strays)
    }

    /// What was given up has failed while it may be alive; its end says whether it has.
    @Test(arguments: endings) func aLateEndHasTheLastWord(outcome: Outcome, failures: Int, strays: Int) throws {
        let id = try World.id(1)
        let waiting = history(.intended(id, Self.submission), .updated(id, givenUp()), .updated(id, givenUp()))
        #expect(waiting.failures[id]?.count == 1, "it fails once")
        #expect(waiting.submissions[id] != nil)
        var ended = waiting
        ended.apply(.ended(id, sentAt: World.start, outcome, at: World.start + 60))
        #expect(ended.failures[id]?.count ?? 0 == failures)
        #expect(ended.submissions.isEmpty)
    }

    @Test func aFailureThatWasFoundIsToldByWhenItWasAskedFor() throws {
        let id = try World.id(1)
        let (one, other) = (World.failure(at: World.start), World.failure(at: World.start + 1))
        #expect(history(.found(id, one), .found(id, one), .found(id, other)).failures == [id: [one, other]])
    }

    @Test func whatIsAtRestComesAndGoes() throws {
        let (one, two) = (try World.id(1), try World.id(2))
        let rest = Settled(version: World.declared, since: World.start)
        let history = history(.settled([one: rest]), .settled([two: rest]), .unsettled([one]))
        #expect(history.settled == [two: rest])
    }

    /// What came of the next request says whether that one is still to be remembered.
    @Test(arguments: [
        (Outcome.landed(World.declared), false), (.strayed(World.stop), false), (.withdrawn, true), (.canceled, true),
        (.refused("no"), true), (.failed(Reason(.failed, "")), true),
    ]) func aLostRequestIsRememberedUntilItsInstanceMoves(next: Outcome, isKept: Bool) throws {
        let id = try World.id(1)
        var later = Self.submission
        later.sentAt = World.start + 600
        var history = history(
            .intended(id, Self.submission), .ended(id, sentAt: World.start, .lost, at: World.start + 330))
        let lost = Unanswered(sentAt: World.start, from: World.old, declared: World.declared)
        #expect(history.unanswered == [id: lost])
        history.apply(.intended(id, later))
        history.apply(.ended(id, sentAt: later.sentAt, next, at: World.start + 900))
        #expect(history.unanswered == (isKept ? [id: lost] : [:]))
    }

    @Test func whatIsForgivenIsNotLost() throws {
        let id = try World.id(1)
        let before = history(
            .intended(id, Self.submission), .acknowledged(Acknowledgement(at: World.start + 60)),
            .ended(id, sentAt: World.start, .lost, at: World.start + 330))
        #expect(before.unanswered.isEmpty)
        let after = history(
            .intended(id, Self.submission), .ended(id, sentAt: World.start, .lost, at: World.start + 330),
            .acknowledged(Acknowledgement(at: World.start + 400)))
        #expect(after.unanswered.isEmpty)
    }

    @Test func forgivingTakesFailuresAndStraysAndLeavesWhatIsInFlight() throws {
        let (one, two) = (try World.id(1), try World.id(2))
        let history = history(
            .found(two, World.failure(at: World.start)), .intended(two, Self.submission),
            .ended(two, sentAt: World.start, .strayed(World.stop), at: World.start), .intended(one, Self.submission),
            .updated(one, givenUp()), .acknowledged(Acknowledgement(at: World.start + 60)))
        #expect(history.failures.isEmpty && history.strays.isEmpty)
        #expect(history.submissions[one] != nil)
        #expect(history.forgivenAt == World.start + 60)
    }

    /// Its failure is forgiven, but it runs all the same.
    @Test func aForgivenStuckUpgradeIsNotAskedForAgainBeforeItHasGone() throws {
        let id = try World.id(1)
        var driver = RolloutDriver(try World.fleet(1))
        driver.accepted(try World.observed(1))
        driver.observe(try World.observed(1), running: [id])
        driver.observe(try World.observed(1), running: [id], after: 7201)
        driver.journal.apply(.acknowledged(Acknowledgement(at: driver.now)))
        driver = driver.again(after: 1)
        driver.observe(try World.observed(1), running: [id])
        #expect(try driver.state(of: 1) == "hold stuck")
        driver = driver.again()
        driver.observe(try World.observed(1))
        driver.offer(World.declared)
        #expect(driver.submission == nil, "one observation may miss its job")
        driver = driver.again(after: 60)
        driver.observe(try World.observed(1))
        driver.offer(World.declared)
        #expect(driver.submission?.instances == [id])
        #expect(driver.journal.failures.isEmpty)
    }

    /// A run that gave it up goes on, and does not know.
    @Test func whatWasForgivenDoesNotCountAgainWhenItIsOver() throws {
        let one = try World.id(1)
        let history = history(
            .intended(one, Self.submission), .updated(one, givenUp()),
            .acknowledged(Acknowledgement(at: World.start + 3600)),
            .ended(one, sentAt: Self.submission.sentAt, .failed(Reason(.notStarted, "")), at: World.start + 700))
        #expect(history.failures.isEmpty && history.submissions.isEmpty)
    }

    /// Somebody saw it in the console, and this is the first observation since.
    @Test(arguments: [(59.0, 1), (61, 0)]) func whatFailedBeforeItWasForgivenDoesNotCount(
        at forgiven: Double, count: Int
    )
        throws
    {
        let id = try World.id(1)
        var driver = RolloutDriver(try World.fleet(1))
        driver.accepted(try World.observed(1))
        driver.observe(try World.observed(1), running: [id])
        let ended = driver.now + 60
        driver.journal.apply(.acknowledged(Acknowledgement(at: driver.now + forgiven)))
        driver = driver.again(after: 600)
        driver.observe(
            try World.observed(1),
            failed: [try World.job("job-\(id)", .failed, created: driver.now - 700, ended: ended)])
        #expect(driver.journal.failures[id]?.count ?? 0 == count)
        #expect((driver.reading == [id]) == (count == 0))
    }

    /// By a cloud's clock that is behind.
    @Test(arguments: [0.0, 300]) func whatWasAskedForSinceItWasForgivenCounts(behind seconds: Double) throws {
        let id = try World.id(1)
        var history = World.known
        history.apply(.acknowledged(Acknowledgement(at: World.start)))
        var driver = RolloutDriver(try World.fleet(1), history: history)
        driver.accepted(try World.observed(1))
        driver.observe(try World.observed(1), running: [id])
        let (created, ended) = (driver.now - 30 - seconds, driver.now + 20 - seconds)
        driver.observe(
            try World.observed(1), failed: [try World.job("job-\(id)", .failed, created: created, ended: ended)])
        #expect(driver.journal.failures[id]?.count == 1)
        #expect(driver.reading == nil && driver.isHeld)
    }

    @Test func twoFailedJobsOfOneSecondAreTwo() throws {
        var driver = RolloutDriver(try World.fleet(1), history: World.known)
        let jobs = try ["a", "b"].map {
            try World.job($0, .failed, created: World.start - 600, ended: World.start - 300)
        }
        driver.observe(try World.observed(1), failed: jobs)
        #expect(driver.journal.failures[try World.id(1)]?.count == 2)
        driver = driver.again(after: 60)
        driver.observe(try World.observed(1), failed: jobs)
        #expect(driver.records.isEmpty, "it is known already")
    }
}
