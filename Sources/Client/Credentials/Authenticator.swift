public import FoundationEssentials

/// What proves to the cloud who is calling. One authenticator serves any number of clients and concurrent calls.
public protocol Authenticator: Sendable {
    /// Gets ready whatever proves it, while a call is not in anybody's way yet; logs in where that is needed.
    func prepare() async throws

    /// Adds to the request, just before it is sent, the headers that prove it.
    func authenticate(_ request: inout WireRequest) async throws

    /// A request was let through, so that its proof is good.
    func accepted(_ request: WireRequest) async

    /// Whether a request that was refused can be made again with another proof: where its own was good before and may
    /// have expired. The next request then carries another one.
    func renews(after request: WireRequest) async -> Bool

    /// What every call with these credentials passes through, so that bad ones are used only once.
    var gate: CredentialGate { get }
}

extension Authenticator {
    /// Nothing to get ready.
    public func prepare() async throws {}
    /// Nothing to remember.
    public func accepted(_ request: WireRequest) async {}
    /// The same proof would only be refused again.
    public func renews(after request: WireRequest) async -> Bool { false }
}

/// Signs every request with an access key (`API.md` §4).
///
/// Make one for each key and share it among the clients: its gate is what keeps a bad key from being locked.
public struct AccessKeyAuthenticator: Authenticator {
    /// What every call with this key passes through.
    public let gate = CredentialGate()
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
