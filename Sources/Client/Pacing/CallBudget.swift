public import Logging
internal import Synchronization

/// What all calls of a process share: connections, and for each account at each endpoint its pace.
///
/// A gateway counts the calls of an account, whatever project or region they are for; so all clients of one account at
/// one endpoint are given the same lane, and a throttled lane delays no other.
public final class CallBudget: Sendable {
    private struct State {
        var scheduler: CallScheduler
        var lanes: [LaneKey: (number: Int, retries: RetryAllowance)] = [:]
        var waiting: [Int: CheckedContinuation<CallScheduler.Departure, any Error>] = [:]
        var nextTicket = 0
        var alarm: (time: Double, task: Task<Void, Never>)?
    }

    private struct LaneKey: Hashable {
        let account: String
        let endpoint: Endpoint
    }

    private let state: Mutex<State>
    private let logger: Logger
    let clock: any CallClock
    /// A number from 0 up to 1.
    let random: @Sendable () -> Double

    /// A budget.
    ///
    /// - Parameters:
    ///   - maximumConnections: how many calls run at once, at least 1.
    ///   - maximumRequestsPerSecond: how many calls a second leave in each lane, which may be a fraction; nil for as many
    ///     as the gateway takes.
    ///   - logger: hears at level notice of each limit that is learned, and at level debug of retries.
    public convenience init(
        maximumConnections: Int = 16, maximumRequestsPerSecond: Double? = nil, logger: Logger
    ) {
        self.init(
            maximumConnections: maximumConnections, maximumRequestsPerSecond: maximumRequestsPerSecond,
            clock: SteadyClock(), random: { .random(in: 0..<1) }, logger: logger)
    }

    init(
        maximumConnections: Int = 16, maximumRequestsPerSecond: Double? = nil, clock: any CallClock,
        random: @escaping @Sendable () -> Double, logger: Logger
    ) {
        let ceiling = maximumRequestsPerSecond.flatMap { RateLimit(perSecond: $0) }
        state = Mutex(State(scheduler: CallScheduler(connections: maximumConnections, ceiling: ceiling)))
        (self.clock, self.random, self.logger) = (clock, random, logger)
    }

    /// The lane of an account at an endpoint: the same for each call with the same arguments.
    ///
    /// - Parameters:
    ///   - account: any name that tells these credentials from others; it is logged, and must be no secret.
    ///   - endpoint: where the calls go.
    public func lane(account: String, endpoint: Endpoint) -> CallLane {
        state.withLock { state in
            let key = LaneKey(account: account, endpoint: endpoint)
            let lane = state.lanes[key] ?? (state.scheduler.addLane(), RetryAllowance())
            state.lanes[key] = lane
            return CallLane(
                number: lane.number, name: "\(account) at \(endpoint.authority)", budget: self, retries: lane.retries,
                logger: logger)
        }
    }

    /// Waits until a call of the lane may leave. Whoever gets here calls `finished` when the call is over. Throws
    /// `LongPause`, and `CancellationError`.
    func turn(in lane: Int, _ urgency: CallScheduler.Urgency) async throws -> CallScheduler.Departure {
        try Task.checkCancellation()
        let ticket = state.withLock { state in
            state.nextTicket += 1
            return state.nextTicket
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                state.withLock { state in
                    state.waiting[ticket] = continuation
                    state.scheduler.join(ticket, lane: lane, urgency, at: clock.now)
                }
                if Task.isCancelled { leave(ticket) } else { proceed() }
            }
        } onCancel: {
            leave(ticket)
        }
    }

    /// A call is over. Returns the limit where it was learned just now.
    @discardableResult
    func finished(
        _ call: CallScheduler.Departure, _ answer: Pace.Answer?, pause: Double? = nil
    ) -> RateLimit? {
        let learned = state.withLock { $0.scheduler.finished(call, answer, pause: pause, at: clock.now) }
        proceed()
        return learned
    }

    /// How many calls wait for their turns.
    var waiting: Int { state.withLock { $0.waiting.count } }

    private func leave(_ ticket: Int) {
        let waiting = state.withLock { state in
            state.scheduler.leave(ticket)
            return state.waiting.removeValue(forKey: ticket)
        }
        waiting?.resume(throwing: CancellationError())
    }

    private func proceed() {
        let resume = state.withLock { state in
            let step = state.scheduler.step(at: clock.now)
            setAlarm(&state, step.wakeAt)
            let departed = step.departures.map { (state.waiting.removeValue(forKey: $0.ticket), $0) }
            let refused = step.refused.map { (state.waiting.removeValue(forKey: $0.ticket), $0.wait) }
            return {
                for (waiting, departure) in departed { waiting?.resume(returning: departure) }
                for (waiting, wait) in refused { waiting?.resume(throwing: LongPause(seconds: wait)) }
            }
        }
        resume()
    }

    private func setAlarm(_ state: inout State, _ time: Double?) {
        guard let time, state.alarm.map({ time < $0.time }) ?? true else { return }
        state.alarm?.task.cancel()
        let task = Task { [weak self, clock] in
            do { try await clock.sleep(until: time) } catch { return }
            self?.wake(time)
        }
        state.alarm = (time, task)
    }

    private func wake(_ time: Double) {
        state.withLock { state in
            if state.alarm?.time == time { state.alarm = nil }
        }
        proceed()
    }
}

/// A lane's pause is longer than its calls wait.
struct LongPause: Error {
    /// Until one may leave.
    let seconds: Double
}
