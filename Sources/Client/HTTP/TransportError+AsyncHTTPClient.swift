internal import AsyncHTTPClient
internal import Glibc
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

extension TransportError {
    /// Sorts what AsyncHTTPClient and NIO throw. A failure that is not known to come before the request counts as after it.
    init(_ error: any Error, to endpoint: Endpoint, through proxy: ProxySettings.Proxy?) {
        let address = endpoint.hostAndPort + (proxy.map { " through the proxy \($0.address)" } ?? "")
        switch error {
        case let error as TransportError:
            self = error
        case let error as NIOConnectionError where error.connectionErrors.isEmpty:
            self.init(.unreachable, "\(address): the name does not resolve", mayHaveArrived: false)
        case let error as NIOConnectionError:
            let reason = error.connectionErrors.first.map { Self.reason($0.error) } ?? "no connection"
            self.init(.unreachable, "\(address): \(reason)", mayHaveArrived: false)
        case let error as IOError where error.errnoCode == ECONNREFUSED:
            self.init(.unreachable, "\(address): \(Self.reason(error))", mayHaveArrived: false)
        case ChannelError.connectTimeout:
            self.init(.unreachable, "\(address): no connection in time", mayHaveArrived: false)
        case let error as HTTPClientError where [.connectTimeout, .getConnectionFromPoolTimeout].contains(error):
            self.init(.unreachable, "\(address): no connection in time", mayHaveArrived: false)
        case let error as HTTPClientError where error == .proxyAuthenticationRequired:
            self.init(
                .unreachable, "\(address): the proxy wants another user name and password in HTTPS_PROXY",
                mayHaveArrived: false)
        case let error as HTTPClientError where [.invalidProxyResponse, .httpProxyHandshakeTimeout].contains(error):
            self.init(.unreachable, "\(address): the proxy made no connection", mayHaveArrived: false)
        case let error as HTTPClientError where error == .tlsHandshakeTimeout:
            self.init(.tls, "\(address): the TLS handshake was not finished in time", mayHaveArrived: false)
        case NIOSSLError.handshakeFailed(let cause):
            self.init(.tls, "\(address): the TLS handshake failed (\(Self.reason(cause)))", mayHaveArrived: false)
        case let error as NIOSSLExtraError:
            self.init(.tls, "\(address): \(error)", mayHaveArrived: false)
        case let error as HTTPClientError where [.deadlineExceeded, .readTimeout, .writeTimeout].contains(error):
            self.init(.timedOut, "\(address): no whole answer in time", mayHaveArrived: true)
        case PendingWrites.Refusal.late:
            self.init(
                .tooLate,
                "\(address): the connection came about too late, when the window had closed or what the request rests on "
                    + "was too old; it was not sent",
                mayHaveArrived: false)
        case let error as RefusedAnswer:
            self.init(.interrupted, "\(address): \(error.what)", mayHaveArrived: true)
        case is HTTPParserError:
            self.init(.interrupted, "\(address): the answer is broken off or is not HTTP", mayHaveArrived: true)
        case let error as IOError:
            self.init(.interrupted, "\(address): \(Self.reason(error))", mayHaveArrived: true)
        case let error as HTTPClientError:
            // Only the short form: the long one repeats headers that cannot be sent.
            self.init(.interrupted, "\(address): \(error.shortDescription)", mayHaveArrived: true)
        default:
            self.init(.interrupted, "\(address): \(type(of: error))", mayHaveArrived: true)
        }
    }

    /// BoringSSL's own word for it, without the position in its sources: `certificate verify failed`.
    private static func reason(_ error: BoringSSLError) -> String {
        let text = "\(error)"
        guard let marker = text.firstRange(of: "OPENSSL_internal:") else { return "the other side closed it" }
        return text[marker.upperBound...].prefix { $0 == "_" || $0.isLetter }.lowercased().replacing("_", with: " ")
    }

    private static func reason(_ error: any Error) -> String {
        guard let error = error as? IOError else { return "\(type(of: error))" }
        return String(cString: strerror(error.errnoCode))
    }
}
