internal import Logging

/// One account at one endpoint, as its calls go: at one pace, and with one allowance of retries. See `CallBudget`.
public struct CallLane: Sendable {
    let number: Int
    let name: String
    let budget: CallBudget
    let retries: RetryAllowance
    let logger: Logger

    /// Sends when it is the call's turn; `send` returns the answer. What it throws tells the pace how it went. Throws
    /// `LongPause` where the turn would come too late, and `CancellationError` while waiting.
    func run<Answer: Sendable>(
        _ urgency: CallScheduler.Urgency, _ send: @Sendable () async throws -> Answer
    ) async throws -> Answer {
        let call = try await budget.turn(in: number, urgency)
        do {
            let answer = try await send()
            budget.finished(call, .good(wasHeld: call.wasHeld))
            return answer
        } catch let error as CloudError where error.code == .throttled {
            let limit = RateLimit(words: error.message)
            if let learned = budget.finished(call, .refused(limit: limit, after: error.retryAfter)) {
                logger.notice(
                    "the gateway named its limit; calls are spread below it",
                    metadata: ["lane": "\(name)", "limit": "\(learned)"])
            } else {
                logger.info("the gateway refused a call for its rate", metadata: ["lane": "\(name)"])
            }
            throw error
        } catch let error as CloudError where error.status != nil {
            budget.finished(call, .good(wasHeld: call.wasHeld), pause: error.retryAfter)
            throw error
        } catch {
            budget.finished(call, nil)
            throw error
        }
    }
}
