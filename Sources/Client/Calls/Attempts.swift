internal import Synchronization

/// The attempts of one call: how many there were, and whether there is another one.
struct Attempts: Sendable {
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

    func urgency(of call: Call) -> CallScheduler.Urgency { call.acts ? .acts : made > 0 ? .again : .reads }

    /// Takes note of a failure after so many seconds; returns how many seconds to wait before the next attempt, nil
    /// where there is none.
    mutating func failed(_ call: Call, _ error: CloudError, after seconds: Double, lane: CallLane) -> Double? {
        if error.isUnsent, latest != nil { return nil }
        latest = error
        made += 1
        spent += seconds
        guard !call.acts, timeLeft > 0 else { return nil }
        switch error.code {
        case .throttled where !error.isUnsent && error.operation == call.operation:
            refusals += 1
            // The lane's pace holds the next attempt back for as long as is needed.
            return refusals <= policy.refusals ? 0 : nil
        case .tokenExpired:
            renewals += 1
            return call.isRepeatable && renewals == 1 ? 0 : nil
        // What never reached the service can be asked anew even where it does harm twice.
        case _
        where call.isRepeatable && (error.disposition == .retry || error.isGarbled) || error.code == .unreachable:
            failures += 1
            let wait = max(policy.wait(after: failures, random: lane.budget.random()), error.retryAfter ?? 0)
            guard failures < policy.attempts, wait < timeLeft, lane.retries.spend() else { return nil }
            spent += wait
            return wait
        default:
            return nil
        }
    }

}

extension CloudError {
    /// Whether the pace refused the call, and not the gateway.
    fileprivate var isUnsent: Bool { code == .throttled && status == nil }

    /// What came is no answer to the call, nor a refusal with a code: it may have been bent on its way.
    fileprivate var isGarbled: Bool {
        switch code {
        case .tooLarge: true
        case .unexpectedAnswer: status.map { (200...299).contains($0) } ?? false
        case .notFound, .refused: status != nil && rawCode == nil
        default: false
        }
    }
}

/// When an attempt has left the line, in seconds of the lane's clock.
final class TimeSent: Sendable {
    private let time: Mutex<Double>
    init(_ time: Double) { self.time = Mutex(time) }
    var value: Double { time.withLock { $0 } }
    func set(_ time: Double) { self.time.withLock { $0 = time } }
}
