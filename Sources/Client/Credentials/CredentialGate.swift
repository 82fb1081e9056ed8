/// Lets the first call of some credentials run alone, and no call at all after they have been refused.
///
/// More than 5 failures in a row lock a key for 5 minutes (`API.md` §3): bad credentials must fail once in a process,
/// not once for each of sixteen concurrent calls.
public actor CredentialGate {
    private enum State {
        case untried
        case beingTried
        case proven
        case refused(CloudError)
    }

    private var state = State.untried
    private var line = WaitingLine()

    /// A gate for credentials that nobody has tried yet.
    public init() {}

    /// Runs a call, or throws the error with which the credentials were refused.
    func run<Answer: Sendable>(_ call: @Sendable () async throws -> Answer) async throws -> Answer {
        let isFirst = try await enter()
        do {
            let answer = try await call()
            leave(with: nil, isFirst: isFirst)
            return answer
        } catch {
            leave(with: error, isFirst: isFirst)
            throw error
        }
    }

    private func enter() async throws -> Bool {
        while true {
            switch state {
            case .refused(let error): throw error
            case .proven: return false
            case .untried:
                state = .beingTried
                return true
            case .beingTried: try await wait()
            }
        }
    }

    private func leave(with error: (any Error)?, isFirst: Bool) {
        if let error = error as? CloudError, error.refusesCredentials {
            if case .refused = state { return }
            state = .refused(error)
        } else if isFirst {
            // A fault of the network or the gateway says nothing about the credentials; the next call tries them.
            state = (error.map { ($0 as? CloudError)?.provesCredentials ?? false } ?? true) ? .proven : .untried
        }
        line.resumeAll()
    }

    private func wait() async throws {
        let ticket = line.takeTicket()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { line.join($0, with: ticket) }
        } onCancel: {
            Task { await self.leave(ticket) }
        }
    }

    private func leave(_ ticket: Int) { line.leave(ticket) }
}

extension CloudError {
    fileprivate var refusesCredentials: Bool { code == .unauthorized || status == 401 }

    /// Whether the service itself has answered: it does so only to those whom the gateway has let through.
    fileprivate var provesCredentials: Bool { rawCode?.hasPrefix("DBS.") ?? false }
}
