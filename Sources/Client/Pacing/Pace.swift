/// When the next call of one account to one endpoint may leave: a value without a clock. Times are in seconds, of any
/// clock that does not go backwards.
///
/// It begins with a few calls a second and doubles its rate every few good answers, until the gateway refuses one. From
/// then on calls are spread evenly, a little below the gateway's limit: the one that it names in its words, or else one
/// estimated from what it let through. After a refusal that names a limit, no more calls leave in any such window than
/// the limit allows, those before the refusal counted; so that the rest of the window is waited for where it was spent.
struct Pace: Sendable {
    /// Calls a second, at the beginning.
    static let firstRate = 20.0
    /// How many good answers, to calls that the pace has held back, double the rate.
    static let answersToDouble = 4
    /// Shares of a named limit: after the first refusal, and after another one in spite of it.
    static let (share, smallerShare) = (0.95, 0.92)
    /// In seconds; how long a rate that was estimated is kept before more is tried.
    static let timeToProbe = 30.0
    /// Calls a second; no estimate is lower.
    static let slowest = 1.0 / 60

    /// What the user allows.
    let ceiling: RateLimit?
    /// What the gateway has said that it allows.
    var learned: RateLimit?
    /// Calls a second, as of now.
    var rate = Pace.firstRate
    /// Good answers since the rate was doubled; nil once a call was refused.
    var goodAnswers: Int? = 0
    /// Where a lowered rate tends to, and when it last came nearer.
    var (goal, grownAt) = (Double.infinity, 0.0)
    var pausedUntil = -Double.infinity
    /// When the last refusal was heard of that was none of an earlier one's; how many came without a good answer between
    /// them, and how many since the limit was learned.
    var (refusedAt, refusalsInARow, repeats) = (-Double.infinity, 0, 0)
    var log = SendLog()
    /// When the next call is due at an even pace.
    private var due = -Double.infinity

    init(ceiling: RateLimit? = nil) { self.ceiling = ceiling }

    /// The earliest time at which the next call may leave.
    var next: Double {
        var next = max(pausedUntil, due - leeway)
        if let learned, let oldest = log.oldest(ofLast: learned.calls) {
            // On its way a call can gain on another one.
            next = max(next, oldest + learned.window + 0.01 * learned.window + min(0.04, 0.04 * learned.window))
        }
        if let ceiling, let oldest = log.oldest(ofLast: ceiling.calls) { next = max(next, oldest + ceiling.window) }
        return next
    }

    /// A call leaves.
    mutating func send(at now: Double) {
        log.add(now)
        due = max(due, now) + 1 / min(rate, ceiling?.rate ?? .infinity)
    }

    /// Sends nothing before that time.
    mutating func pause(until time: Double) { pausedUntil = max(pausedUntil, time) }

    /// How late a call may be without delaying those after it, so that a clock that wakes us late costs nothing. Small
    /// enough that a limit's window never holds more calls than the limit.
    private var leeway: Double {
        0.03 * (learned?.window ?? min(1, ceiling?.window ?? 1))
    }
}
