package import FoundationEssentials

/// The daily time, in UTC, in which delayed upgrades run (`API.md` §1): spelled `18:00-22:00`.
public struct MaintenanceWindow: Hashable, Sendable, CustomStringConvertible {
    /// Minutes after midnight, 0 to 1439.
    public let start, end: Int

    /// 18:00 to 22:00, which is the night in the cloud's home.
    public static let standard = MaintenanceWindow(startHour: 18, endHour: 22)

    private init(startHour: Int, endHour: Int) { (start, end) = (startHour * 60, endHour * 60) }

    /// Reads `HH:MM-HH:MM`; nil for anything else and for a window without length.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        self.init(from: parts[0], to: parts[1])
    }

    /// From two times `HH:MM`; nil where one is none, or both are the same.
    public init?(from: some StringProtocol, to: some StringProtocol) {
        guard let start = Self.minutes(from), let end = Self.minutes(to), start != end else { return nil }
        (self.start, self.end) = (start, end)
    }

    /// `HH:MM-HH:MM`.
    public var description: String { "\(Self.text(start))-\(Self.text(end))" }

    /// How long it is, in minutes.
    package var length: Int { (end - start + 24 * 60) % (24 * 60) }

    /// The window that is open at `now`, from then on, or else the next one.
    package func next(from now: Date) -> Range<Date> {
        let day = 86_400.0
        let seconds = now.timeIntervalSince1970
        let midnight = (seconds / day).rounded(.down) * day
        var opening = midnight - day + Double(start * 60)
        while opening + Double(length * 60) <= seconds { opening += day }
        let begin = max(opening, seconds)
        return Date(timeIntervalSince1970: begin)..<Date(timeIntervalSince1970: opening + Double(length * 60))
    }

    private static func minutes(_ text: some StringProtocol) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { 48...57 ~= $0 } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60
        else { return nil }
        return hour * 60 + minute
    }

    private static func text(_ minutes: Int) -> String {
        [minutes / 60, minutes % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    }
}
