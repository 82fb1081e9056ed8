import Fleet
import Foundation
import Testing

@Suite struct ScheduleTests {
    /// What windows and freezes allow at some instants, all as text.
    struct Case: CustomTestStringConvertible {
        var what: String
        var windows: String
        var freezes: String
        var answers: KeyValuePairs<String, String>

        init(_ what: String, _ windows: String, freezes: String = "", _ answers: KeyValuePairs<String, String>) {
            (self.what, self.windows, self.freezes, self.answers) = (what, windows, freezes, answers)
        }

        var testDescription: String { what }
    }

    @Test(arguments: table)
    func `windows and freezes allow what their table says`(row: Case) {
        let policy = policy(windows: row.windows, freezes: row.freezes)
        for (now, answer) in row.answers {
            #expect(policy.submission(at: instant(now)).text == answer, "at \(now)")
        }
    }

    @Test func `a window that opens again when it ends never closes`() {
        let policy = policy(windows: "Mon 00:00 7d UTC")
        for now in ["2026-03-02T00:00:00Z", "2026-03-08T23:59:59Z", "2026-03-09T00:00:00Z"].map(instant) {
            guard case .allowed(let until?) = policy.submission(at: now) else {
                Issue.record("closed at \(now)")
                continue
            }
            #expect(until.timeIntervalSince(now) > 30 * 86_400)
        }
    }

    @Test func `a freeze bounds a window that never closes`() {
        let policy = policy(windows: "00:00 1d UTC", freezes: "2026-03-09..2026-03-09 UTC")
        #expect(policy.submission(at: instant("2026-03-05T12:00:00Z")).text == "allowed until 2026-03-09T00:00:00Z")
    }

    @Test func `of the freezes that hold, the one that ends last is named`() throws {
        let policy = policy(
            freezes: "2026-01-05..2026-01-12 UTC; 2026-01-01..2026-01-09 UTC; 2026-01-13..2026-01-14 UTC")
        guard case .frozen(let freeze, let until, _) = policy.submission(at: instant("2026-01-08T00:00:00Z")) else {
            Issue.record("not frozen")
            return
        }
        #expect(freeze == policy.freezes[0])
        #expect(until == instant("2026-01-15T00:00:00Z"))
    }

    @Test(arguments: [
        ("2026-01-01T00:00:00Z", "2026-01-04T23:00:00Z", nil), ("2026-01-01T00:00:00Z", "2026-01-04T23:00:01Z", 1),
        ("2026-01-06T22:59:59Z", "2026-01-07T00:00:00Z", 1), ("2026-01-06T23:00:00Z", "2026-01-07T00:00:00Z", nil),
        ("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", 1), ("2026-01-08T00:00:00Z", "2026-02-01T00:00:00Z", 0),
        ("2026-01-06T00:00:00Z", "2026-01-06T00:00:00Z", nil),
    ])
    func `the first freeze that overlaps a span is found`(from: String, to: String, index: Int?) {
        let policy = policy(freezes: "2026-01-10..2026-01-11 Europe/Berlin; 2026-01-05..2026-01-06 Europe/Berlin")
        #expect(policy.freeze(overlapping: instant(from)..<instant(to)) == index.map { policy.freezes[$0] })
    }

    @Test func `durations of ten years, and freezes as long, come to an end`() {
        let long = policy(windows: "00:00 3650d UTC -3649d; Sat 12:00 3650d Europe/Berlin")
        guard case .allowed(let until?) = long.submission(at: instant("2026-01-01T00:00:00Z")) else {
            Issue.record("closed")
            return
        }
        #expect(until > instant("2036-01-01T00:00:00Z"))
        let frozen = policy(windows: "00:00 1h UTC", freezes: "2026-01-01..2035-12-31 UTC")
        #expect(
            frozen.submission(at: instant("2026-01-01T00:00:00Z")).text
                == "frozen until 2036-01-01T00:00:00Z, opens never")
    }

    @Test func `a window that closes before it opens, and a freeze that ends before it begins, are none`() {
        #expect(
            policy(windows: "00:00 1h UTC -1h").submission(at: instant("2026-01-01T00:30:00Z")) == .closed(opens: nil))
        let freeze = policy(freezes: "2026-01-02..2026-01-01; 2026-01-09..2026-01-03 UTC")
        #expect(freeze.submission(at: instant("2026-01-01T12:00:00Z")) == .allowed(until: nil))
    }

    @Test(arguments: [
        Date.distantPast, .distantFuture, Date(timeIntervalSince1970: .infinity), .init(timeIntervalSince1970: -1e300),
    ])
    func `any instant has an answer`(now: Date) {
        let policy = policy(windows: "Sat 02:00 4h Europe/Berlin", freezes: "2026-01-01..2026-01-02")
        guard case .frozen = policy.submission(at: now) else { return }
        Issue.record("frozen at \(now)")
    }
}

/// Windows such as `Sat Sun 02:00 4h Asia/Shanghai -30m` and freezes such as `2026-12-24..2027-01-02 UTC`, between `; `.
private func policy(windows: String = "", freezes: String = "") -> RolloutPolicy {
    RolloutPolicy(
        windows: windows.split(separator: "; ").map { text in
            var words = text.split(separator: " ").map(String.init)
            let days = words.prefix { RolloutPolicy.Weekday(rawValue: $0) != nil }
            words.removeFirst(days.count)
            let time = words[0].split(separator: ":").compactMap { Int($0) }
            return .init(
                days: Set(days.compactMap(RolloutPolicy.Weekday.init(rawValue:))), start: time[0] * 60 + time[1],
                duration: duration(words[1]), timeZone: zone(words[2]),
                closesBefore: words.count > 3 ? duration(words[3].dropFirst()) : .zero)
        },
        freezes: freezes.split(separator: "; ").map { text in
            let words = text.split(separator: " ").map(String.init)
            let days = words[0].split(separator: "..").map(day)
            return .init(from: days[0], to: days[1], timeZone: words.count > 1 ? zone(words[1]) : nil)
        })
}

private func day(_ text: some StringProtocol) -> RolloutPolicy.Day {
    let parts = text.split(separator: "-").compactMap { Int($0) }
    return .init(year: parts[0], month: parts[1], day: parts[2])
}

private func duration(_ text: some StringProtocol) -> Duration {
    let units = ["m": 60, "h": 3_600, "d": 86_400]
    return .seconds((Int(text.dropLast()) ?? 0) * (units[String(text.suffix(1))] ?? 0))
}

private func zone(_ name: String) -> ZoneRules {
    guard let rules = Zones.all[name] else { preconditionFailure("no zone \(name)") }
    return rules
}

extension RolloutPolicy.Permission {
    fileprivate var text: String {
        switch self {
        case .allowed(let until): "allowed until \(until.map(text) ?? "ever")"
        case .frozen(_, let until, let opens): "frozen until \(text(until)), opens \(opens.map(text) ?? "never")"
        case .closed(let opens): "closed, opens \(opens.map(text) ?? "never")"
        }
    }

    private func text(_ date: Date) -> String { date.formatted(.iso8601) }
}
