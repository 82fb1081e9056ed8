/// Lets the first call of some credentials run alone, and no call at all after they have been refused.
///
/// More than 5 failures in a row lock a key for 5 minutes (`API.md` §3): bad credentials must fail once in a process,
/// not once for each of sixteen concurrent calls. A first call that gets no answer must not hold up the calls to other
/// endpoints: after `patience` one of each of them is let go as well.
public actor CredentialGate {
    private enum State {
        case untried
        case beingTried(at: Set<Endpoint>)
        case proven
        case refused(CloudError)
    }

    /// With what a call has entered.
    struct Pass: Sendable {
        fileprivate let isFirst: Bool
        fileprivate let round: Int
    }

    /// The gate has been closed or begun anew since a call entered.
    private struct Outdated: Error {}

    /// How long the first call keeps calls to other endpoints waiting.
    static let patience = Duration.seconds(2)

    private var state = State.untried
    private var round = 0
    private var line = WaitingLine()
    private let patience: Duration

    /// A gate for credentials that nobody has tried yet.
    public init() { patience = Self.patience }

    init(patience: Duration) { self.patience = patience }

    /// Runs a call to an endpoint, or throws the error with which the credentials were refused. A call that has waited
    /// since it was let in calls `check` just before it is sent.
    func run<Answer: Sendable>(
        at endpoint: Endpoint, _ call: @Sendable (Pass) async throws -> Answer
    ) async throws -> Answer {
        while true {
            let pass = try await enter(endpoint)
            do {
                let answer = try await call(pass)
                leave(with: nil, pass, endpoint)
                return answer
            } catch is Outdated {
                continue
            } catch let error as NotSent {
                leave(with: error.error, pass, endpoint)
                throw (error.error as? CloudError)?.unsent ?? error.error
            } catch {
                leave(with: error, pass, endpoint)
                throw error
            }
        }
    }

    /// Throws where the call that has this pass must not be sent, because of what became known since.
    func check(_ pass: Pass) throws {
        if case .refused(let error) = state { throw error.unsent }
        guard pass.isFirst || pass.round == round else { throw Outdated() }
    }

    private func enter(_ endpoint: Endpoint) async throws -> Pass {
        var isPatient = true
        while true {
            switch state {
            case .refused(let error): throw error.unsent
            case .proven: return Pass(isFirst: false, round: round)
            case .untried:
                state = .beingTried(at: [endpoint])
                return Pass(isFirst: true, round: round)
            case .beingTried(let endpoints):
                if !isPatient, !endpoints.contains(endpoint) {
                    state = .beingTried(at: endpoints.union([endpoint]))
                    return Pass(isFirst: true, round: round)
                }
                let mayHurry = isPatient && !endpoints.contains(endpoint)
                if try await wait(atMost: mayHurry ? patience : nil) { isPatient = false }
            }
        }
    }

    private func leave(with error: (any Error)?, _ pass: Pass, _ endpoint: Endpoint) {
        if case .refused = state { return }
        if let error = error as? CloudError, error.refusesCredentials {
            state = .refused(error)
        } else if error is StaleProof {
            // Fresh ones follow, and are tried alone again.
            if case .beingTried = state, !pass.isFirst { return }
            (state, round) = (.untried, round + 1)
        } else if pass.isFirst {
            // A fault of the network or the gateway says nothing about the credentials; the next call tries them.
            let isProof = error.map { ($0 as? CloudError)?.provesCredentials ?? false } ?? true
            if isProof {
                state = .proven
            } else if case .beingTried(let endpoints) = state {
                let others = endpoints.subtracting([endpoint])
                state = others.isEmpty ? .untried : .beingTried(at: others)
            }
        }
        line.resumeAll()
    }

    /// Waits until something has changed; returns whether that took longer than `limit`.
    private func wait(atMost limit: Duration?) async throws -> Bool {
        let ticket = line.takeTicket()
        let alarm = limit.map { limit in
            Task {
                try await Task.sleep(for: limit)
                expire(ticket)
            }
        }
        defer { alarm?.cancel() }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { line.join($0, with: ticket) }
        } onCancel: {
            Task { await self.leave(ticket) }
        }
        return expired.remove(ticket) != nil
    }

    private var expired: Set<Int> = []

    private func expire(_ ticket: Int) { if line.resume(ticket) { expired.insert(ticket) } }

    private func leave(_ ticket: Int) { line.leave(ticket) }
}

/// A token that was good and has expired was refused with this error; there will be a fresh one.
struct StaleProof: Error {
    let error: CloudError
}

/// What proves who is calling could not be had, so that nothing was sent.
struct NotSent: Error {
    let error: any Error
}

extension CloudError {
    var refusesCredentials: Bool { code == .unauthorized || status == 401 }

    /// Whether the service itself has answered: it does so only to those whom the gateway has let through.
    var provesCredentials: Bool { rawCode?.hasPrefix("DBS.") ?? false }
}
