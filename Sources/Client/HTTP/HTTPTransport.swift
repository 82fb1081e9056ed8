internal import AsyncHTTPClient
internal import FoundationEssentials
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL

/// Carries requests with AsyncHTTPClient over HTTP/1.1: no redirects, no cookies, no retries, and no proxies but those that
/// it is given.
///
/// Connections are kept and used again; the owner calls `shutdown()` when done with it.
public final class HTTPTransport: Transport {
    /// The largest body that is read unless another limit is given: 32 MiB.
    public static let maximumBodyBytes = 32 << 20

    private let direct: HTTPClient
    /// The same through the proxy; nil where there is none.
    private let proxied: HTTPClient?
    private let proxies: ProxySettings
    private let maximumBodyBytes: Int
    private let pendingWrites = PendingWrites()

    /// A transport.
    ///
    /// - Parameters:
    ///   - connectTimeout: how long a connection, TLS included, may take to come about.
    ///   - maximumBodyBytes: a longer body is refused while it is being read.
    ///   - authorities: who is trusted to certify endpoints, besides the system's own.
    ///   - proxies: which calls go through a proxy.
    public init(
        connectTimeout: Duration = .seconds(10), maximumBodyBytes: Int = HTTPTransport.maximumBodyBytes,
        authorities: CertificateAuthorities? = nil, proxies: ProxySettings = .none
    ) {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout.connect = TimeAmount(connectTimeout)
        configuration.httpVersion = .http1Only
        configuration.decompression = .disabled
        // Tracing collects the attributes of every call even where no tracer is installed; the log has them.
        configuration.tracing.tracer = nil
        configuration.http1_1ConnectionDebugInitializer = { [pendingWrites] in
            AnswerGuard.install(in: $0, pendingWrites)
        }
        // How many calls run at once is the caller's to bound; a request that queues in here could time out unsent.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 1024
        configuration.connectionPool.idleTimeout = .seconds(15)
        configuration.connectionPool.retryConnectionEstablishment = false
        if let authorities {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.additionalTrustRoots = [.certificates(authorities.certificates)]
            configuration.tlsConfiguration = tls
        }
        direct = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        proxied = proxies.usable.map { proxy in
            configuration.proxy = .server(
                host: proxy.host, port: proxy.port,
                authorization: proxy.password == nil && proxy.user.isEmpty
                    ? nil : .basic(username: proxy.user, password: proxy.password?.reveal() ?? ""))
            return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        }
        self.proxies = proxies
        self.maximumBodyBytes = maximumBodyBytes
    }

    /// Closes all connections. Calls that run fail; nothing can be sent afterwards.
    public func shutdown() async {
        // Shutting down twice is the only way for this to fail, and it does no harm.
        try? await direct.shutdown()
        try? await proxied?.shutdown()
    }

    /// Sends a request and reads the whole answer.
    public func send(_ request: WireRequest, timeout: Duration) async throws -> WireResponse {
        let id = pendingWrites.register(request.isTooLate)
        do {
            let response = try await exchange(request, id, within: timeout)
            pendingWrites.remove(id)
            return response
        } catch {
            let hasLeft = pendingWrites.remove(id)
            guard var error = error as? TransportError, !hasLeft else { throw error }
            error.mayHaveArrived = false
            if error.kind == .interrupted { error.kind = .unreachable }
            throw error
        }
    }

    private func exchange(
        _ request: WireRequest, _ id: Int, within timeout: Duration
    ) async throws -> WireResponse {
        try await withThrowingTaskGroup(of: WireResponse?.self) { group in
            group.addTask { try await self.exchange(request, id, timeout: timeout) }
            group.addTask {
                try await Task.sleep(for: timeout)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let response = first else {
                throw TransportError(
                    .timedOut, "\(request.endpoint.hostAndPort): no whole answer within \(timeout)",
                    mayHaveArrived: true)
            }
            return response
        }
    }

    private func exchange(_ request: WireRequest, _ id: Int, timeout: Duration) async throws -> WireResponse {
        let proxy: ProxySettings.Proxy?
        do throws(ProxySettings.Failure) {
            proxy = try proxies.proxy(for: request.endpoint)
        } catch {
            throw TransportError(.unreachable, error.description, mayHaveArrived: false)
        }
        let client = proxy == nil ? direct : proxied ?? direct
        do {
            var message = HTTPClientRequest(url: request.url)
            message.method = HTTPMethod(rawValue: request.method.rawValue)
            message.headers = HTTPHeaders(request.headers.map { ($0.key, $0.value) })
            message.headers.replaceOrAdd(name: "host", value: request.endpoint.authority)
            pendingWrites.attach(id, to: &message.headers)
            if !request.body.isEmpty { message.body = .bytes(request.body) }
            let response = try await client.execute(message, deadline: .now() + TimeAmount(timeout))
            return WireResponse(
                status: Int(response.status.code),
                headers: Dictionary(
                    response.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first }),
                body: try await body(of: response, from: request.endpoint))
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw TransportError(error, to: request.endpoint, through: proxy)
        }
    }

    private func body(of response: HTTPClientResponse, from endpoint: Endpoint) async throws -> Data {
        var body = Data()
        for try await chunk in response.body {
            guard body.count + chunk.readableBytes <= maximumBodyBytes else {
                throw TransportError(
                    .tooLarge, "\(endpoint.hostAndPort): the answer is longer than \(maximumBodyBytes) bytes",
                    mayHaveArrived: true)
            }
            body.append(contentsOf: chunk.readableBytesView)
        }
        // A canceled body can end early without an error.
        try Task.checkCancellation()
        return body
    }
}
