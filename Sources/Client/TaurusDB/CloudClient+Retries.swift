internal import Fleet
internal import FoundationEssentials
internal import Logging

extension CloudClient {
    /// Makes one call; also returns the time just before the attempt that succeeded was sent.
    ///
    /// The client sends a call that acts once, and resends one that reads by the disposition of its failure, as `RetryPolicy` bounds it; a refusal for its rate costs no attempt, since its queue waits for it.
    func answer<Answer: CallAnswer>(
        _ call: Call, as type: Answer.Type
    ) async throws -> (answer: Answer, sentAt: Date) {
        queue.retries.deposit()
        var attempts = RetryState(policy: retries)
        while true {
            let (error, seconds): (CloudError, Double)
            do {
                return try await attempt(call, as: type, attempts)
            } catch let failed as FailedAttempt {
                (error, seconds) = (failed.error, failed.seconds)
            }
            guard let wait = attempts.failed(call, error, after: seconds, queue: queue) else {
                throw attempts.error ?? error
            }
            logger.debug(
                "the call is made again",
                metadata: [
                    "call": "\(call.operation)", "code": "\(error.code)", "wait": "\(wait) s",
                ])
            let clock = queue.scheduler.clock
            if wait > 0 { try await clock.sleep(until: clock.now + wait) }
        }
    }

    /// Throws `FailedAttempt` where an attempt failed, and `CancellationError`.
    private func attempt<Answer: CallAnswer>(
        _ call: Call, as type: Answer.Type, _ attempts: RetryState
    ) async throws -> (answer: Answer, sentAt: Date) {
        let clock = queue.scheduler.clock
        let start = TimeSent(clock.now)
        do {
            return try await authenticator.circuitBreaker.run(at: endpoint) { admission in
                do { try await authenticator.prepare() } catch { throw CredentialUnavailable(cause: error) }
                return try await queue.run(attempts.priority(of: call)) {
                    start.set(clock.now)
                    // Credentials may have been refused while this call was queued.
                    try await authenticator.circuitBreaker.check(admission)
                    return try await send(call, as: type, admission, within: attempts.timeLeft)
                }
            }
        } catch let expired as ExpiredCredential {
            throw FailedAttempt(error: expired.error, seconds: clock.now - start.value)
        } catch let error as CloudError {
            throw FailedAttempt(error: error, seconds: clock.now - start.value)
        } catch let wait as ExcessiveWait {
            let error = CloudError(
                .throttled, call,
                message:
                    "the gateway has refused calls for their rate; the next may be sent in \(Int(wait.seconds)) s, "
                    + "which is too long to wait for",
                reach: .notSent)
            throw FailedAttempt(error: error, seconds: .infinity)
        }
    }

    private func send<Answer: CallAnswer>(
        _ call: Call, as type: Answer.Type, _ admission: CredentialCircuitBreaker.Admission, within timeLeft: Double
    ) async throws -> (answer: Answer, sentAt: Date) {
        var request = call.request(to: endpoint)
        request.headers["x-project-id"] = project.description
        do {
            try await authenticator.authenticate(&request)
        } catch {
            throw CredentialUnavailable(cause: error)
        }
        // The credential may be another one than the call was admitted with.
        try await authenticator.circuitBreaker.check(admission)
        if let objection = await call.objection?() {
            throw CloudError(.tooLate, call, message: objection, reach: .notSent)
        }
        let sentAt = now()
        if let notAfter = call.notAfter {
            guard sentAt < notAfter else {
                let message = "it waited until the window had closed, or what it rests on was too old, and was not sent"
                throw CloudError(.tooLate, call, message: message, reach: .notSent)
            }
            // Connecting takes its time, and the request is written after that.
            request.isTooLate = { [now] in now() >= notAfter }
        }
        do {
            let response = try await exchange.perform(call, request, within: .seconds(max(0.001, timeLeft)))
            let answer = try exchange.decode(type, from: response, to: request, call)
            await authenticator.accepted(request)
            return (answer, sentAt)
        } catch let error as CloudError where error.refusesCredentials {
            let hasSuspended = await authenticator.circuitBreaker.suspend(for: admission, at: endpoint)
            guard await authenticator.canRenew(after: request) else { throw error }
            throw ExpiredCredential(error: CloudError(.tokenExpired, call, like: error), hasSuspended: hasSuspended)
        } catch let error as CloudError {
            if error.provesCredentials { await authenticator.accepted(request) }
            throw error
        }
    }
}

/// An attempt that failed, and how many seconds it was under way, not counting the wait in its queue.
private struct FailedAttempt: Error {
    let error: CloudError
    let seconds: Double
}
