import Foundation
import Glibc
import Logging
import TestSupport
import Testing

@testable import Client
@testable import Fleet

/// The real transport against a real socket.
@Suite(.patience) struct HTTPTransportTests {
    static func withClient<Result>(
        _ scheme: String = "http", host: String = "127.0.0.1", port: Int, maximumBodyBytes: Int = 1 << 20,
        callTimeout: Duration = .seconds(20), _ body: (CloudClient) async throws -> Result
    ) async throws -> Result {
        let transport = HTTPTransport(maximumBodyBytes: maximumBodyBytes)
        let client = CloudClient(
            endpoint: try Endpoint(parsing: "\(scheme)://\(host):\(port)"), project: Sample.project,
            authenticator: AccessKeyAuthenticator(Sample.key), transport: transport, callTimeout: callTimeout,
            logger: Logger(label: "test"))
        let result: Swift.Result<Result, any Error>
        do { result = .success(try await body(client)) } catch { result = .failure(error) }
        await transport.shutdown()
        return try result.get()
    }

    static func submissionError(_ client: CloudClient) async throws -> CloudError {
        try #require(await cloudError { try await client.submit(.sample) })
    }

    @Test("a refused connection names host and port, and is known not to have arrived")
    func refusedConnection() async throws {
        let port = try SocketServer.closedPort()
        let error = try await Self.withClient(port: port, Self.submissionError)
        #expect(error.code == .unreachable)
        #expect(error.message.contains("127.0.0.1:\(port)"), "\(error)")
        #expect(error.message.contains("refused"))
        #expect(error.disposition == .retry)
        #expect(!error.outcomeUnknown)
    }

    @Test("a name that does not resolve is named")
    func unknownName() async throws {
        let error = try await Self.withClient("https", host: "gaussdb.invalid", port: 443, Self.submissionError)
        #expect(error.code == .unreachable)
        #expect(error.message.contains("gaussdb.invalid:443"), "\(error)")
        #expect(!error.outcomeUnknown)
    }

    @Test("https to a port that speaks plain HTTP is a TLS failure")
    func noTLS() async throws {
        let server = try SocketServer { SocketServer.write("HTTP/1.1 400 Bad Request\r\n\r\n", to: $0) }
        defer { server.stop() }
        let error = try await Self.withClient("https", port: server.port, Self.submissionError)
        #expect(error.code == .tls, "\(error)")
        #expect(
            error.message == "127.0.0.1:\(server.port): the TLS handshake failed (wrong version number)", "\(error)")
        #expect(!error.outcomeUnknown)
    }

    @Test("a submission goes out with the length of its body")
    func post() async throws {
        let server = try SocketServer {
            SocketServer.write("HTTP/1.1 200 OK\r\nContent-Length: 19\r\n\r\n{\"resp\": \"success\"}", to: $0)
        }
        defer { server.stop() }
        try await Self.withClient(port: server.port) { try await $0.submit(.sample) }
        let request = try #require(server.requests.first)
        #expect(request.hasPrefix("POST /v3/\(Sample.project)/instances/database-version/upgrade HTTP/1.1\r\n"))
        #expect(request.lowercased().contains("\r\ncontent-length: 133\r\n"), "\(request)")
    }

    @Test("HTML is shown for what it is")
    func html() async throws {
        let server = try SocketServer {
            SocketServer.write(
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 15\r\n\r\n<html>hi</html>", to: $0)
        }
        defer { server.stop() }
        let error = try await Self.withClient(port: server.port, Self.submissionError)
        #expect(error.code == .unexpectedAnswer)
        #expect(error.message.contains("(text/html) begins with: <html>hi</html>"))
        #expect(error.outcomeUnknown)
    }

    @Test(
        "an answer that breaks off is an interruption with an unknown outcome",
        arguments: [
            "", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"resp\":",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n12\r\n{\"resp\": \"success\"}\r\n",
            "this is not HTTP\r\n\r\n",
        ])
    func brokenOff(answer: String) async throws {
        let server = try SocketServer { SocketServer.write(answer, to: $0) }
        defer { server.stop() }
        let error = try await Self.withClient(port: server.port, Self.submissionError)
        #expect(error.code == .interrupted, "\(error)")
        #expect(error.message.contains("127.0.0.1:\(server.port)"), "\(error)")
        #expect(error.outcomeUnknown)
        #expect(server.requests.count == 1)
    }

    @Test("a body without end is cut off at the limit")
    func endlessBody() async throws {
        let server = try SocketServer { connection in
            SocketServer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", to: connection)
            let chunk = "4000\r\n" + String(repeating: "x", count: 0x4000) + "\r\n"
            while SocketServer.write(chunk, to: connection) {}
        }
        defer { server.stop() }
        let error = try await Self.withClient(port: server.port, maximumBodyBytes: 1 << 18, Self.submissionError)
        #expect(error.code == .tooLarge, "\(error)")
        #expect(error.message.contains("longer than 262144 bytes"))
    }

    @Test(
        "an answer that does not come, or not whole, times out",
        arguments: ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"])
    func slow(beginning: String) async throws {
        let server = try SocketServer { connection in
            SocketServer.write(beginning, to: connection)
            var byte: UInt8 = 0
            while recv(connection, &byte, 1, 0) > 0 {}
        }
        defer { server.stop() }
        let error = try await Self.withClient(
            port: server.port, callTimeout: .milliseconds(300), Self.submissionError)
        #expect(error.code == .timedOut, "\(error)")
        #expect(error.disposition == .wait)
        #expect(error.outcomeUnknown)
    }

    @Test("a body that drips for ever ends with the call's time")
    func drip() async throws {
        let server = try SocketServer { connection in
            SocketServer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", to: connection)
            while SocketServer.write("1\r\n \r\n", to: connection) { usleep(10_000) }
        }
        defer { server.stop() }
        let error = try await Self.withClient(
            port: server.port, callTimeout: .milliseconds(300), Self.submissionError)
        #expect(error.code == .timedOut, "\(error)")
        #expect(error.outcomeUnknown)
    }

    @Test("a redirect is not followed")
    func redirect() async throws {
        let server = try SocketServer { connection in
            SocketServer.write(
                "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n", to: connection)
        }
        defer { server.stop() }
        let error = try #require(
            try await Self.withClient(port: server.port) { client in await cloudError { try await client.instances() } }
        )
        #expect(error.code == .unexpectedAnswer)
        #expect(error.message.hasPrefix("a redirect"))
        #expect(server.requests.count == 1)
    }

    @Test("a canceled call ends at once")
    func cancellation() async throws {
        let server = try SocketServer { connection in
            var byte: UInt8 = 0
            while recv(connection, &byte, 1, 0) > 0 {}
        }
        defer { server.stop() }
        try await Self.withClient(port: server.port) { client in
            let call = Task { try await client.instances() }
            while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            call.cancel()
            await #expect(throws: CancellationError.self) { try await call.value }
        }
    }

    @Test("path, query, host and headers go out as they were signed")
    func wire() async throws {
        let server = try SocketServer {
            SocketServer.write("HTTP/1.1 200 OK\r\nX-Reply: a\r\nX-Reply: b\r\nContent-Length: 2\r\n\r\nhi", to: $0)
        }
        defer { server.stop() }
        var request = WireRequest(
            .get, try Endpoint(parsing: "http://127.0.0.1:\(server.port)"), path: "/v3/a b/ü%2F/~",
            query: [.init("z", "1"), .init("a", "x+y=&"), .init("a", ""), .init("ü", "é/ü")],
            headers: ["content-type": "application/json"])
        try await AccessKeyAuthenticator(Sample.key).authenticate(&request)
        let transport = HTTPTransport()
        let response = try await transport.send(request, timeout: .seconds(20))
        await transport.shutdown()
        #expect(response.status == 200)
        #expect(response.headers["x-reply"] == "a")
        #expect(String(decoding: response.body, as: UTF8.self) == "hi")
        let lines = try #require(server.requests.first).split(separator: "\r\n").map(String.init)
        #expect(
            lines.first
                == "GET /v3/a%20b/%C3%BC%252F/~?a=&a=x%2By%3D%26&z=1&%C3%BC=%C3%A9%2F%C3%BC HTTP/1.1")
        for (name, value) in request.headers { #expect(lines.contains("\(name): \(value)")) }
        #expect(lines.contains("host: 127.0.0.1:\(server.port)"))
    }
}
