internal import Synchronization

/// When a call that only reads is sent again.
struct RetryPolicy: Sendable {
    /// How often a call is sent in all, refusals for its rate not counted.
    var attempts = 5
    /// How often it is sent again after such a refusal: the rate controller keeps these rare.
    var refusals = 10
    /// The longest wait before the first retry, which doubles for each that follows, and its bound; in seconds.
    var base = 0.2
    var longestWait = 10.0
    /// How many seconds a call may take over all its attempts: the attempts and the waits between them count, the wait in
    /// the queue does not, since a slow gateway is no failure of the call's.
    var deadline = 120.0

    /// Full jitter: any wait up to the bound, so that calls which failed together do not come back together.
    func wait(after failures: Int, random: Double) -> Double {
        random * min(longestWait, base * Double(1 << min(max(0, failures - 1), 20)))
    }
}

/// How many retries a queue may make in a run: one for each five calls, and a few more; so that a dead service gets hardly
/// more requests than it would without retries.
final class RetryBudget: Sendable {
    private static let first = 20.0
    private static let most = 100.0
    private static let perCall = 0.2
    private let left = Mutex(RetryBudget.first)

    /// A call is made, its retries not counted.
    func deposit() { left.withLock { $0 = min(Self.most, $0 + Self.perCall) } }

    /// Whether one more retry may be made; it then counts as made.
    func withdraw() -> Bool {
        left.withLock { left in
            guard left >= 1 else { return false }
            left -= 1
            return true
        }
    }
}
