public import Fleet
public import FoundationEssentials
public import Planning

/// How times are spelled for a reader: `Mon 30 Nov 01:00 Asia/Shanghai (in 2d 9h)`, in the zone of the window that they
/// belong to, else in the reader's.
public struct TimeSpelling: Sendable {
    /// The present, from which distances count.
    public var now: Date
    /// The reader's zone.
    public var zone: ZoneRules

    /// A spelling.
    public init(now: Date, zone: ZoneRules = .utc) { (self.now, self.zone) = (now, zone) }

    /// The words of a message, with its times.
    public func text(_ message: Message) -> String { message.text { text($0.date, in: $0.zone, isPast: $0.isPast) } }

    /// A time with its distance. A time to come is rounded up to a minute, so that it has passed when it is reached; a
    /// past one is rounded down.
    public func text(_ date: Date, in other: ZoneRules? = nil, isPast: Bool = false) -> String {
        "\(minute(date, in: other, isPast: isPast)) (\(distance(to: date)))"
    }

    /// A time without its distance: `Mon 30 Nov 01:00 Asia/Shanghai`, with the year where it is another.
    public func minute(_ date: Date, in other: ZoneRules? = nil, isPast: Bool = false) -> String {
        let zone = other ?? zone
        let minutes = (date.timeIntervalSince1970 / 60).rounded(isPast ? .down : .up)
        let whole = Date(timeIntervalSince1970: minutes * 60)
        let day = zone.day(at: whole)
        let local = whole.timeIntervalSince1970 + Double(zone.offset(at: whole))
        let minute = Int((local - (local / 86_400).rounded(.down) * 86_400) / 60)
        let year = day.year == zone.day(at: now).year ? "" : " \(day.year)"
        return "\(Self.label(of: day))\(year) \(Self.two(minute / 60)):\(Self.two(minute % 60)) \(zone.name)"
    }

    /// A date on an axis: `Mon 30 Nov`, or the time of the day where that is not midnight.
    static func label(of day: RolloutPolicy.Day, minute: Int = 0) -> String {
        guard minute == 0 else { return "\(two(minute / 60)):\(two(minute % 60))" }
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let month = months.indices.contains(day.month - 1) ? months[day.month - 1] : "\(day.month)"
        return "\(day.weekday.rawValue) \(day.day) \(month)"
    }

    /// How far a time is away: `in 2d 9h`, `in 5m`, `now`, `3h ago`.
    public func distance(to date: Date) -> String {
        let seconds = date.timeIntervalSince(now)
        let text = Self.rough(abs(seconds))
        return abs(seconds) < 60 ? "now" : seconds > 0 ? "in \(text)" : "\(text) ago"
    }

    /// A duration by its two largest units: `2d 9h`, `9h 5m`, `12m`; seconds only where there are no minutes.
    static func rough(_ seconds: Double) -> String {
        let minutes = Int((min(max(0, seconds), 1e12) / 60).rounded())
        let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60)
        let parts = days > 0 ? [(days, "d"), (hours, "h")] : [(hours, "h"), (rest, "m")]
        let named = parts.filter { $0.0 > 0 }.map { "\($0.0)\($0.1)" }
        guard named.isEmpty else { return named.joined(separator: " ") }
        return seconds >= 1 ? "\(Int(seconds.rounded()))s" : "0m"
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
