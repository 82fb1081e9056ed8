public import FoundationEssentials

extension Date {
    /// As messages spell it, in UTC: `2026-12-24 18:00 UTC`, rounded up so that it has passed when it is reached.
    public var minute: String {
        let whole = Date(timeIntervalSince1970: (timeIntervalSince1970 / 60).rounded(.up) * 60)
        let text = whole.formatted(Date.ISO8601FormatStyle(dateTimeSeparator: .space))
        return text.dropLast(4) + " UTC"
    }
}
