/// So many requests in so many seconds.
struct RateLimit: Hashable, Sendable {
    let calls: Int
    /// In seconds.
    let window: Double

    /// Requests a second.
    var rate: Double { Double(calls) / window }

    /// Nil where it allows nothing, or has no window.
    init?(calls: Int, window: Double) {
        guard calls > 0, window > 0, window <= 366 * 86400 else { return nil }
        (self.calls, self.window) = (calls, window)
    }

    /// A bound in requests a second, which may be a fraction: 2.5 are at most two requests in any 0.8 seconds. Nil where it is
    /// none.
    init?(perSecond rate: Double) {
        guard rate.isFinite, rate > 0, rate < 1e9 else { return nil }
        let calls = max(1, rate.rounded(.down))
        self.init(calls: Int(calls), window: calls / rate)
    }

    /// Reads a gateway's message, such as `…policy user over ratelimit,limit:200,time:5 minute` (`API.md` §3); nil where
    /// it names no limit. Spaces, `=`, plurals and short units (`5min`, `1s`) are read too, and `time:minute` is one.
    init?(message text: String) {
        let text = text.lowercased()
        guard let (calls, rest) = Self.number(after: "limit", in: text), let calls else { return nil }
        guard let (count, unit) = Self.number(after: "time", in: rest) else { return nil }
        guard let seconds = Self.seconds(of: unit.prefix { $0.isASCII && $0.isLetter }) else { return nil }
        self.init(calls: calls, window: Double(count ?? 1) * seconds)
    }

    /// The number that follows a name, its sign and spaces, and what comes after it; a number of nil where the sign is
    /// followed by something else. Nil where the name is not there, or only as a part of words such as `ratelimit,`.
    private static func number(after name: String, in text: some StringProtocol) -> (Int?, Substring)? {
        var rest = Substring(text)
        while let range = rest.firstRange(of: name) {
            rest = rest[range.upperBound...]
            let value = rest.drop { " :=".contains($0) }
            guard value.startIndex > rest.startIndex else { continue }
            let digits = value.prefix { $0.isASCII && $0.isNumber }
            if digits.isEmpty, name == "limit" { continue }
            guard digits.count < 10 else { return nil }
            return (Int(digits), value.dropFirst(digits.count).drop { $0 == " " })
        }
        return nil
    }

    private static func seconds(of unit: Substring) -> Double? {
        switch unit {
        case "s", "sec", "secs", "second", "seconds": 1
        case "m", "min", "mins", "minute", "minutes": 60
        case "h", "hour", "hours": 3600
        case "d", "day", "days": 86400
        default: nil
        }
    }
}

extension RateLimit: CustomStringConvertible {
    /// `200 calls in 300 s`.
    var description: String {
        let seconds = window == window.rounded() && window < 1e9 ? "\(Int(window))" : "\(window)"
        return "\(calls) calls in \(seconds) s"
    }
}
