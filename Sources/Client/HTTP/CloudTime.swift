internal import FoundationEssentials

/// The cloud's ways of writing a point in time (`API.md` §1).
enum CloudTime {
    /// Reads `2018-08-20T02:33:49+0800`, its variants, and milliseconds since 1970; nil where it is neither.
    ///
    /// The variants: fractions of a second, `+08:00`, `Z`, a space for the `T`. INF: `_0800`, which the reference
    /// shows, is `+0800`. A time without its zone is unreadable: any could be meant.
    static func parse(_ text: String) -> Date? {
        if let milliseconds = Int64(text) {
            return milliseconds > 0 ? Date(timeIntervalSince1970: Double(milliseconds) / 1000) : nil
        }
        var scanner = Scanner(rest: Array(text.utf8)[...])
        guard let year = scanner.number(4), scanner.skip("-"), let month = scanner.number(2), scanner.skip("-"),
            let day = scanner.number(2), scanner.skip("T "), let hour = scanner.number(2), scanner.skip(":"),
            let minute = scanner.number(2), scanner.skip(":"), let second = scanner.number(2),
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second <= 60
        else { return nil }
        let fraction = scanner.fraction()
        guard let offset = scanner.offset(), scanner.rest.isEmpty else { return nil }
        let days = daysSince1970(year: year, month: month, day: day)
        return Date(
            timeIntervalSince1970: Double(days * 86400 + hour * 3600 + minute * 60 + second - offset) + fraction)
    }

    /// Writes a time as the job lists take it: `2018-08-20T02:33:49+0000`.
    static func format(_ date: Date) -> String { date.formatted(.iso8601).replacing("Z", with: "+0000") }

    /// The proleptic Gregorian calendar, with years that begin in March so that the leap day comes last.
    static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
        let shifted = month > 2 ? year : year - 1
        let (era, yearOfEra) = (shifted / 400, shifted % 400)
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468
    }
}

private struct Scanner {
    var rest: ArraySlice<UInt8>

    mutating func skip(_ characters: String) -> Bool {
        guard let first = rest.first, characters.utf8.contains(first) else { return false }
        rest.removeFirst()
        return true
    }

    mutating func number(_ digits: Int) -> Int? {
        let text = rest.prefix(digits)
        guard text.count == digits, text.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        rest.removeFirst(digits)
        return text.reduce(0) { $0 * 10 + Int($1) - 0x30 }
    }

    mutating func fraction() -> Double {
        guard skip(".,") else { return 0 }
        var (fraction, unit) = (0.0, 0.1)
        while let digit = number(1) {
            fraction += Double(digit) * unit
            unit /= 10
        }
        return fraction
    }

    /// Seconds east of Greenwich.
    mutating func offset() -> Int? {
        if skip("Zz") { return 0 }
        let isWest = rest.first == UInt8(ascii: "-")
        guard skip("+-_"), let hours = number(2) else { return nil }
        _ = skip(":")
        guard let minutes = number(2) else { return nil }
        return (hours * 60 + minutes) * (isWest ? -60 : 60)
    }
}
