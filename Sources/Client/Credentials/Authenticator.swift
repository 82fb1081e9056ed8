public import FoundationEssentials

/// What proves to the cloud who is calling. One authenticator serves any number of clients and concurrent calls.
public protocol Authenticator: Sendable {
    /// Adds to the request, just before it is sent, the headers that prove it.
    func authenticate(_ request: inout WireRequest) async throws

    /// What every call with these credentials passes through, so that bad ones are used only once.
    var gate: CredentialGate { get }
}

/// Signs every request with an access key (`API.md` §4).
///
/// Make one for each key and share it among the clients: its gate is what keeps a bad key from being locked.
public struct AccessKeyAuthenticator: Authenticator {
    /// What every call with this key passes through.
    public let gate = CredentialGate()
    private let signer: RequestSigner
    private let now: @Sendable () -> Date

    /// An authenticator with a key and a clock.
    public init(_ key: AccessKey, now: @escaping @Sendable () -> Date = { Date() }) {
        self.signer = RequestSigner(key)
        self.now = now
    }

    /// Signs the request as of now.
    public func authenticate(_ request: inout WireRequest) async throws {
        request.headers.merge(signer.headers(for: request, at: now())) { _, new in new }
    }
}
