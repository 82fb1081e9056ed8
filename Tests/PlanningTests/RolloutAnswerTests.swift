import Fleet
import Foundation
import Planning
import Testing

/// What the state machine makes of the cloud's answers, and of those that never came.
@Suite struct RolloutAnswerTests {
    @Test func aRefusedBatchDoesNotStopTheOthersAndIsNotAskedForAgain() throws {
        var driver = RolloutDriver(try Fixture.fleet(2, rollout: .upTo(2, batchSize: 1)))
        driver.asked(try Fixture.observed(2))
        #expect(driver.submission?.instances == [try Fixture.id(1)])
        driver.answer(.refused(message: "DBS.200316 storage full", isBusy: false))
        driver.offer(Fixture.declared)
        #expect(driver.submission?.instances == [try Fixture.id(2)])
        driver.answer(.accepted)
        driver.observe(try Fixture.observed(Fixture.old, Fixture.declared))
        #expect(driver.isHeld)
        #expect(try driver.state(of: 1) == "hold refused")
        #expect(driver.journal.failures.isEmpty, "a refusal is no failure")
    }

    /// The cloud may refuse a call as a whole and act on a part of it.
    @Test func aRefusedBatchOfSeveralKeepsItsSlotsUntilNothingHasShown() throws {
        var driver = RolloutDriver(try Fixture.fleet(3, rollout: .upTo(2)))
        driver.asked(try Fixture.observed(3))
        driver.answer(.refused(message: "DBS.200504", isBusy: false))
        #expect(driver.reading == nil && driver.nextObservation != nil, "both slots are still taken")
        driver.observe(try Fixture.observed(Fixture.declared, Fixture.old, Fixture.old))
        #expect(driver.told(.completed(try Fixture.id(1), Fixture.declared)))
        #expect(driver.reading == [try Fixture.id(3)], "one has landed, so one slot is free")
        driver.offer(Fixture.declared)
        driver.answer(.accepted)
        let seen = try Fixture.observed(Fixture.declared, Fixture.old, Fixture.declared)
        driver.observe(seen)
        driver.observe(seen, after: 300)
        #expect(driver.reading == [try Fixture.id(2)], "the answer names no instance")
        driver.offer(Fixture.declared)
        driver.answer(.refused(message: "DBS.200504", isBusy: false))
        #expect(driver.isHeld)
        #expect(try driver.state(of: 2) == "hold refused")
    }

    /// What keeps it busy may be an upgrade that an earlier run requested and that does not show yet.
    @Test func aBusyInstanceKeepsTheSlot() throws {
        var driver = RolloutDriver(try Fixture.fleet(2))
        driver.asked(try Fixture.observed(2))
        driver.answer(.refused(message: "DBS.200011", isBusy: true))
        #expect(driver.reading == nil && driver.nextObservation != nil)
        driver.observe(try Fixture.observed(2), running: [try Fixture.id(1)])
        #expect(driver.reading == nil)
        driver.observe(try Fixture.observed(Fixture.declared, Fixture.old))
        #expect(driver.reading == [try Fixture.id(2)])
    }

    @Test func aRequestThatNeverReachedTheServiceIsMadeAgainAfterALook() throws {
        var driver = RolloutDriver(try Fixture.fleet(1))
        driver.asked(try Fixture.observed(1))
        let request = try #require(driver.submission)
        driver.answer(.deferred(message: "429 APIGW.0308"))
        #expect(driver.submission == nil && driver.nextObservation == driver.now + 30)
        #expect(driver.journal.submissions.isEmpty)
        driver.asked(try Fixture.observed(1))
        #expect(driver.submission == request)
    }

    @Test func anAnswerThatEndsTheRunLeavesNoRequestBehind() throws {
        var driver = RolloutDriver(try Fixture.fleet(1))
        driver.asked(try Fixture.observed(1))
        #expect(driver.journal.submissions.count == 1, "the intent is recorded before the call")
        driver.answer(.failed(message: "unauthorized"))
        #expect(driver.step == Step(next: .finish(.failed(message: "unauthorized"))))
        #expect(driver.journal.submissions.isEmpty)
    }

    @Test func aRunThatIsInterruptedWhileARequestIsUnderWayWaitsForItsAnswer() throws {
        var driver = RolloutDriver(try Fixture.fleet(2, rollout: .upTo(2, batchSize: 1)))
        driver.asked(try Fixture.observed(2))
        let request = try #require(driver.submission)
        driver.feed(.interrupted)
        #expect(driver.step == Step())
        driver.feed(.answered(request, .accepted))
        #expect(driver.step == Step(next: .finish(.interrupted)))
        #expect(driver.journal.submissions[try Fixture.id(1)]?.acceptance.date == driver.now)
        driver.observe(try Fixture.observed(2))
        #expect(driver.step == Step(), "nothing happens after the end")
    }
}
