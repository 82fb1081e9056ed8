public import Fleet
public import FoundationEssentials
public import Logging

/// Logs a user in and sends the token, scoped to one project, with every request (`API.md` §4).
///
/// The token is kept in memory only and renewed before it expires, and once when one that was good is refused.
public struct TokenAuthenticator: Authenticator {
    /// Every call with this login passes through it, the login itself included.
    public let circuitBreaker: CredentialCircuitBreaker
    private let token: RenewedCredential<Secret>

    /// An authenticator for one project.
    ///
    /// - Parameters:
    ///   - login: the user.
    ///   - project: the token's scope.
    ///   - endpoint: IAM's.
    ///   - transport: carries the login.
    ///   - callTimeout: how long a login may take.
    ///   - circuitBreaker: shared among the authenticators of one user, so that a bad password fails once.
    ///   - now: the clock.
    ///   - logger: hears at level debug of every login, without its secrets, and of renewals that fail.
    public init(
        login: PasswordLogin, project: ProjectID, endpoint: Endpoint, transport: any Transport,
        callTimeout: Duration = .seconds(30), circuitBreaker: CredentialCircuitBreaker = CredentialCircuitBreaker(),
        now: @escaping @Sendable () -> Date = { Date() }, logger: Logger
    ) {
        let request = LoginRequest(
            login: login, project: project, endpoint: endpoint,
            exchange: Exchange(transport: transport, timeout: callTimeout, logger: logger), now: now)
        self.circuitBreaker = circuitBreaker
        token = RenewedCredential(endsWhenRefused: true, now: now) {
            try await request.token()
        } renewalFailed: { error in
            logger.warning("the token could not be renewed; the old one serves", metadata: ["error": "\(error)"])
        }
    }

    /// Adds the token; logs in first where there is none, or where it is about to expire.
    public func authenticate(_ request: inout WireRequest) async throws {
        request.headers["x-auth-token"] = try await token.value().reveal()
    }

    /// Logs in where there is no token, or where it is about to expire.
    public func prepare() async throws { _ = try await token.value() }

    /// Remembers that the token is good.
    public func accepted(_ request: WireRequest) async {
        await token.accepted { [used = request.headers["x-auth-token"]] in $0.reveal() == used }
    }

    /// True where the token has been good before, or where there is another one by now.
    public func canRenew(after request: WireRequest) async -> Bool {
        await token.canRenew { [used = request.headers["x-auth-token"]] in $0.reveal() == used }
    }
}

/// The call that logs a user in.
private struct LoginRequest: Sendable {
    let login: PasswordLogin
    let project: ProjectID
    let endpoint: Endpoint
    let exchange: Exchange
    let now: @Sendable () -> Date

    func token() async throws -> RenewedCredential<Secret>.Issue {
        let call = Call(
            "log in at \(endpoint.authority)", .post, "/v3/auth/tokens", body: try LoginBody(login, project).encoded())
        var request = call.request(to: endpoint)
        request.confidential = try [login.password, LoginBody.escaped(login.password)]
        let sentAt = now()
        let response = try await exchange.perform(call, request)
        guard let value = response.headers["x-subject-token"], !value.isEmpty else {
            throw CloudError(
                .unexpectedAnswer, call, status: response.status, message: "the answer has no X-Subject-Token header")
        }
        // Only the expiry is read of the body, and a token without one is good too.
        let body = try? JSONDecoder().decode(LoginAnswer.self, from: response.body)
        let lifetime = body?.lifetime ?? 24 * 60 * 60
        return .init(
            value: Secret(value), renewAt: sentAt.addingTimeInterval(lifetime * 0.9),
            expiresAt: sentAt.addingTimeInterval(lifetime))
    }
}
