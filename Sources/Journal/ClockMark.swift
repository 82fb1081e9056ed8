public import FoundationEssentials

/// How a machine's clock stands against its uptime. It stays the same until the clock is set or the machine starts
/// anew.
public struct ClockMark: Hashable, Sendable {
    /// Which start of the machine it is about.
    public var boot: String
    /// The clock's milliseconds since 1970, less those of the uptime.
    public var offset: Int64

    /// A mark.
    public init(boot: String, offset: Int64) { (self.boot, self.offset) = (boot, offset) }

    /// By how much the clock was set since an earlier mark; nil where it was not, or where nothing can be said.
    public func setting(since earlier: ClockMark) -> Duration? {
        guard boot == earlier.boot else { return nil }
        let difference = Duration.milliseconds(offset.subtractingReportingOverflow(earlier.offset).partialValue)
        return difference > Self.slack || difference < .zero - Self.slack ? difference : nil
    }

    /// A clock that is kept right by small steps differs by less between two readings of it.
    public static let slack = Duration.seconds(2)
}

/// The present, and how the clock that shows it stands.
public struct ClockReading: Hashable, Sendable {
    /// The present.
    public var now: Date
    /// How the clock stands; nil where that is not known.
    public var mark: ClockMark?

    /// A reading.
    public init(now: Date, mark: ClockMark?) { (self.now, self.mark) = (now, mark) }

    /// By how much the clock was set since an earlier mark; nil where it was not, or where nothing can be said.
    public func setting(since earlier: ClockMark?) -> Duration? {
        mark.flatMap { mark in earlier.flatMap { mark.setting(since: $0) } }
    }
}
