public import FoundationEssentials

/// The present, and waiting for a later one.
public protocol WallClock: Sendable {
    /// The present.
    var now: Date { get }
    /// Returns at this time or soon after; at once when it has passed. Throws only `CancellationError`.
    func sleep(until date: Date) async throws
    /// Compares the machine's clock with the time that has gone by, and follows it where it was set.
    func checkSettings() -> ClockSettings
}

extension WallClock {
    /// A clock that is never set.
    public func checkSettings() -> ClockSettings { ClockSettings() }
}

/// How often a machine's clock has been set while a process ran, and how it stands against the machine's uptime.
public struct ClockSettings: Hashable, Sendable {
    /// How often it has been set.
    public var count = 0
    /// By how much the last time, forward where positive.
    public var last = Duration.zero
    /// How it stands now; nil where that is not known.
    public var mark: ClockMark?

    /// A clock that has never been set.
    public init() {}
}

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
    static let slack = Duration.seconds(2)
}
