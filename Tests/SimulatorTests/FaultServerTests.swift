import CloudModel
import Fleet
import Foundation
import Testing

@testable import Simulator

/// Faults of the connection, as they come over the wire.
@Suite struct FaultServerTests {
    /// The login's answer under these faults.
    private func login(_ faults: [String], atMost limit: Int = 1 << 20) async throws -> (
        RawExchange.Outcome, AuditReport
    ) {
        let file = try fleet { $0.faults = try Faults(faults) }
        return try await SimulatorServer.withServer(file, clock: { start }) { url, server in
            let body = Caller.login().body
            let head = """
                POST /v3/auth/tokens HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\
                Content-Length: \(body.count)\r\n\r\n
                """
            return (try await RawExchange.send(head, body: body, to: url, atMost: limit), server.audit())
        }
    }

    private func fleet(_ change: (inout FleetFile) throws -> Void) throws -> FleetFile {
        var file = SimulatorTests.fleet()
        try change(&file)
        return file
    }

    @Test func anAnswerComesWholeWithTheServersDate() async throws {
        let (answer, audit) = try await login(["clock-skew=1h"])
        #expect(answer.text.hasPrefix("HTTP/1.1 201"))
        #expect(answer.text.contains("Date: Tue, 24 Nov 2026 13:00:00 GMT\r\n"))
        #expect(answer.isClosed)
        #expect(audit.calls == ["login": 1])
    }

    @Test(arguments: ["drop-before", "drop-after"]) func aDroppedConnectionBringsNothing(_ fault: String) async throws {
        let (answer, audit) = try await login([fault + "=100%@login"])
        #expect(answer.bytes.isEmpty)
        #expect(answer.isClosed)
        #expect(audit.faults == [fault: 1])
    }

    @Test func aConnectionDroppedInTheMiddleBringsLessThanItAnnounced() async throws {
        let (answer, _) = try await login(["drop-middle=100%@login"])
        #expect(answer.text.hasPrefix("HTTP/1.1 201"))
        let announced = answer.text.split(separator: "\r\n").first { $0.hasPrefix("Content-Length: ") }
        let length = try #require(announced.flatMap { Int($0.dropFirst("Content-Length: ".count)) })
        #expect(answer.isClosed)
        #expect((1..<length).contains(answer.body.count))
    }

    @Test func aSlowAnswerComesWhole() async throws {
        let (answer, _) = try await login(["slow=100%@login", "slow-time=40ms"])
        #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(answer.body)) }
    }

    @Test func aHugeAnswerHasMoreThan32MiBAndIsStillJSON() async throws {
        let (answer, _) = try await login(["huge=100%@login"], atMost: 1 << 30)
        #expect(answer.isClosed)
        #expect(answer.body.count == SimulatedResponse.hugeBody)
        #expect(answer.body.first == UInt8(ascii: "{"))
        #expect(answer.body.last == UInt8(ascii: " "))
    }

    @Test func anEndlessAnswerDoesNotEnd() async throws {
        let (answer, _) = try await login(["endless=100%@login"], atMost: 40 << 20)
        #expect(!answer.isClosed)
        #expect(answer.text.contains("transfer-encoding: chunked"))
    }

    @Test func theServerStopsThoughSomebodyWaits() async throws {
        let file = try fleet { $0.faults = try Faults(["hang=100%@login"]) }
        let waiting = try await SimulatorServer.withServer(file, clock: { start }) { url, server in
            let body = Caller.login().body
            let head = "POST /v3/auth/tokens HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.count)\r\n\r\n"
            let waiting = Task { try await RawExchange.send(head, body: body, to: url, atMost: 1) }
            while server.audit().calls.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            return waiting
        }
        #expect(try await waiting.value.bytes.isEmpty)
    }
}
