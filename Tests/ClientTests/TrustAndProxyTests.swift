import Foundation
import TestSupport
import Testing

@testable import Client

/// TLS and proxies, with real ones on loopback.
@Suite(.patience) struct TrustAndProxyTests {
    static func get(
        _ endpoint: String, authorities: CertificateAuthorities? = nil, environment: [String: String] = [:]
    ) async throws -> WireResponse {
        let transport = HTTPTransport(
            authorities: authorities, proxies: ProxySettings(environment: environment))
        let request = WireRequest(
            .get, try Endpoint(parsing: endpoint), path: "/", headers: ["x-auth-token": Sample.token])
        let response: Result<WireResponse, any Error>
        do { response = .success(try await transport.send(request, timeout: .seconds(20))) } catch {
            response = .failure(error)
        }
        await transport.shutdown()
        return try response.get()
    }

    static func failure(
        _ endpoint: String, authorities: CertificateAuthorities? = nil, environment: [String: String] = [:]
    ) async throws -> TransportError {
        try #require(
            await #expect(throws: TransportError.self) {
                try await get(endpoint, authorities: authorities, environment: environment)
            })
    }

    @Test("an authority of one's own is trusted with its file, and not without; the name must fit all the same")
    func authority() async throws {
        let server = try await TLSServer()
        let authorities = try CertificateAuthorities(file: server.authority)
        #expect(try await Self.get("https://127.0.0.1:\(server.port)", authorities: authorities).status == 200)
        let unknown = try await Self.failure("https://127.0.0.1:\(server.port)")
        #expect(unknown.kind == .tls)
        #expect(unknown.detail.contains("certificate verify failed"), "\(unknown)")
        let other = try await TLSServer(names: "DNS:api.test")
        let otherName = try await Self.failure(
            "https://127.0.0.1:\(other.port)", authorities: try CertificateAuthorities(file: other.authority))
        #expect(otherName.kind == .tls, "\(otherName)")
    }

    @Test("https goes through the proxy by CONNECT, which resolves the name and sees neither path nor headers")
    func proxied() async throws {
        let server = try await TLSServer()
        let proxy = try ConnectProxy(to: server.port)
        defer { proxy.stop() }
        let response = try await Self.get(
            "https://api.test:8443", authorities: try CertificateAuthorities(file: server.authority),
            environment: ["HTTPS_PROXY": "http://anna:p%40ss@127.0.0.1:\(proxy.port)"])
        #expect(response.status == 200)
        #expect(proxy.requests.count == 1)
        let head = try #require(proxy.requests.first)
        #expect(head.hasPrefix("CONNECT api.test:8443 HTTP/1.1\r\n"), "\(head)")
        let login = Data("anna:p@ss".utf8).base64EncodedString()
        #expect(head.lowercased().contains("proxy-authorization: basic \(login.lowercased())\r\n"), "\(head)")
        #expect(!head.contains(Sample.token))
    }

    @Test("whom NO_PROXY names, and loopback, is reached directly")
    func direct() async throws {
        let server = try await TLSServer()
        let authorities = try CertificateAuthorities(file: server.authority)
        let proxy = try ConnectProxy(to: server.port)
        defer { proxy.stop() }
        let environment = ["HTTPS_PROXY": "127.0.0.1:\(proxy.port)", "NO_PROXY": "api.test"]
        #expect(
            try await Self.get("https://127.0.0.1:\(server.port)", authorities: authorities, environment: environment)
                .status == 200)
        let error = try await Self.failure("https://api.test:8443", authorities: authorities, environment: environment)
        #expect(error.kind == .unreachable)
        #expect(error.detail == "api.test:8443: the name does not resolve")
        #expect(proxy.requests.isEmpty)
    }

    @Test(
        "a proxy that refuses is named, and nothing has arrived",
        arguments: [
            ("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n", "user name and password"),
            ("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", "made no connection"),
        ])
    func refusal(answer: String, says: String) async throws {
        let proxy = try ConnectProxy(to: 1, refusal: answer)
        defer { proxy.stop() }
        let error = try await Self.failure(
            "https://api.test", environment: ["HTTPS_PROXY": "anna:QQ@127.0.0.1:\(proxy.port)"])
        #expect(error.kind == .unreachable)
        #expect(error.detail.hasPrefix("api.test:443 through the proxy 127.0.0.1:\(proxy.port): "), "\(error)")
        #expect(error.detail.contains(says), "\(error)")
        #expect(!error.detail.contains("QQ"))
        #expect(!error.mayHaveArrived)
    }

    @Test("a proxy that is down is named")
    func down() async throws {
        let port = try SocketServer.closedPort()
        let error = try await Self.failure("https://api.test", environment: ["HTTPS_PROXY": "127.0.0.1:\(port)"])
        #expect(error.kind == .unreachable)
        #expect(error.detail.contains("through the proxy 127.0.0.1:\(port)"), "\(error)")
        #expect(!error.mayHaveArrived)
    }

    @Test(
        "a file without certificates is an error that names it",
        arguments: ["", "hello", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
    func noCertificates(text: String) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "ca-\(UUID().uuidString).pem").path
        try Data(text.utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let error = #expect(throws: CertificateAuthorities.Failure.self) { try CertificateAuthorities(file: path) }
        #expect(error?.description.hasPrefix("\(path) holds ") == true, "\(String(describing: error))")
    }

    @Test("a file that is not there is named", arguments: [("/nowhere/ca.pem", "is not there"), ("/", "regular file")])
    func noFile(path: String, says: String) throws {
        let error = #expect(throws: CertificateAuthorities.Failure.self) { try CertificateAuthorities(file: path) }
        #expect(error?.description.hasPrefix("\(path) ") == true)
        #expect(error?.description.contains(says) == true)
    }
}
