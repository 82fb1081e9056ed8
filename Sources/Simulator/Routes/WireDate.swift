import FoundationEssentials

/// Dates as this cloud writes and reads them: `2018-08-20T02:33:49+0000`.
enum WireDate {
    /// In UTC, to the second.
    static func text(_ date: Date) -> String { date.formatted(style) + "+0000" }

    /// The spelling of some of the reference's examples, `2018-08-20T10:33:49_0800` (`API.md` §1, List).
    static func wobblyText(_ date: Date) -> String { date.addingTimeInterval(8 * 3600).formatted(style) + "_0800" }

    /// IAM's spelling, `2018-08-20T02:33:49.000000Z`.
    static func iamText(_ date: Date) -> String { date.formatted(style) + ".000000Z" }

    /// HTTP's spelling, `Mon, 20 Aug 2018 02:33:49 GMT`.
    static func httpText(_ date: Date) -> String {
        // From 2018-08-20T02:33:49.
        let text = date.formatted(style)
        let parts = text.prefix(10).split(separator: "-")
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        guard parts.count == 3, let month = Int(parts[1]), (1...12).contains(month) else { return text }
        let day = Int((date.timeIntervalSince1970 / 86_400).rounded(.down))
        return
            "\(days[(day % 7 + 7) % 7]), \(parts[2]) \(months[month - 1]) \(parts[0]) \(text.dropFirst(11).prefix(8)) GMT"
    }

    /// Reads `yyyy-mm-ddThh:mm:ss` and `Z`, `+hhmm` or `-hhmm`; nil for anything else.
    static func date(_ text: String) -> Date? {
        let (base, zone) = (text.prefix(19), text.dropFirst(19))
        guard let date = try? Date(String(base), strategy: style) else { return nil }
        if zone == "Z" { return date }
        let digits = zone.dropFirst()
        guard zone.count == 5, let sign = zone.first, sign == "+" || sign == "-", digits.allSatisfy(\.isNumber),
            let hours = Int(digits.prefix(2)), let minutes = Int(digits.suffix(2))
        else { return nil }
        return date.addingTimeInterval(Double((sign == "+" ? -1 : 1) * (hours * 60 + minutes) * 60))
    }

    /// Reads `20180820T023349Z`, as signatures have it; nil for anything else.
    static func signingDate(_ text: String) -> Date? {
        guard text.utf8.count == 16, text.hasSuffix("Z") else { return nil }
        let compact = Date.ISO8601FormatStyle(
            dateSeparator: .omitted, dateTimeSeparator: .standard, timeSeparator: .omitted, timeZoneSeparator: .omitted,
            includingFractionalSeconds: false)
        return try? Date(text, strategy: compact)
    }

    private static let style = Date.ISO8601FormatStyle().year().month().day().time(includingFractionalSeconds: false)
}
