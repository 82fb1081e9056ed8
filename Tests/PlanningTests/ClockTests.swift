import Fleet
import Foundation
import Planning
import Testing

/// A clock that was set permits nothing: every waiting time counts from then.
@Suite struct ClockTests {
    private func lost() throws -> RolloutDriver {
        var driver = RolloutDriver(try World.fleet(1), history: World.known)
        driver.asked(try World.observed(1))
        driver.answer(.unknown(message: "connection reset"))
        return driver
    }

    /// Ten minutes forward after a request whose answer was lost: without it the settle time would be over at once.
    @Test(arguments: [600.0, 86_400, -600]) func aJumpOfTheClockEndsNoSettleTime(jump: Double) throws {
        var driver = try lost()
        driver.feed(.clockSet(by: .seconds(jump)), after: jump)
        for _ in 0..<9 {
            driver.observe(try World.observed(1))
            #expect(driver.reading == nil && driver.submission == nil)
            #expect(try driver.state(of: 1) == "wait submitted")
        }
        driver.observe(try World.observed(1), after: 60)
        driver.observe(try World.observed(1))
        driver.offer(World.declared)
        #expect(driver.submission != nil, "the settle time is over at last")
    }

    /// The run was killed before its answer came, and the clock was set before the next one.
    @Test(arguments: [600.0, -600]) func aClockSetBetweenTwoRunsEndsNoSettleTime(jump: Double) throws {
        var driver = RolloutDriver(try World.fleet(1), history: World.known)
        driver.asked(try World.observed(1))
        driver = driver.again(after: jump)
        driver.feed(.clockSet(by: .seconds(jump)))
        for _ in 0..<9 {
            driver.observe(try World.observed(1))
            #expect(driver.reading == nil && driver.submission == nil)
        }
    }

    @Test func aClockThatIsSetIsTold() throws {
        var driver = try lost()
        driver.feed(.clockSet(by: .seconds(600)))
        #expect(driver.told(.clockSet(by: .seconds(600))))
    }

    @Test func backoffsSoaksAndLostAnswersCountAnew() throws {
        let id = try World.id(1)
        var history = World.known
        history.apply(.found(id, World.failure(at: World.start - 3000)))
        history.apply(.settled([id: Settled(version: World.declared, since: World.start - 3000)]))
        history.apply(
            .intended(
                id,
                Submission(
                    from: World.old, target: World.declared, declared: World.declared, sentAt: World.start - 600)))
        history.apply(.clockSet(at: World.start))
        #expect(history.failures[id]?.map(\.at) == [World.start])
        #expect(history.settled[id]?.since == World.start)
        #expect(history.submissions[id]?.answeredAt == World.start)
        #expect(history.submissions[id]?.doubt == .answerLost)
        #expect(history.submissions[id]?.sentAt == World.start - 600, "it stays the same request")
    }

    @Test(arguments: [(61.0, true), (59, false), (-3600, false)])
    func aJournalThatLiesAheadOfTheClockIsNoticed(seconds: Double, isAhead: Bool) throws {
        var history = World.known
        history.firstSeenAt = World.start - 86_400
        history.apply(
            .intended(
                try World.id(1),
                Submission(
                    from: World.old, target: World.declared, declared: World.declared, sentAt: World.start + seconds)))
        #expect(history.liesAhead(of: World.start) == isAhead)
    }
}
