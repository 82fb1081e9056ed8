import Testing

@testable import Client
@testable import Fleet

/// Raw answers of which the HTTP library does not expect that anything sends them.
@Suite(.timeLimit(.minutes(1))) struct AnswerGuardTests {
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
}
