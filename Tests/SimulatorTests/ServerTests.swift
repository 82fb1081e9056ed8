import CloudModel
import Foundation
import Testing

@testable import Simulator

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

@Suite struct ServerTests {
    @Test func aFleetIsServedOverALoopbackPortForAsLongAsTheBodyRuns() async throws {
        let audit = try await SimulatorServer.withServer(fleet(), clock: { start }) { url, server in
            #expect(url.hasPrefix("http://127.0.0.1:"))
            var login = URLRequest(url: try #require(URL(string: url + "/v3/auth/tokens")))
            login.httpMethod = "POST"
            login.httpBody = Data(Caller.login().body)
            let (_, entry) = try await URLSession.shared.data(for: login)
            let token = try #require((entry as? HTTPURLResponse)?.value(forHTTPHeaderField: "X-Subject-Token"))

            let path = "/v3.1/\(FleetFile.defaultProjectID)/instances?name=%2Aorders"
            var list = URLRequest(url: try #require(URL(string: url + path)))
            list.setValue(token, forHTTPHeaderField: "X-Auth-Token")
            let (body, response) = try await URLSession.shared.data(for: list)
            #expect((response as? HTTPURLResponse)?.statusCode == 200)
            #expect((response as? HTTPURLResponse)?.value(forHTTPHeaderField: "Content-Type") == "application/json")
            let json = try JSONSerialization.jsonObject(with: body) as? [String: Any]
            #expect(json?["total_count"] as? Int == 1)
            #expect(server.calls().map(\.path) == ["/v3/auth/tokens", path])
            let (report, _) = try await URLSession.shared.data(from: try #require(URL(string: url + "/_audit")))
            return try AuditReport(json: report)
        }
        #expect(audit.calls == ["login": 1, "list": 1])
    }

    @Test func aSignedRequestIsLetInAsItComesOverTheWire() async throws {
        let vector = SignatureTests.vectors[0]
        try await SimulatorServer.withServer(fleet(), clock: { start }) { _, server in
            #expect(server.respond(to: vector.request()).status == 200)
            #expect(server.respond(to: vector.request { $0["Host"] = "127.0.0.1:1" }).status == 401)
        }
    }

    @Test func anErrorOfTheBodyEndsTheServer() async {
        struct Failure: Error {}
        await #expect(throws: Failure.self) {
            try await SimulatorServer.withServer(fleet()) { _, _ in throw Failure() }
        }
    }

    @Test func aPortInUseIsAnError() async throws {
        try await SimulatorServer.withServer(fleet()) { url, _ in
            let port = try #require(URL(string: url)?.port)
            await #expect {
                try await SimulatorServer.withServer(fleet(), port: port) { _, _ in }
            } throws: {
                "\($0)".contains("can't serve on 127.0.0.1:\(port)") && "\($0)".contains("Choose another port")
            }
        }
    }

    @Test func aCancelledServerReturns() async throws {
        let (urls, announce) = AsyncStream.makeStream(of: String.self)
        let running = Task { try await SimulatorServer(fleet()).run { announce.yield($0) } }
        for await url in urls {
            let (_, response) = try await URLSession.shared.data(from: try #require(URL(string: url + "/_audit")))
            #expect((response as? HTTPURLResponse)?.statusCode == 200)
            break
        }
        running.cancel()
        try await running.value
    }

    @Test func theCloudsTimeCanRunFasterThanTheCallersClock() {
        let clock = ManualClock()
        let server = SimulatorServer(fleet(), speed: 3600, clock: { clock.now })
        clock.pass(2)
        #expect(server.withModel { _, now in now } == start + 7200)
        #expect(server.respond(to: Caller.login()).status == 201)
    }
}
