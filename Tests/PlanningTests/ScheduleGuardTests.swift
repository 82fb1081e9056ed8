import Fleet
import Foundation
import Planning
import Testing

/// Windows and freezes are looked at again at the very moment of a submission.
@Suite struct ScheduleGuardTests {
    /// It is eight o'clock on Friday, the 15th of January 2027.
    static let window = RolloutPolicy.Window(
        days: [.fri], start: 8 * 60, duration: .seconds(600), timeZone: .utc, closesBefore: .seconds(300))

    func driver(_ windows: [RolloutPolicy.Window] = [], _ freezes: [RolloutPolicy.Freeze] = []) throws -> RolloutDriver
    {
        var rollout = RolloutPolicy.upTo(1, freezes: freezes)
        rollout.windows = windows
        return RolloutDriver(try Fixture.fleet(1, rollout: rollout))
    }

    @Test(arguments: [(298.0, true), (299, false)])
    func aWindowThatClosesWhileTheOfferIsReadForbidsIt(at seconds: Double, submits: Bool) throws {
        var driver = try driver([Self.window])
        driver.observe(try Fixture.observed(1), after: seconds)
        #expect(driver.reading != nil)
        driver.offer(Fixture.declared)
        #expect((driver.submission != nil) == submits)
        if !submits { #expect(try driver.state(of: 1) == "wait outsideWindow") }
    }

    @Test func outsideItNothingIsReadAndTheRunEndsSayingWhenItOpens() throws {
        var driver = try driver([Self.window])
        driver.observe(try Fixture.observed(1), after: 300)
        #expect(driver.reading == nil && driver.isHeld)
        #expect(try driver.action(of: 1)?.reason?.until == Fixture.start + 7 * 86400)
    }

    @Test func aFreezeWinsOverAWindow() throws {
        let today = RolloutPolicy.Day(year: 2027, month: 1, day: 15)
        var driver = try driver([Self.window], [.init(from: today, to: today, reason: "year end", timeZone: .utc)])
        driver.observe(try Fixture.observed(1))
        #expect(driver.reading == nil && driver.isHeld)
        #expect(try driver.state(of: 1) == "wait frozen")
        #expect(try driver.action(of: 1)?.reason?.message.contains("(year end)") == true)
    }

    /// Whatever is in flight is watched to its end all the same.
    @Test func whatIsInFlightIsWatchedOutsideTheWindow() throws {
        var driver = try driver([Self.window])
        driver.accepted(try Fixture.observed(1))
        driver.observe(try Fixture.observed(1), running: [try Fixture.id(1)], after: 1000)
        #expect(driver.nextObservation != nil)
        driver.observe(try Fixture.observed(1, current: Fixture.declared))
        #expect(driver.result == .converged)
    }
}
