import Foundation
import Logging
import Synchronization
import TestSupport
import Testing

@testable import Client
@testable import Fleet

/// Until when a request may leave: decided when it is written, on a connection that stands.
@Suite(.patience) struct PendingWriteTests {
    /// What makes a connection slow.
    enum Slowness: String, CaseIterable, Sendable { case tls, proxy }

    /// Larger than everything that TLS and a proxy need, so that the bytes tell whether the request was among them.
    static let filler = String(repeating: "x", count: 12_000)

    /// Calls `send` with a transport and an endpoint whose connection comes about only once the door is opened.
    private static func through<Result: Sendable>(
        _ slowness: Slowness, _ body: (HTTPTransport, Endpoint, SlowDoor) async throws -> Result
    ) async throws -> Result {
        let server = try await TLSServer()
        let authorities = try CertificateAuthorities(file: server.authority)
        let proxy = try ConnectProxy(to: server.port)
        let door = try SlowDoor(to: slowness == .tls ? server.port : proxy.port)
        defer {
            door.stop()
            proxy.stop()
        }
        let transport = HTTPTransport(
            connectTimeout: .seconds(60), authorities: authorities,
            proxies: ProxySettings(
                environment: slowness == .tls ? [:] : ["HTTPS_PROXY": "http://127.0.0.1:\(door.port)"]))
        let endpoint = try Endpoint(
            parsing: slowness == .tls ? "https://127.0.0.1:\(door.port)" : "https://api.test:8443")
        let result: Swift.Result<Result, any Error>
        do { result = .success(try await body(transport, endpoint, door)) } catch { result = .failure(error) }
        await transport.shutdown()
        return try result.get()
    }

    @Test(
        "a request whose time passes while its connection comes about never leaves, and one that is in time does",
        arguments: Slowness.allCases, [true, false])
    func slowConnection(slowness: Slowness, passes: Bool) async throws {
        let isTooLate = Mutex(false)
        try await Self.through(slowness) { transport, endpoint, door in
            var request = WireRequest(.get, endpoint, path: "/", headers: ["x-filler": Self.filler])
            request.isTooLate = { isTooLate.withLock { $0 } }
            async let answer = transport.send(request, timeout: .seconds(60))
            while door.connections == 0 { try await Task.sleep(for: .milliseconds(2)) }
            isTooLate.withLock { $0 = passes }
            door.open()
            do {
                #expect(try await answer.status == 200)
                #expect(!passes && door.sent > Self.filler.utf8.count)
            } catch let error as TransportError {
                #expect(passes && error.kind == .tooLate && !error.mayHaveArrived, "\(error)")
                #expect(error.detail.contains("was not sent"), "\(error)")
                #expect(door.sent > 0 && door.sent < Self.filler.utf8.count)
            }
        }
    }

    @Test(
        "an upgrade whose window closes during the handshake is known not to have been asked for, and is not tried again",
        arguments: Slowness.allCases)
    func upgrade(slowness: Slowness) async throws {
        let clock = StepClock()
        try await Self.through(slowness) { transport, endpoint, door in
            let client = CloudClient(
                endpoint: endpoint, project: Sample.project, authenticator: AccessKeyAuthenticator(Sample.key),
                transport: transport, callTimeout: .seconds(60), now: { clock.now }, logger: Logger(label: "test"))
            let closes = clock.now + 5
            async let error = cloudError { try await client.submit(.sample, notAfter: closes) }
            while door.connections == 0 { try await Task.sleep(for: .milliseconds(2)) }
            clock.advance(8)
            door.open()
            let found = try #require(await error)
            #expect(found.code == .tooLate && !found.outcomeUnknown, "\(found)")
            #expect(found.attempts == 1 && found.disposition == .wait)
            #expect(found.description.contains("was not sent"), "\(found)")
            #expect(door.connections == 1)
        }
    }

    @Test("a request that is written right before its time passes goes out whole, without what it carried for the wire")
    func lastMoment() async throws {
        let server = try SocketServer {
            SocketServer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", to: $0)
        }
        defer { server.stop() }
        let questions = Mutex(0)
        var request = WireRequest(
            .post, try Endpoint(parsing: "http://127.0.0.1:\(server.port)"), path: "/", body: Data("the body".utf8))
        request.isTooLate = {
            questions.withLock { count in
                count += 1
                return count > 1
            }
        }
        let transport = HTTPTransport()
        let status = try await transport.send(request, timeout: .seconds(20)).status
        await transport.shutdown()
        #expect(status == 200)
        #expect(questions.withLock { $0 } == 1)
        let sent = try #require(server.requests.first)
        #expect(sent.hasSuffix("\r\n\r\nthe body"), "\(sent)")
        #expect(!sent.lowercased().contains("write-id"), "\(sent)")
    }

    @Test("a connection that stands already is no reason to be late: the request is refused, and the next is sent")
    func keptConnection() async throws {
        let server = try SocketServer { connection in
            var buffer = [UInt8](repeating: 0, count: 4096)
            repeat {
                SocketServer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", to: connection)
            } while recv(connection, &buffer, buffer.count, 0) > 0
        }
        defer { server.stop() }
        let transport = HTTPTransport()
        var request = WireRequest(.get, try Endpoint(parsing: "http://127.0.0.1:\(server.port)"), path: "/")
        #expect(try await transport.send(request, timeout: .seconds(20)).status == 200)
        request.isTooLate = { true }
        let late = request
        let error = await #expect(throws: TransportError.self) { try await transport.send(late, timeout: .seconds(20)) }
        #expect(error?.kind == .tooLate && error?.mayHaveArrived == false)
        request.isTooLate = { false }
        #expect(try await transport.send(request, timeout: .seconds(20)).status == 200)
        await transport.shutdown()
    }

    @Test("a connection that breaks off before the request is written is no unknown outcome")
    func neverLeft() async throws {
        let server = try SocketServer { _ in }
        let proxy = try ConnectProxy(to: try SocketServer.closedPort())
        defer {
            server.stop()
            proxy.stop()
        }
        for (endpoint, environment) in [
            ("https://127.0.0.1:\(server.port)", [:]),
            ("https://api.test", ["HTTPS_PROXY": "127.0.0.1:\(server.port)"]),
            ("https://api.test", ["HTTPS_PROXY": "127.0.0.1:\(proxy.port)"]),
        ] {
            let error = try await TrustAndProxyTests.failure(endpoint, environment: environment)
            #expect(!error.mayHaveArrived, "\(endpoint) \(environment): \(error)")
        }
    }
}
