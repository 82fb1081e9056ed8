/// A clock that does not go backwards, in seconds since any time.
protocol MonotonicClock: Sendable {
    var now: Double { get }
    /// Throws `CancellationError` when the task is canceled.
    func sleep(until time: Double) async throws
}

/// The machine's own.
struct SystemMonotonicClock: MonotonicClock {
    private static let start = ContinuousClock.now

    var now: Double { (ContinuousClock.now - Self.start) / .seconds(1) }

    func sleep(until time: Double) async throws {
        try await Task.sleep(until: Self.start + .seconds(time), tolerance: .zero, clock: .continuous)
    }
}
