/// Lets the first call of some credentials run alone, and no call at all after they have been refused.
///
/// More than 5 failures in a row lock a key for 5 minutes (`API.md` §3): bad credentials must fail once in a process,
/// not once for each of sixteen concurrent calls. A first call that gets no answer must not hold up the calls to other
/// endpoints: after `patience` one call to each of them is admitted as well.
public actor CredentialCircuitBreaker {
    private enum State {
        case untried
        case beingTried(at: Set<Endpoint>)
        case proven
        case refused(CloudError)
    }

    /// The permission to use the credentials, and what was known of them when it was given.
    struct Admission: Sendable {
        fileprivate let isFirst: Bool
        fileprivate let generation: Int
    }

    /// The credentials were refused or replaced since a call was admitted.
    private struct StaleAdmission: Error {}

    /// How long the first call keeps calls to other endpoints waiting.
    static let patience = Duration.seconds(2)

    private var state = State.untried
    /// How often the credentials came into doubt or were replaced.
    private var generation = 0
    private var waiters = WaiterQueue()
    private var expiredWaits: Set<Int> = []
    private let patience: Duration

    /// A circuit breaker for credentials that have not been tried yet.
    public init() { patience = Self.patience }

    init(patience: Duration) { self.patience = patience }

    /// Runs a call to an endpoint, or throws the error with which the credentials were refused. A call that has waited
    /// since it was admitted calls `check` just before it is sent.
    func run<Answer: Sendable>(
        at endpoint: Endpoint, _ call: @Sendable (Admission) async throws -> Answer
    ) async throws -> Answer {
        while true {
            let admission = try await admit(endpoint)
            do {
                let answer = try await call(admission)
                finish(with: nil, admission, endpoint)
                return answer
            } catch is StaleAdmission {
                continue
            } catch let error as CredentialUnavailable {
                finish(with: error.cause, admission, endpoint)
                throw (error.cause as? CloudError)?.unsent ?? error.cause
            } catch {
                finish(with: error, admission, endpoint)
                throw error
            }
        }
    }

    /// Throws where the admitted call must not be sent, because of what became known since.
    func check(_ admission: Admission) throws {
        if case .refused(let error) = state { throw error.unsent }
        guard admission.isFirst || admission.generation == generation else { throw StaleAdmission() }
    }

    /// The gateway refused the credential of an admitted call, and another one may follow: until that is known, no other
    /// call is admitted, and those that were admitted fail `check`. Otherwise they would use the next credential as if it
    /// were proven. Returns whether this call has suspended the others.
    func suspend(for admission: Admission, at endpoint: Endpoint) -> Bool {
        guard case .proven = state, admission.generation == generation else { return false }
        (state, generation) = (.beingTried(at: [endpoint]), generation + 1)
        return true
    }

    private func admit(_ endpoint: Endpoint) async throws -> Admission {
        var isPatient = true
        while true {
            switch state {
            case .refused(let error): throw error.unsent
            case .proven: return Admission(isFirst: false, generation: generation)
            case .untried:
                state = .beingTried(at: [endpoint])
                return Admission(isFirst: true, generation: generation)
            case .beingTried(let endpoints):
                if !isPatient, !endpoints.contains(endpoint) {
                    state = .beingTried(at: endpoints.union([endpoint]))
                    return Admission(isFirst: true, generation: generation)
                }
                let mayHurry = isPatient && !endpoints.contains(endpoint)
                if try await wait(atMost: mayHurry ? patience : nil) { isPatient = false }
            }
        }
    }

    private func finish(with error: (any Error)?, _ admission: Admission, _ endpoint: Endpoint) {
        if case .refused = state { return }
        if let error = error as? CloudError, error.refusesCredentials {
            state = .refused(error)
        } else if let error = error as? ExpiredCredential {
            // A fresh one follows, and is tried alone again.
            guard admission.isFirst || error.hasSuspended else { return }
            (state, generation) = (.untried, generation + 1)
        } else if admission.isFirst {
            // A fault of the network or the gateway says nothing about the credentials; the next call tries them.
            let isProof = error.map { ($0 as? CloudError)?.provesCredentials ?? false } ?? true
            if isProof {
                state = .proven
            } else if case .beingTried(let endpoints) = state {
                let others = endpoints.subtracting([endpoint])
                state = others.isEmpty ? .untried : .beingTried(at: others)
            }
        }
        waiters.resumeAll()
    }

    /// Waits until something has changed; returns whether that took longer than `limit`.
    private func wait(atMost limit: Duration?) async throws -> Bool {
        let id = waiters.makeID()
        let alarm = limit.map { limit in
            Task {
                try await Task.sleep(for: limit)
                expire(id)
            }
        }
        defer { alarm?.cancel() }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { waiters.add($0, id) }
        } onCancel: {
            Task { await self.cancel(id) }
        }
        return expiredWaits.remove(id) != nil
    }

    private func expire(_ id: Int) { if waiters.resume(id) { expiredWaits.insert(id) } }

    private func cancel(_ id: Int) { waiters.cancel(id) }
}

/// A token that was good and has expired was refused with this error; a fresh one follows.
struct ExpiredCredential: Error {
    let error: CloudError
    /// Whether the call suspended the others.
    let hasSuspended: Bool
}

/// The credential that a call needs could not be had, so that the call was not sent.
struct CredentialUnavailable: Error {
    let cause: any Error
}

extension CloudError {
    var refusesCredentials: Bool { code == .unauthorized || status == 401 }

    /// Whether the service itself has answered: the gateway forwards only calls whose credentials are good.
    var provesCredentials: Bool { rawCode?.hasPrefix("DBS.") ?? false }
}
