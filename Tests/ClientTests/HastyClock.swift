import Synchronization

@testable import Client

/// A clock that stands still until a task sleeps, and is then at once as late as the task wanted.
final class HastyClock: MonotonicClock {
    private let time = Mutex(0.0)
    var now: Double { time.withLock { $0 } }
    func advance(_ seconds: Double) { time.withLock { $0 += seconds } }
    func sleep(until wanted: Double) async throws {
        try Task.checkCancellation()
        time.withLock { $0 = max($0, wanted) }
    }
}
