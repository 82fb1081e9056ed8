public import FoundationEssentials
public import Logging

/// Signs every request with the temporary key of an ECS instance's metadata service (`API.md` §4).
///
/// The key is renewed with 40 minutes left, or halfway where it lives no longer than that. Concurrent callers share one
/// renewal; while it fails, the old key serves until its end.
public actor MetadataAuthenticator: Authenticator {
    /// What every call with this key passes through.
    public nonisolated let circuitBreaker = CredentialCircuitBreaker()
    private let service: MetadataService
    private let now: @Sendable () -> Date
    private var current: (key: TemporaryKey, renewAt: Date)?
    private var renewal: Task<TemporaryKey, any Error>?

    private static let margin = 40.0 * 60
    /// Seconds between two attempts to renew a key that is still good.
    private static let pause = 60.0

    /// An authenticator.
    ///
    /// - Parameters:
    ///   - endpoint: a stand-in for the service, on this machine; nil: the service itself.
    ///   - transport: what carries the calls; never through a proxy.
    ///   - callTimeout: how long each call may take.
    ///   - now: the clock.
    ///   - logger: hears at level debug of every call, without its secrets, and of renewals that fail.
    public init(
        endpoint: Endpoint? = nil, transport: any Transport, callTimeout: Duration = .seconds(5),
        now: @escaping @Sendable () -> Date = { Date() }, logger: Logger
    ) {
        self.service = MetadataService(
            endpoint: endpoint ?? .metadata,
            exchange: Exchange(transport: transport, timeout: callTimeout, logger: logger), logger: logger)
        self.now = now
    }

    /// Asks for the key where there is none, or where it is about to expire.
    public func prepare() async throws { _ = try await validKey() }

    /// Signs the request as of now; asks for the key first where there is none, or where it is about to expire.
    public func authenticate(_ request: inout WireRequest) async throws {
        let key = try await validKey()
        let signer = RequestSigner(key)
        request.headers.merge(signer.headers(for: request, at: now())) { _, new in new }
        request.confidential.append(key.secret)
    }

    private func validKey() async throws -> AccessKey {
        if let current, now() < current.renewAt { return current.key.key }
        do {
            return try await renewed().key
        } catch {
            guard !Task.isCancelled, let current, now() < current.key.expiresAt else { throw error }
            service.logger.warning(
                "the temporary key could not be renewed; the old one serves",
                metadata: [
                    "error": "\(error)"
                ])
            self.current?.renewAt = min(current.key.expiresAt, now().addingTimeInterval(Self.pause))
            return current.key.key
        }
    }

    private func renewed() async throws -> TemporaryKey {
        if let renewal { return try await renewal.value }
        // A task of its own: whoever started it may be canceled while others wait for it.
        let task = Task { [service] in try await service.key() }
        renewal = task
        defer { renewal = nil }
        let fresh = try await task.value
        let left = fresh.expiresAt.timeIntervalSince(now())
        guard left > 0 else { throw service.expired }
        current = (fresh, fresh.expiresAt.addingTimeInterval(-(left > Self.margin ? Self.margin : left / 2)))
        return fresh
    }
}
