import ArgumentParser
import Fleet
import Foundation
import Journal
import JournalSupport
import Planning
import Reconciler
import Testing

@testable import Report
@testable import dbconverge

@Suite struct PauseTests {
    @Test(arguments: [
        ("2026-12-24T18:00Z", 1_798_135_200.0), ("2026-12-24 18:00Z", 1_798_135_200),
        ("2026-12-24t18:00:30z", 1_798_135_230), ("2026-12-24T19:00:00+01:00", 1_798_135_200),
    ])
    func timesAreReadWithTheirOffset(text: String, seconds: Double) {
        #expect(TimeArgument(argument: text)?.date == Date(timeIntervalSince1970: seconds))
    }

    @Test(arguments: [
        "", "18:00", "2026-12-24", "2026-12-24T18:00", "tomorrow", "2026-13-24T18:00Z", "2026-12-24T25:00Z",
        "2027-02-30T18:00Z", "2027-02-29T18:00Z", "2026-04-31T00:00+01:00",
    ])
    func whatNamesNoInstantIsNoTime(text: String) {
        #expect(TimeArgument(argument: text) == nil)
    }

    @Test func whatIsPastIsNotSaidToBeAhead() {
        let pause = Pause(
            user: "ada", host: "h", at: Date(timeIntervalSince1970: 1_798_135_252), reason: "r",
            until: Date(timeIntervalSince1970: 1_798_135_252))
        #expect(
            pause.sentence == "all fleets are paused by ada on h at 2026-12-24 18:00 UTC until 2026-12-24 18:01 UTC: r")
    }

    @Test(arguments: [
        [], ["--reason", ""], ["--reason", "  "], ["--reason", String(repeating: "x", count: 1025)],
        ["--reason", "r", "--until", "2020-01-01T00:00Z"], ["--reason", "r", ""],
    ])
    func aPauseWithoutASoundReasonOrEndIsRefused(arguments: [String]) {
        #expect(throws: (any Error).self) { try PauseCommand.parse(arguments) }
    }
}
