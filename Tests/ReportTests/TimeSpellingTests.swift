import Fleet
import Foundation
import Planning
import Report
import Testing

/// Times as people read them.
@Suite struct TimeSpellingTests {
    private static let shanghai = ZoneRules(name: "Asia/Shanghai", initialOffset: 8 * 3600)
    /// Friday, the 15th of January 2027, 08:00 UTC.
    private static let now = Date(timeIntervalSince1970: 1_800_000_000)

    struct Case: Sendable {
        var seconds: Double
        var isPast = false
        var zone: ZoneRules?
        var expected: String
    }

    static let cases = [
        Case(seconds: 0, expected: "Fri 15 Jan 08:00 UTC (now)"),
        Case(seconds: 59, expected: "Fri 15 Jan 08:01 UTC (now)"),
        Case(seconds: 60, expected: "Fri 15 Jan 08:01 UTC (in 1m)"),
        Case(seconds: 61, expected: "Fri 15 Jan 08:02 UTC (in 1m)"),
        Case(seconds: 3600, expected: "Fri 15 Jan 09:00 UTC (in 1h)"),
        Case(seconds: 32_700, expected: "Fri 15 Jan 17:05 UTC (in 9h 5m)"),
        Case(seconds: 205_200, expected: "Sun 17 Jan 17:00 UTC (in 2d 9h)"),
        Case(seconds: 172_800, expected: "Sun 17 Jan 08:00 UTC (in 2d)"),
        Case(seconds: 205_200, zone: shanghai, expected: "Mon 18 Jan 01:00 Asia/Shanghai (in 2d 9h)"),
        Case(seconds: 365 * 86400, expected: "Sat 15 Jan 2028 08:00 UTC (in 365d)"),
        Case(seconds: -30, isPast: true, expected: "Fri 15 Jan 07:59 UTC (now)"),
        Case(seconds: -10_800, isPast: true, expected: "Fri 15 Jan 05:00 UTC (3h ago)"),
        Case(seconds: -15 * 86400 - 1, isPast: true, expected: "Thu 31 Dec 2026 07:59 UTC (15d ago)"),
    ]

    @Test(arguments: cases) func aTimeHasItsDayItsZoneAndItsDistance(_ one: Case) {
        let spelling = TimeSpelling(now: Self.now)
        #expect(spelling.text(Self.now + one.seconds, in: one.zone, isPast: one.isPast) == one.expected)
    }

    @Test func whatBelongsToNoWindowIsToldInTheReadersZone() {
        let spelling = TimeSpelling(now: Self.now, zone: Self.shanghai)
        let message: Message = "soaks until \(time: Self.now + 3600); opens \(time: Self.now + 7200, in: .utc)"
        #expect(
            spelling.text(message)
                == "soaks until Fri 15 Jan 17:00 Asia/Shanghai (in 1h); opens Fri 15 Jan 10:00 UTC (in 2h)")
    }
}
