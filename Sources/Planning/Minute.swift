public import FoundationEssentials

extension Date {
    /// As messages spell a time to come, in UTC: `2026-12-24 18:00 UTC`, rounded up so that it has passed when it is reached.
    public var minute: String { minute(.up) }

    /// As messages spell a time of the past: it had begun by then.
    public var pastMinute: String { minute(.down) }

    private func minute(_ rule: FloatingPointRoundingRule) -> String {
        let whole = Date(timeIntervalSince1970: (timeIntervalSince1970 / 60).rounded(rule) * 60)
        let text = whole.formatted(Date.ISO8601FormatStyle(dateTimeSeparator: .space))
        return text.dropLast(4) + " UTC"
    }
}
