import ArgumentParser
import Fleet
import Foundation
import Testing

@testable import dbconverge

/// The time of `plan --at`.
@Suite struct MomentArgumentTests {
    private static let now = Date(timeIntervalSince1970: 1_800_000_000)  // 2027-01-15 08:00 UTC
    private static let shanghai = ZoneRules(name: "Asia/Shanghai", initialOffset: 8 * 3600)

    @Test(arguments: [
        ("2027-01-18T01:00+08:00", "2027-01-17T17:00:00Z"), ("2027-01-18T01:00Z", "2027-01-18T01:00:00Z"),
        ("2027-01-18T01:00", "2027-01-17T17:00:00Z"), ("2027-01-18 01:00", "2027-01-17T17:00:00Z"),
        ("2027-01-18", "2027-01-17T16:00:00Z"), ("+2d", "2027-01-17T08:00:00Z"), ("+1h30m", "2027-01-15T09:30:00Z"),
    ])
    func itIsReadWithItsOffsetOnTheZonesClockOrFromNow(text: String, expected: String) throws {
        let date = try MomentArgument(parsing: text).date(now: Self.now, zone: Self.shanghai)
        #expect(date.formatted(.iso8601) == expected)
    }

    @Test(arguments: ["", "+", "+2", "2d", "tomorrow", "01:00", "2027-02-30", "2027-02-30T01:00", "2027-1-1", "-2d"])
    func whatNamesNoTimeIsRefusedWithExamples(text: String) {
        #expect(MomentArgument(argument: text) == nil)
        #expect(MomentArgument.explanation(of: text)?.contains(/2d/) == true)
    }

    @Test(arguments: [
        ("2027-01-15T08:00Z", "past"), ("2020-01-01T00:00Z", "past"), ("2027-01-15T15:59", "past"), ("+0s", "past"),
        ("9999-01-01T00:00Z", "ten years"),
    ])
    func aTimeThatIsPastOrTooFarAheadIsRefused(text: String, why: String) throws {
        let moment = try MomentArgument(parsing: text)
        let error = try #require(throws: ValidationError.self) {
            try moment.date(now: Self.now, zone: Self.shanghai)
        }
        #expect(error.message.contains(why))
    }

    /// A clock that skips an hour shows the first minute after it instead.
    @Test func aLocalTimeThatTheClockSkipsIsWhenItJumps() throws {
        let jump = Date(timeIntervalSince1970: 1_800_061_200)  // 2027-01-16 01:00 UTC
        let zone = ZoneRules(name: "Test/Zone", initialOffset: 0, transitions: [.init(at: jump, offset: 3600)])
        #expect(try MomentArgument(parsing: "2027-01-16T01:30").date(now: Self.now, zone: zone) == jump)
    }

    @Test(arguments: [
        (["--every", "0s"], "at least 1s"), (["--every", "soon"], "a duration is written"),
        (["--at", "soon"], "a time is written"),
    ])
    func badOptionsAreUsageErrors(arguments: [String], words: String) throws {
        let error = try #require(throws: (any Error).self) { try PlanCommand.parse(["--repo", "."] + arguments) }
        #expect(PlanCommand.fullMessage(for: error).contains(words))
    }

    @Test func aPlanForecastsRunsEveryFifteenMinutes() throws {
        let settings = try PlanCommand.parse(["--repo", "."]).forecast.settings
        #expect(settings.every == .seconds(900) && settings.isWanted && settings.at == nil)
        #expect(try !PlanCommand.parse(["--repo", ".", "--no-forecast"]).forecast.settings.isWanted)
    }
}
