import CloudModel
import Fleet
import FoundationEssentials
import Synchronization

/// Both ways to authenticate: a token, or else an AK/SK signature (`API.md` §4); and who is locked out.
final class SimulatedAuthenticator: Sendable {
    private let signatures: SignatureVerifier
    private let tokens: TokenMint
    private let book = Mutex(AccessBook())

    init(credentials: FleetFile.Credentials) {
        signatures = SignatureVerifier(credentials: credentials)
        tokens = TokenMint(credentials: credentials)
    }

    /// Lets a call in that is good, or throws 401 `APIGW.0301` and what else `check` does; either is remembered.
    func admit<Value>(
        _ request: SimulatedRequest, at now: Date, lockout: Duration, _ check: () throws(SimulatedError) -> Value
    ) throws(SimulatedError) -> Value {
        let locked = book.withLock { book -> SimulatedError? in
            do throws(SimulatedError) { try book.arrived(request, at: now) } catch { return error }
            return nil
        }
        if let locked { throw locked }
        do throws(SimulatedError) {
            let value = try check()
            book.withLock { $0.letIn(request) }
            return value
        } catch {
            if error.status == 401 { book.withLock { $0.turnedAway(request, at: now, lockout: lockout) } }
            throw error
        }
    }

    /// Throws 401 `APIGW.0301` for whatever is wrong.
    func authenticate(_ request: SimulatedRequest, at now: Date) throws(SimulatedError) {
        if let token = request.headers["x-auth-token"] {
            try tokens.verify(token, at: now, revoked: state.revoked)
        } else if request.headers["authorization"] != nil {
            try signatures.verify(request, at: now)
        } else {
            throw .unauthorised("auth header is empty")
        }
    }

    /// A token that is good until `end`.
    func token(until end: Date) -> String { tokens.token(until: end, revoked: state.revoked) }

    /// Makes all tokens worthless that were given out.
    func revokeTokens() { book.withLock { $0.revokeTokens() } }

    /// What has been remembered so far.
    var state: AccessBook { book.withLock { $0 } }
}
