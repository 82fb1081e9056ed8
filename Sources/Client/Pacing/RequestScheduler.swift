public import Logging
internal import Synchronization

/// Shares the connections among all requests of a process, and keeps each account at each endpoint to its rate limit.
///
/// A gateway counts the requests of an account for all projects and regions together; so all clients of one account at
/// one endpoint are given the same queue, and a throttled queue delays no other.
public final class RequestScheduler: Sendable {
    private struct State {
        var dispatcher: RequestDispatcher
        var queues: [QueueKey: (number: Int, retries: RetryBudget)] = [:]
        var waiting: [Int: CheckedContinuation<RequestDispatcher.Permit, any Error>] = [:]
        var lastRequest = 0
        var alarm: (time: Double, task: Task<Void, Never>)?
    }

    private struct QueueKey: Hashable {
        let account: String
        let endpoint: Endpoint
    }

    private let state: Mutex<State>
    private let logger: Logger
    let clock: any MonotonicClock
    /// A number from 0 up to 1.
    let random: @Sendable () -> Double

    /// A scheduler.
    ///
    /// - Parameters:
    ///   - maximumConnections: how many requests run at once, at least 1.
    ///   - maximumRequestsPerSecond: how many requests a second each queue sends, which may be a fraction; nil for as
    ///     many as the gateway takes.
    ///   - logger: hears at level notice of each limit that is learned, and at level debug of retries.
    public convenience init(
        maximumConnections: Int = 16, maximumRequestsPerSecond: Double? = nil, logger: Logger
    ) {
        self.init(
            maximumConnections: maximumConnections, maximumRequestsPerSecond: maximumRequestsPerSecond,
            clock: SystemMonotonicClock(), random: { .random(in: 0..<1) }, logger: logger)
    }

    init(
        maximumConnections: Int = 16, maximumRequestsPerSecond: Double? = nil, clock: any MonotonicClock,
        random: @escaping @Sendable () -> Double, logger: Logger
    ) {
        let ceiling = maximumRequestsPerSecond.flatMap { RateLimit(perSecond: $0) }
        state = Mutex(State(dispatcher: RequestDispatcher(connections: maximumConnections, ceiling: ceiling)))
        (self.clock, self.random, self.logger) = (clock, random, logger)
    }

    /// The queue of an account at an endpoint: the same for each call with the same arguments.
    ///
    /// - Parameters:
    ///   - account: any name that tells these credentials from others; it is logged, and must be no secret.
    ///   - endpoint: where the requests go.
    public func queue(account: String, endpoint: Endpoint) -> RequestQueue {
        state.withLock { state in
            let key = QueueKey(account: account, endpoint: endpoint)
            let queue = state.queues[key] ?? (state.dispatcher.addQueue(), RetryBudget())
            state.queues[key] = queue
            return RequestQueue(
                number: queue.number, name: "\(account) at \(endpoint.authority)", scheduler: self,
                retries: queue.retries, logger: logger)
        }
    }

    /// Waits until a request of the queue may be sent. The caller calls `finished` when the request is over. Throws
    /// `ExcessiveWait`, and `CancellationError`.
    func permit(in queue: Int, _ priority: RequestDispatcher.Priority) async throws -> RequestDispatcher.Permit {
        try Task.checkCancellation()
        let request = state.withLock { state in
            state.lastRequest += 1
            return state.lastRequest
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                state.withLock { state in
                    state.waiting[request] = continuation
                    state.dispatcher.enqueue(request, in: queue, priority, at: clock.now)
                }
                if Task.isCancelled { remove(request) } else { dispatch() }
            }
        } onCancel: {
            remove(request)
        }
    }

    /// A request is over. Returns the limit where it was learned just now.
    @discardableResult
    func finished(
        _ permit: RequestDispatcher.Permit, _ answer: RateController.Answer?, pause: Double? = nil
    ) -> RateLimit? {
        let learned = state.withLock { $0.dispatcher.finished(permit, answer, pause: pause, at: clock.now) }
        dispatch()
        return learned
    }

    /// How many requests wait to be sent.
    var waiting: Int { state.withLock { $0.waiting.count } }

    private func remove(_ request: Int) {
        let waiting = state.withLock { state in
            state.dispatcher.remove(request)
            return state.waiting.removeValue(forKey: request)
        }
        waiting?.resume(throwing: CancellationError())
    }

    private func dispatch() {
        let resume = state.withLock { state in
            let step = state.dispatcher.step(at: clock.now)
            setAlarm(&state, step.wakeAt)
            let permitted = step.permits.map { (state.waiting.removeValue(forKey: $0.request), $0) }
            let refused = step.refused.map { (state.waiting.removeValue(forKey: $0.request), $0.wait) }
            return {
                for (waiting, permit) in permitted { waiting?.resume(returning: permit) }
                for (waiting, wait) in refused { waiting?.resume(throwing: ExcessiveWait(seconds: wait)) }
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
        dispatch()
    }
}

/// A queue's pause is longer than its requests wait.
struct ExcessiveWait: Error {
    /// Until one may be sent.
    let seconds: Double
}

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
