import Fleet
import FoundationEssentials

/// Both ways to authenticate: a token, or else an AK/SK signature (`API.md` §4).
struct Authenticator: Sendable {
    private let signatures: SignatureVerifier
    private let tokens: TokenMint

    init(credentials: FleetFile.Credentials) {
        signatures = SignatureVerifier(credentials: credentials)
        tokens = TokenMint(credentials: credentials)
    }

    /// Throws 401 `APIGW.0301` for whatever is wrong.
    func authenticate(_ request: WireRequest, at now: Date) throws(CloudError) {
        if let token = request.headers["x-auth-token"] {
            try tokens.verify(token, at: now)
        } else if request.headers["authorization"] != nil {
            try signatures.verify(request, at: now)
        } else {
            throw .unauthorised("auth header is empty")
        }
    }

    /// A token that is good until `end`.
    func token(until end: Date) -> String { tokens.token(until: end) }
}
