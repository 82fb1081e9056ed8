public import FoundationEssentials
public import Journal

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

    /// The present, and how the machine's clock stands.
    public var reading: ClockReading {
        let mark = checkSettings().mark
        return ClockReading(now: now, mark: mark)
    }
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
