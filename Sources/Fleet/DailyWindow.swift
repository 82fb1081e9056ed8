public import FoundationEssentials

/// The time of day, in UTC, in which the cloud runs an instance's delayed upgrades: `18:00-22:00` (`API.md` §1, Detail).
public struct DailyWindow: Hashable, Sendable, CustomStringConvertible {
    /// Minutes after midnight, 0 to 1439. A window whose end is not after its start ends on the next day.
    public let start, end: Int

    /// Reads `HH:MM-HH:MM`; nil for anything else, and where both times are the same.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let start = Self.minutes(parts[0]), let end = Self.minutes(parts[1]), start != end
        else { return nil }
        (self.start, self.end) = (start, end)
    }

    /// The window that is open at `date`, from its beginning, or else the next to open. `next(after:)` of its
    /// `upperBound`, at which it is open no longer, is the one that follows.
    public func next(after date: Date) -> Range<Date> {
        let (minute, day) = (60.0, 86_400.0)
        let length = Double((end - start + 24 * 60) % (24 * 60)) * minute
        let endOfDay = Double(end) * minute
        // Unix time has no leap seconds, so that every day of UTC is as long as the others.
        let closing = (((date.timeIntervalSince1970 - endOfDay) / day).rounded(.down) + 1) * day + endOfDay
        return Date(timeIntervalSince1970: closing - length)..<Date(timeIntervalSince1970: closing)
    }

    /// `HH:MM-HH:MM`.
    public var description: String { "\(Self.text(start))-\(Self.text(end))" }

    private static func minutes(_ text: some StringProtocol) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { 0x30...0x39 ~= $0 } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60
        else { return nil }
        return hour * 60 + minute
    }

    private static func text(_ minutes: Int) -> String {
        [minutes / 60, minutes % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    }
}
