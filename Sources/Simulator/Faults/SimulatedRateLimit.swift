import CloudModel
import FoundationEssentials

/// A throttle: so many calls in so much time (`API.md` §3, throttled).
public struct SimulatedRateLimit: Hashable, Sendable {
    /// How many calls a window has room for.
    public let calls: Int
    /// How long a window is.
    public let window: Duration

    /// The gateway's words for it: `limit:200,time:5 minute`.
    var words: String {
        let seconds = window.inSeconds
        for (unit, length) in [("hour", 3600.0), ("minute", 60)] where seconds >= length {
            let count = seconds / length
            if count == count.rounded() { return "limit:\(calls),time:\(Int(count)) \(unit)" }
        }
        return seconds == seconds.rounded()
            ? "limit:\(calls),time:\(Int(seconds)) second" : "limit:\(calls),time:\(Int(seconds * 1000)) millisecond"
    }
}

/// Counts calls against a ``SimulatedRateLimit``; refused ones don't count.
struct RateLimiter: Sendable {
    let limit: SimulatedRateLimit
    let sliding: Bool

    /// When the calls in the window came, the oldest first from `first` on. A fixed window forgets them when it ends.
    private var times: [Date] = []
    private var first = 0
    private var windowEnd = Date.distantPast

    init(_ limit: SimulatedRateLimit, sliding: Bool) { (self.limit, self.sliding) = (limit, sliding) }

    /// Nil where the call is let in, else when there is room again.
    mutating func admit(at now: Date) -> Date? {
        let length = limit.window.inSeconds
        if sliding {
            while first < times.count, times[first] <= now.addingTimeInterval(-length) { first += 1 }
            if first > 10_000 {
                times.removeFirst(first)
                first = 0
            }
        } else if now >= windowEnd {
            (times, first) = ([], 0)
            // INF: a fixed window begins with the first call after the last one ended.
            windowEnd = now.addingTimeInterval(length)
        }
        guard times.count - first >= limit.calls else {
            times.append(now)
            return nil
        }
        return sliding ? times[first].addingTimeInterval(length) : windowEnd
    }
}
