import FoundationEssentials
import Synchronization

/// How far the cloud's clock is ahead of this machine's, by the `Date` header of its answers, so that the times in them can be
/// told by this machine's clock: rules compare them with when a request left.
final class CloudClock: Sendable {
    /// The cloud refuses requests of clocks that differ by more (`API.md` §4): an answer that says so comes from no clock.
    static let limit: TimeInterval = 15 * 60

    /// The range that the answers leave for the difference.
    private let difference = Mutex<ClosedRange<TimeInterval>?>(nil)

    /// Takes in when a request was sent, by this machine's clock, and when its answer came.
    func note(_ response: WireResponse, sentAt: Date, receivedAt: Date) {
        guard let text = response.headers["date"], let date = RetryAfter.date(text), sentAt <= receivedAt else {
            return
        }
        // The header has no fractions of a second.
        let bounds =
            date.timeIntervalSince(receivedAt)...date.addingTimeInterval(1).timeIntervalSince(sentAt)
        difference.withLock { known in
            guard let before = known, before.overlaps(bounds) else {
                known = bounds
                return
            }
            known = before.clamped(to: bounds)
        }
    }

    /// How many seconds it is ahead; 0 where it may be right, where no answer told, and beyond the limit.
    var secondsAhead: TimeInterval {
        guard let bounds = difference.withLock({ $0 }), !bounds.contains(0) else { return 0 }
        let middle = (bounds.lowerBound + bounds.upperBound) / 2
        return abs(middle) <= Self.limit ? middle : 0
    }

    /// A time of the cloud's, by this machine's clock.
    func local(_ date: Date) -> Date { date.addingTimeInterval(-secondsAhead) }
}
