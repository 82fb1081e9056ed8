public import FoundationEssentials
public import Logging

/// Signs every request with the temporary key of an ECS instance's metadata service (`API.md` §4).
///
/// The key is renewed with 40 minutes left, or halfway where it lives no longer than that.
public struct MetadataAuthenticator: Authenticator {
    /// Every call with this key passes through it.
    public let circuitBreaker = CredentialCircuitBreaker()
    private let key: RenewedCredential<AccessKey>
    private let now: @Sendable () -> Date

    private static let margin = 40.0 * 60

    /// An authenticator.
    ///
    /// - Parameters:
    ///   - endpoint: a stand-in for the service, on this machine; nil: the service itself.
    ///   - transport: carries the calls; never through a proxy.
    ///   - callTimeout: how long each call may take.
    ///   - now: the clock.
    ///   - logger: hears at level debug of every call, without its secrets, and of renewals that fail.
    public init(
        endpoint: Endpoint? = nil, transport: any Transport, callTimeout: Duration = .seconds(5),
        now: @escaping @Sendable () -> Date = { Date() }, logger: Logger
    ) {
        let service = MetadataService(
            endpoint: endpoint ?? .metadata,
            exchange: Exchange(transport: transport, timeout: callTimeout, logger: logger))
        self.now = now
        key = RenewedCredential(endsWhenRefused: false, now: now) {
            let fresh = try await service.key()
            let left = fresh.expiresAt.timeIntervalSince(now())
            guard left > 0 else { throw service.expired }
            let renewAt = fresh.expiresAt.addingTimeInterval(-(left > Self.margin ? Self.margin : left / 2))
            return .init(value: fresh.key, renewAt: renewAt, expiresAt: fresh.expiresAt)
        } renewalFailed: { error in
            logger.warning(
                "the temporary key could not be renewed; the old one serves", metadata: ["error": "\(error)"])
        }
    }

    /// Asks for the key where there is none, or where it is about to expire.
    public func prepare() async throws { _ = try await key.value() }

    /// Signs the request as of now; asks for the key first where there is none, or where it is about to expire.
    public func authenticate(_ request: inout WireRequest) async throws {
        let key = try await key.value()
        request.headers.merge(RequestSigner(key).headers(for: request, at: now())) { _, new in new }
        request.confidential.append(key.secret)
    }
}
