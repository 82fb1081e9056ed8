/// Decides when one account may send its next request to one endpoint: a value without a clock. Times are in seconds, of any
/// clock that does not go backwards.
///
/// It begins with a hundred requests a second and doubles its rate every other good answer, until the gateway refuses one.
/// That is no burst, since only as many requests as there are connections are ever under way: a gateway with a low limit
/// refuses at most those, and one without a limit is soon asked as fast as it answers. After a refusal it spreads the
/// requests evenly, a little below the gateway's limit: the one that the gateway's message names, or else one estimated from
/// the requests that passed. After a refusal that names a limit, it sends no more requests in any such window than the
/// limit allows, those before the refusal counted: it waits for the rest of a window that is used up.
struct RateController: Sendable {
    /// Requests a second, at the beginning.
    static let firstRate = 100.0
    /// How many good answers, to requests that the rate has held back, double it.
    static let answersToDouble = 2
    /// Shares of a named limit: after the first refusal, and after another one in spite of it.
    static let (share, smallerShare) = (0.95, 0.92)
    /// In seconds; how long a rate that was estimated is kept before more is tried.
    static let timeToProbe = 30.0
    /// Requests a second; no estimate is lower.
    static let slowest = 1.0 / 60

    /// The limit that the user sets.
    let ceiling: RateLimit?
    /// The limit that the gateway has named.
    var learned: RateLimit?
    /// Requests a second, as of now.
    var rate = RateController.firstRate
    /// Good answers since the rate was doubled; nil once a request was refused.
    var goodAnswers: Int? = 0
    /// Where a lowered rate tends to, and when it last came nearer.
    var (goal, grownAt) = (Double.infinity, 0.0)
    var pausedUntil = -Double.infinity
    /// When the last refusal came that belonged to no earlier one; how many came without a good answer between them, and
    /// how many since the limit was learned.
    var (refusedAt, refusalsInARow, repeats) = (-Double.infinity, 0, 0)
    var log = SendLog()
    /// When the next request is due at an even rate.
    private var due = -Double.infinity

    init(ceiling: RateLimit? = nil) { self.ceiling = ceiling }

    /// The earliest time at which the next request may be sent.
    var next: Double {
        var next = max(pausedUntil, due - leeway)
        if let learned, let oldest = log.oldest(ofLast: learned.calls) {
            // A request can overtake another one on its way.
            next = max(next, oldest + learned.window + 0.01 * learned.window + min(0.04, 0.04 * learned.window))
        }
        if let ceiling, let oldest = log.oldest(ofLast: ceiling.calls) { next = max(next, oldest + ceiling.window) }
        return next
    }

    /// A request is sent.
    mutating func send(at now: Double) {
        log.add(now)
        due = max(due, now) + 1 / min(rate, ceiling?.rate ?? .infinity)
    }

    /// Sends no request before that time.
    mutating func pause(until time: Double) { pausedUntil = max(pausedUntil, time) }

    /// How late a request may be without delaying those after it, so that a timer that fires late costs nothing. Small
    /// enough that a limit's window never holds more requests than the limit.
    private var leeway: Double {
        0.03 * (learned?.window ?? min(1, ceiling?.window ?? 1))
    }
}
