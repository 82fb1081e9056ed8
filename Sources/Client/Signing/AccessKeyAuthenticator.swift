public import FoundationEssentials

/// Signs every request with an access key (`API.md` §4).
///
/// Make one for each key and share it among the clients: its circuit breaker keeps a bad key from being locked.
public struct AccessKeyAuthenticator: Authenticator {
    /// Every call with this key passes through it.
    public let circuitBreaker = CredentialCircuitBreaker()
    private let signer: RequestSigner
    private let secret: Secret
    private let now: @Sendable () -> Date

    /// An authenticator with a key and a clock.
    public init(_ key: AccessKey, now: @escaping @Sendable () -> Date = { Date() }) {
        self.signer = RequestSigner(key)
        self.secret = key.secret
        self.now = now
    }

    /// Signs the request as of now.
    public func authenticate(_ request: inout WireRequest) async throws {
        request.headers.merge(signer.headers(for: request, at: now())) { _, new in new }
        request.confidential.append(secret)
    }
}
