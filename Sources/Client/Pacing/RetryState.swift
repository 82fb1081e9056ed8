internal import Synchronization

/// The attempts of one call: how many there were, and whether there is another one.
struct RetryState: Sendable {
    let policy: RetryPolicy
    /// How often the call was sent and failed.
    private var made = 0
    private var failures = 0
    private var refusals = 0
    private var renewals = 0
    private var spent = 0.0
    private var latest: CloudError?

    /// The error of the last attempt that was sent, which says how many there were.
    var error: CloudError? {
        var error = latest
        error?.attempts = made
        return error
    }

    init(policy: RetryPolicy) { self.policy = policy }

    /// In seconds.
    var timeLeft: Double { policy.deadline - spent }

    func priority(of call: Call) -> RequestDispatcher.Priority {
        call.acts ? .change : made > 0 ? .retry : .read
    }

    /// Takes note of a failure after so many seconds; returns how many seconds to wait before the next attempt, nil
    /// where there is none.
    mutating func failed(_ call: Call, _ error: CloudError, after seconds: Double, queue: RequestQueue) -> Double? {
        if error.isUnsent, latest != nil { return nil }
        latest = error
        made += 1
        spent += seconds
        guard !call.acts, timeLeft > 0 else { return nil }
        switch error.code {
        case .throttled where !error.isUnsent && error.operation == call.operation:
            refusals += 1
            // The queue's rate holds the next attempt back for as long as is needed.
            return refusals <= policy.refusals ? 0 : nil
        case .tokenExpired:
            renewals += 1
            return call.isRepeatable && renewals == 1 ? 0 : nil
        // A call that never reached the service can be made again even where making it twice would do harm.
        case _
        where call.isRepeatable && (error.disposition == .retry || error.isGarbled) || error.code == .unreachable:
            failures += 1
            let wait = max(policy.wait(after: failures, random: queue.scheduler.random()), error.retryAfter ?? 0)
            guard failures < policy.attempts, wait < timeLeft, queue.retries.withdraw() else { return nil }
            spent += wait
            return wait
        default:
            return nil
        }
    }
}

extension CloudError {
    /// Whether the scheduler refused the call, and not the gateway.
    fileprivate var isUnsent: Bool { code == .throttled && status == nil }

    /// Whether the answer fits the call no more than a refusal with a code would: it may have been altered on its way.
    fileprivate var isGarbled: Bool {
        switch code {
        case .tooLarge: true
        case .unexpectedAnswer: status.map { (200...299).contains($0) } ?? false
        case .notFound, .refused: status != nil && rawCode == nil
        default: false
        }
    }
}

/// When an attempt left its queue, in seconds of the scheduler's clock.
final class TimeSent: Sendable {
    private let time: Mutex<Double>
    init(_ time: Double) { self.time = Mutex(time) }
    var value: Double { time.withLock { $0 } }
    func set(_ time: Double) { self.time.withLock { $0 = time } }
}
