public import Fleet
public import FoundationEssentials
public import Logging

/// Logs a user in and sends the token, scoped to one project, with every request (`API.md` §4).
///
/// The token is kept in memory only and renewed before it expires, and once when one that was good is refused. Concurrent calls share one login.
public actor TokenAuthenticator: Authenticator {
    /// What every call with this login passes through, the login itself included.
    public nonisolated let circuitBreaker: CredentialCircuitBreaker
    private let login: PasswordLogin
    private let project: ProjectID
    private let endpoint: Endpoint
    private let exchange: Exchange
    private let now: @Sendable () -> Date
    private var token: Token?
    private var renewal: Task<Token, any Error>?

    /// An authenticator for one project.
    ///
    /// - Parameters:
    ///   - login: the user.
    ///   - project: what the token is scoped to.
    ///   - endpoint: IAM's.
    ///   - transport: what carries the login.
    ///   - callTimeout: how long a login may take.
    ///   - circuitBreaker: shared among the authenticators of one user, so that a bad password fails once.
    ///   - now: the clock.
    ///   - logger: hears at level debug of every login, without its secrets.
    public init(
        login: PasswordLogin, project: ProjectID, endpoint: Endpoint, transport: any Transport,
        callTimeout: Duration = .seconds(30), circuitBreaker: CredentialCircuitBreaker = CredentialCircuitBreaker(),
        now: @escaping @Sendable () -> Date = { Date() }, logger: Logger
    ) {
        self.login = login
        self.project = project
        self.endpoint = endpoint
        self.exchange = Exchange(transport: transport, timeout: callTimeout, logger: logger)
        self.circuitBreaker = circuitBreaker
        self.now = now
    }

    /// Adds the token; logs in first where there is none, or where it is about to expire.
    public func authenticate(_ request: inout WireRequest) async throws {
        request.headers["x-auth-token"] = try await validToken().value.reveal()
    }

    /// Logs in where there is no token, or where it is about to expire.
    public func prepare() async throws { _ = try await validToken() }

    /// Remembers that the token is good.
    public func accepted(_ request: WireRequest) {
        if isCurrent(request) { token?.isProven = true }
    }

    /// True where the token has been good before, or where there is another one by now. One that never was good is not
    /// renewed: the next would be as bad.
    public func canRenew(after request: WireRequest) -> Bool {
        guard isCurrent(request) else { return true }
        guard token?.isProven == true else { return false }
        token = nil
        return true
    }

    private func isCurrent(_ request: WireRequest) -> Bool {
        token.map { $0.value.reveal() == request.headers["x-auth-token"] } ?? false
    }

    private func validToken() async throws -> Token {
        if let token, now() < token.renewAt { return token }
        if let renewal { return try await renewal.value }
        // A task of its own: whoever started the login may be canceled while others wait for it.
        let login = Task { try await logIn() }
        renewal = login
        defer { renewal = nil }
        let fresh = try await login.value
        token = fresh
        return fresh
    }

    private func logIn() async throws -> Token {
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
        return Token(value: Secret(value), renewAt: sentAt.addingTimeInterval((body?.lifetime ?? 24 * 60 * 60) * 0.9))
    }

    private struct Token {
        let value: Secret
        let renewAt: Date
        var isProven = false
    }
}
