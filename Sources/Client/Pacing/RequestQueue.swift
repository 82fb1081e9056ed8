internal import Logging

/// The requests of one account to one endpoint: they share a rate limit and a retry budget. See `RequestScheduler`.
public struct RequestQueue: Sendable {
    let number: Int
    let name: String
    let scheduler: RequestScheduler
    let retries: RetryBudget
    let logger: Logger

    /// Calls `send`, which returns the answer, when the scheduler permits it. The error that it throws tells the rate
    /// controller how the gateway took the request. Throws `ExcessiveWait` where the permit would come too late, and
    /// `CancellationError` while waiting.
    func run<Answer: Sendable>(
        _ priority: RequestDispatcher.Priority, _ send: @Sendable () async throws -> Answer
    ) async throws -> Answer {
        let permit = try await scheduler.permit(in: number, priority)
        do {
            let answer = try await send()
            scheduler.finished(permit, .passed(wasHeld: permit.wasHeld))
            return answer
        } catch let error as CloudError where error.code == .throttled {
            let limit = RateLimit(message: error.message)
            if let learned = scheduler.finished(permit, .refused(limit: limit, after: error.retryAfter)) {
                logger.notice(
                    "the gateway named its limit; calls are spread below it",
                    metadata: ["queue": "\(name)", "limit": "\(learned)"])
            } else {
                logger.info("the gateway refused a call for its rate", metadata: ["queue": "\(name)"])
            }
            throw error
        } catch let error as CloudError where error.status != nil {
            scheduler.finished(permit, .passed(wasHeld: permit.wasHeld), pause: error.retryAfter)
            throw error
        } catch {
            scheduler.finished(permit, nil)
            throw error
        }
    }
}
