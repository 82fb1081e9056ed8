import Fleet
import Foundation
import Planning
import Testing

/// Requests whose answers were lost.
@Suite struct LostAnswerTests {
    /// A request whose answer was lost.
    func lost(_ fleet: DesiredFleet? = nil) throws -> RolloutDriver {
        var driver = RolloutDriver(try fleet ?? Fixture.fleet(1), fleetState: Fixture.known)
        driver.asked(try Fixture.observed(1))
        driver.answer(.unknown(message: "connection reset"))
        return driver
    }

    /// Two observations, with nothing to see.
    func quiet(_ driver: inout RolloutDriver) throws {
        driver.observe(try Fixture.observed(1), after: 300)
        driver.observe(try Fixture.observed(1))
    }

    @Test func twoObservationsAPollApartThatShowNothingAfterTheSettleTimePermitOneMore() throws {
        var driver = try lost()
        for _ in 0..<9 {
            driver.observe(try Fixture.observed(1))
            #expect(driver.submission == nil && driver.reading == nil && driver.result == nil)
            #expect(try driver.state(of: 1) == "wait submitted")
        }
        driver.observe(try Fixture.observed(1))
        #expect(try driver.state(of: 1) == "wait submitted", "the first observation past the settle time")
        driver.observe(try Fixture.observed(1), after: 29)
        #expect(try driver.state(of: 1) == "wait submitted", "less than a poll interval apart")
        driver.observe(try Fixture.observed(1), after: 1)
        #expect(driver.told(.noTrace(try Fixture.id(1))))
        #expect(driver.journal.failures.isEmpty, "what was lost did not fail")
        driver.offer(Fixture.declared)
        #expect(driver.submission?.from == Fixture.old)
    }

    struct Sign: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var current = Fixture.old
        var status = "normal"
        var isListed = true
    }

    /// What is not seen idle at its version may be at work.
    @Test(arguments: [
        Sign(testDescription: "busy", status: "MODIFYING"), Sign(testDescription: "unfit", status: "abnormal"),
        Sign(testDescription: "not listed", isListed: false),
        Sign(testDescription: "an old list", current: Fixture.inConfirmationRange),
    ]) func anInstanceThatIsNotSeenIdleIsNotAskedForAgain(sign: Sign) throws {
        var driver = try lost()
        let seen = sign.isListed ? try Fixture.observed(1, current: sign.current, status: sign.status) : []
        driver.observe(try Fixture.observed(1), after: 300)
        for _ in 0..<3 {
            driver.observe(seen, after: 60)
            #expect(try driver.state(of: 1) == "wait submitted")
        }
        driver.observe(try Fixture.observed(1))
        #expect(driver.told(.noTrace(try Fixture.id(1))), "what was seen idle before counts")

        driver = try lost()
        for _ in 0..<3 { driver.observe(seen, after: 2500) }
        #expect(driver.isHeld, "no run waits for ever")
        #expect(driver.journal.failures[try Fixture.id(1)]?.map(\.reason.code) == [.outcomeUnknown])
    }

    @Test func aLostAnswerWhoseUpgradeHappenedConverges() throws {
        var driver = try lost()
        driver.observe(try Fixture.observed(1, current: Fixture.declared))
        #expect(driver.result == .converged)
    }

    @Test func aJobThatShowsBetweenTheTwoObservationsIsWatched() throws {
        var driver = try lost()
        driver.observe(try Fixture.observed(1), after: 300)
        driver.observe(try Fixture.observed(1), running: [try Fixture.id(1)])
        driver.observe(try Fixture.observed(1))
        #expect(driver.submission == nil && driver.journal.submissions.count == 1)
        driver.observe(try Fixture.observed(1, current: Fixture.declared))
        #expect(driver.result == .converged)
    }

    /// Whether the second answer was lost by the network or with the run.
    @Test(arguments: [false, true]) func theSecondLostAnswerHoldsTheInstanceUntilRetry(isKilled: Bool) throws {
        let id = try Fixture.id(1)
        var driver = try lost()
        try quiet(&driver)
        driver.offer(Fixture.declared)
        #expect(driver.submission != nil)
        if isKilled { driver = driver.again() } else { driver.answer(.unknown(message: "connection reset")) }
        try quiet(&driver)
        #expect(try driver.state(of: 1) == "hold outcomeUnknown")
        #expect(try driver.action(of: 1)?.reason?.message.contains("dbconverge retry orders") == true)
        #expect(driver.isHeld)
        #expect(driver.journal.submissions[id] != nil, "where it lands late is still watched")
        for days in [1.0, 10, 100] {
            driver = driver.again(after: days * 86400)
            driver.observe(try Fixture.observed(1))
            #expect(try driver.state(of: 1) == "hold outcomeUnknown")
            #expect(driver.isHeld)
        }
        driver.journal.apply(.acknowledged(Acknowledgement(at: driver.now)))
        driver = driver.again(after: 1)
        try quiet(&driver)
        driver.offer(Fixture.declared)
        driver.answer(.unknown(message: "connection reset"))
        try quiet(&driver)
        #expect(driver.reading == [id], "after retry it starts afresh")
    }

    @Test func itCountsAgainstTheFailureBudget() throws {
        var driver = RolloutDriver(try Fixture.fleet(2), fleetState: Fixture.known)
        for _ in 0..<2 {
            driver.observe(try Fixture.observed(2))
            driver.offer(Fixture.declared)
            driver.answer(.unknown(message: "connection reset"))
            driver.observe(try Fixture.observed(2), after: 300)
            driver.observe(try Fixture.observed(2))
        }
        #expect(try driver.state(of: 1) == "hold outcomeUnknown")
        #expect(try driver.state(of: 2) == "hold budgetSpent")
    }

    @Test func anotherDeclaredVersionStartsAfresh() throws {
        var driver = try lost()
        try quiet(&driver)
        driver = try driver.again(Fixture.fleet(1) { $0.version = Fixture.beyond })
        driver.observe(try Fixture.observed(1))
        driver.offer(Fixture.beyond)
        driver.answer(.unknown(message: "connection reset"))
        try quiet(&driver)
        #expect(driver.told(.noTrace(try Fixture.id(1))))
        #expect(driver.reading != nil)
    }

    /// It never reached the service, so that it is none of the two.
    @Test func aWithdrawnRequestUsesNothingUp() throws {
        var driver = try lost()
        try quiet(&driver)
        driver.offer(Fixture.declared)
        driver.answer(.deferred(message: "429 APIGW.0308"))
        driver.asked(try Fixture.observed(1))
        #expect(driver.submission != nil)

        driver = RolloutDriver(try Fixture.fleet(1), fleetState: Fixture.known)
        driver.asked(try Fixture.observed(1))
        driver.answer(.deferred(message: "429 APIGW.0308"))
        #expect(driver.journal.untraced.isEmpty)
    }
}
