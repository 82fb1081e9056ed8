import Fleet
import Foundation
import Planning
import Testing

/// A clock that was set permits nothing: every waiting time counts from then.
@Suite struct ClockTests {
    private func lost() throws -> RolloutDriver {
        var driver = RolloutDriver(try Fixture.fleet(1), fleetState: Fixture.known)
        driver.asked(try Fixture.observed(1))
        driver.answer(.unknown(message: "connection reset"))
        return driver
    }

    /// Ten minutes forward after a request whose answer was lost: without it the settle time would be over at once.
    @Test(arguments: [600.0, 86_400, -600]) func aJumpOfTheClockEndsNoSettleTime(jump: Double) throws {
        var driver = try lost()
        driver.feed(.clockSet(by: .seconds(jump)), after: jump)
        for _ in 0..<9 {
            driver.observe(try Fixture.observed(1))
            #expect(driver.reading == nil && driver.submission == nil)
            #expect(try driver.state(of: 1) == "wait submitted")
        }
        driver.observe(try Fixture.observed(1), after: 60)
        driver.observe(try Fixture.observed(1))
        driver.offer(Fixture.declared)
        #expect(driver.submission != nil, "the settle time is over at last")
    }

    /// The run was killed before its answer came, and the clock was set before the next one.
    @Test(arguments: [600.0, -600]) func aClockSetBetweenTwoRunsEndsNoSettleTime(jump: Double) throws {
        var driver = RolloutDriver(try Fixture.fleet(1), fleetState: Fixture.known)
        driver.asked(try Fixture.observed(1))
        driver = driver.again(after: jump)
        driver.feed(.clockSet(by: .seconds(jump)))
        for _ in 0..<9 {
            driver.observe(try Fixture.observed(1))
            #expect(driver.reading == nil && driver.submission == nil)
        }
    }

    @Test func aClockThatIsSetIsTold() throws {
        var driver = try lost()
        driver.feed(.clockSet(by: .seconds(600)))
        #expect(driver.told(.clockSet(by: .seconds(600))))
    }

    @Test func backoffsSoaksAndLostAnswersCountAnew() throws {
        let id = try Fixture.id(1)
        var fleetState = Fixture.known
        fleetState.apply(.found(id, Fixture.failure(at: Fixture.start - 3000)))
        fleetState.apply(.cameToRest([id: AtRest(version: Fixture.declared, since: Fixture.start - 3000)]))
        fleetState.apply(
            .intended(
                id,
                Submission(
                    from: Fixture.old, target: Fixture.declared, declared: Fixture.declared, sentAt: Fixture.start - 600
                )))
        fleetState.apply(.clockSet(at: Fixture.start))
        #expect(fleetState.failures[id]?.map(\.at) == [Fixture.start])
        #expect(fleetState.atRest[id]?.since == Fixture.start)
        #expect(fleetState.submissions[id]?.acceptance == .answerLost(at: Fixture.start))
        #expect(fleetState.submissions[id]?.sentAt == Fixture.start - 600, "it stays the same request")
    }

    @Test(arguments: [(61.0, true), (59, false), (-3600, false)])
    func aJournalThatLiesAheadOfTheClockIsNoticed(seconds: Double, isAhead: Bool) throws {
        var fleetState = Fixture.known
        fleetState.firstSeenAt = Fixture.start - 86_400
        fleetState.apply(
            .intended(
                try Fixture.id(1),
                Submission(
                    from: Fixture.old, target: Fixture.declared, declared: Fixture.declared,
                    sentAt: Fixture.start + seconds)))
        #expect(fleetState.liesAhead(of: Fixture.start) == isAhead)
    }
}
