import TestSupport
import Testing

@testable import Client
@testable import Fleet

/// Raw answers of which the HTTP library does not expect that anything sends them.
@Suite(.patience) struct AnswerGuardTests {
    static let good = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"

    @Test(
        "an answer that HTTP does not know ends the call with an unknown outcome, and not the process",
        arguments: [
            "HTTP/1.1 099 X\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 000 \r\n\r\n", "HTTP/1.1 001 X\r\n\r\n" + good,
            "HTTP/1.1 010 X\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nA: b\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 050 X\r\nContent-Length: 2\r\n\r\n{}",
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nraw",
            "HTTP/1.1 101 Switching Protocols\r\nContent-Length: 0\r\n\r\n" + good,
            String(repeating: "HTTP/1.1 103 Early Hints\r\n\r\n", count: 1000) + good,
            "HTTP/1.1 100 Continue\r\nContent-Length: 5\r\n\r\nhello", "HTTP/1.1 -12 X\r\n\r\n", "HTTP/1.0 099\r\n\r\n",
        ])
    func refused(answer: String) async throws {
        let server = try SocketServer { SocketServer.write(answer, to: $0) }
        defer { server.stop() }
        let error = try await HTTPTransportTests.withClient(port: server.port, HTTPTransportTests.submissionError)
        #expect(error.outcomeUnknown, "\(error)")
        #expect(server.requests.count == 1)
    }

    @Test("interim answers before the answer are passed over", arguments: [0, 1, 5])
    func interim(count: Int) async throws {
        let hints = String(repeating: "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", count: count)
        let body = #"{"instances": [], "total_count": 0}"#
        let server = try SocketServer {
            SocketServer.write(hints + "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n" + body, to: $0)
        }
        defer { server.stop() }
        let instances = try await HTTPTransportTests.withClient(port: server.port) { try await $0.instances() }
        #expect(instances.isEmpty)
    }

    @Test(
        "a proxy's odd consent to CONNECT is taken where HTTP knows it",
        arguments: [
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "HTTP/1.0 200\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        ])
    func oddConsent(answer: String) async throws {
        let server = try await TLSServer()
        let proxy = try ConnectProxy(to: server.port, established: answer)
        defer { proxy.stop() }
        let response = try await TrustAndProxyTests.get(
            "https://api.test", authorities: try CertificateAuthorities(file: server.authority),
            environment: ["HTTPS_PROXY": "127.0.0.1:\(proxy.port)"])
        #expect(response.status == 200)
    }

    @Test(
        "an answer to CONNECT that HTTP does not know ends the call, and not the process, and nothing has arrived",
        arguments: [
            "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nnoHTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 099 X\r\n\r\n",
            "HTTP/1.1 407 A\r\n\r\nHTTP/1.1 407 A\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 000 \r\n\r\n" + good,
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nraw", "", "SSH-2.0-x\r\n",
            String(repeating: "HTTP/1.1 102 Processing\r\n\r\n", count: 1000) + "HTTP/1.1 099 X\r\n\r\n" + good,
            good + good, "HTTP/1.1 200 OK\r\n\r\nhello", "HTTP/2.0 200 OK\r\n\r\n",
        ])
    func oddRefusal(answer: String) async throws {
        let proxy = try ConnectProxy(to: 1, refusal: answer)
        defer { proxy.stop() }
        let error = try await TrustAndProxyTests.failure(
            "https://api.test", environment: ["HTTPS_PROXY": "127.0.0.1:\(proxy.port)"])
        #expect(!error.mayHaveArrived && [.unreachable, .tls].contains(error.kind), "\(error)")
        #expect(error.detail.contains("through the proxy 127.0.0.1:\(proxy.port)"), "\(error)")
    }
}
