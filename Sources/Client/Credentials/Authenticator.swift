/// Authenticates requests with the caller's credentials. One authenticator serves any number of clients and concurrent calls.
public protocol Authenticator: Sendable {
    /// Gets the credential ready before the call holds a connection; logs in where that is needed.
    func prepare() async throws

    /// Adds the authentication headers to the request, just before it is sent.
    func authenticate(_ request: inout WireRequest) async throws

    /// The gateway accepted a request, so that its credential is good.
    func accepted(_ request: WireRequest) async

    /// Whether a refused request can be made again with another credential: where its own was good before and may have
    /// expired. The next request then carries another one.
    func canRenew(after request: WireRequest) async -> Bool

    /// Every call with these credentials passes through it, so that bad ones are used only once.
    var circuitBreaker: CredentialCircuitBreaker { get }
}

extension Authenticator {
    /// Nothing to get ready.
    public func prepare() async throws {}
    /// Nothing to remember.
    public func accepted(_ request: WireRequest) async {}
    /// The same credential would only be refused again.
    public func canRenew(after request: WireRequest) async -> Bool { false }
}
