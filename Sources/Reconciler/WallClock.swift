public import FoundationEssentials

/// The present, and waiting for a later one.
public protocol WallClock: Sendable {
    /// The present.
    var now: Date { get }
    /// Returns at this time or soon after; at once when it has passed. Throws only `CancellationError`.
    func sleep(until date: Date) async throws
}

/// The machine's own clock.
public struct SystemWallClock: WallClock {
    /// The machine's own clock.
    public init() {}

    /// The machine's time.
    public var now: Date { Date() }

    /// Looks at the time again at least once a minute, so that a machine that slept or a clock that was set is noticed.
    public func sleep(until date: Date) async throws {
        while true {
            let left = date.timeIntervalSince(now)
            guard left > 0 else { return try Task.checkCancellation() }
            try await Task.sleep(for: .seconds(min(left, 60)))
        }
    }
}
