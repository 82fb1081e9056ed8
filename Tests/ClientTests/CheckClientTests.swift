import Fleet
import Foundation
import Testing

@testable import Client

/// What checks make of the answers of servers that are well, ill, or hostile.
@Suite struct CheckClientTests {
    private static let token = "tok-Bd5gK1mHs9oWq7iEl"

    private static func request(_ probe: Check.Probe) throws -> CheckRequest {
        let version = KernelVersion(2, 0, 75, 260400)
        let instance = CheckSubject.Instance(
            id: Sample.instance(1), name: "orders-1", labels: ["tier": "canary"], current: "2.0.75.260400",
            declared: version)
        return CheckRequest(
            id: CheckID("c", wave: "canary"), check: Check(name: "c", probe: probe), definition: "",
            subject: CheckSubject(fleet: "orders", wave: "canary", instances: [instance]))
    }

    private static func prometheus(_ expect: String = "< 0.5") throws -> Check.Probe {
        .prometheus(
            server: "main", query: try QueryTemplate(parsing: #"rate{i=~"{{names}}"}"#),
            expect: try #require(Expectation(parsing: expect)))
    }

    private static func tokenFile(_ text: String = token + "\n") throws -> String {
        let path = FileManager.default.temporaryDirectory.appending(path: "token-\(UUID().uuidString)").path
        try Data(text.utf8).write(to: URL(filePath: path))
        return path
    }

    private static func result(
        _ probe: Check.Probe, tokenFile: String? = nil, _ transport: ScriptedTransport
    ) async throws -> CheckResult {
        let address = try ServiceAddress(parsing: "https://mon.example:9090/prom/")
        let server = CheckServer(address, tokenFile: tokenFile, transport: transport)
        let client = CheckClient(prometheus: ["main": server], webhooks: ["smoke": server])
        return try #require(try await client.evaluate([request(probe)])[CheckID("c", wave: "canary")])
    }

    private static func vector(_ values: String...) -> String {
        let series = values.map { #"{"metric":{"i":"a"},"value":[1800000000.1,\#($0)]}"# }
        return #"{"status":"success","data":{"resultType":"vector","result":[\#(series.joined(separator: ","))]}}"#
    }

    static let answers: [(String, CheckResult.Outcome, String)] = [
        (vector(#""0.2""#), .passed, "0.2"), (vector(#""0.2""#, #""0.4""#), .passed, "0.4"),
        (vector(#""0.2""#, #""0.9""#), .failed, "0.9 is not < 0.5 (1 of 2 series)"),
        (vector(#""0.9""#, #""NaN""#), .failed, "0.9 is not < 0.5"),
        (vector(#""NaN""#), .inconclusive, "no finite number: NaN"),
        (vector(#""0.1""#, #""NaN""#), .inconclusive, "no finite number: NaN"),
        (vector(#""1e999""#), .inconclusive, "no finite number: 1e999"),
        (vector(#""+Inf""#), .inconclusive, "no finite number: +Inf"),
        (vector(#""often""#), .inconclusive, "no finite number: often"),
        (vector("0.2"), .inconclusive, "no answer of Prometheus"), (vector(), .inconclusive, "no series"),
        (vector("{}"), .inconclusive, "no answer of Prometheus"),
        (
            #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"histogram":[1,{}]}]}}"#,
            .inconclusive, "a histogram"
        ),
        (#"{"status":"success","data":{"resultType":"scalar","result":[1,"0.1"]}}"#, .passed, "0.1"),
        (#"{"status":"success","data":{"resultType":"string","result":[1,"x"]}}"#, .inconclusive, "no number"),
        (#"{"status":"success","data":{"resultType":"matrix","result":[]}}"#, .inconclusive, "a matrix"),
        (vector(#""0x1p-3""#), .inconclusive, "no finite number: 0x1p-3"),
        (
            #"{"status":"error","data":{"resultType":"scalar","result":[1,"0.1"]}}"#, .inconclusive,
            "no answer of Prometheus"
        ),
        (#"{"data":{"resultType":"scalar","result":[1,"0.1"]}}"#, .inconclusive, "no answer of Prometheus"),
        (
            #"{"status":"success","warnings":["a store is away"],"data":{"resultType":"scalar","result":[1,"0.1"]}}"#,
            .inconclusive, "the server warns of its answer: a store is away"
        ),
        (
            #"{"status":"success","infos":["a hint"],"warnings":[],"data":{"resultType":"scalar","result":[1,"0.1"]}}"#,
            .passed, "0.1"
        ),
        ("", .inconclusive, "no answer of Prometheus"), ("<html>", .inconclusive, "<html>"),
        (String(repeating: "[", count: 100_000), .inconclusive, "no answer of Prometheus"),
        ("{\"data\":\u{1B}[31m", .inconclusive, "no answer of Prometheus"),
    ]

    @Test(arguments: answers) func `a query passes only where every series is as expected`(
        _ body: String, _ outcome: CheckResult.Outcome, _ words: String
    ) async throws {
        let result = try await Self.result(try Self.prometheus(), ScriptedTransport { _ in .json(body) })
        #expect(result.outcome == outcome, "\(result)")
        #expect((result.message ?? result.value ?? "").contains(words), "\(result)")
        #expect(result.message?.contains("\u{1B}") != true)
    }

    @Test func `thousands of series are a mistake of the query`() async throws {
        let one = #"{"metric":{},"value":[1,"0"]}"#
        let all = Array(repeating: one, count: 1001).joined(separator: ",")
        let body = #"{"status":"success","data":{"resultType":"vector","result":[\#(all)]}}"#
        let result = try await Self.result(try Self.prometheus(), ScriptedTransport { _ in .json(body) })
        #expect(result.outcome == .inconclusive && result.message?.contains("1001 series") == true)
    }

    @Test func `the query is sent as a form to the server's path with its token`() async throws {
        let transport = ScriptedTransport { _ in .json(Self.vector(#""0""#)) }
        _ = try await Self.result(try Self.prometheus(), tokenFile: try Self.tokenFile(), transport)
        let sent = try #require(transport.requests.first)
        #expect(sent.method == .post && sent.path == "/prom/api/v1/query")
        #expect(String(decoding: sent.body, as: UTF8.self) == "query=rate%7Bi%3D~%22orders-1%22%7D")
        #expect(sent.headers["authorization"] == "Bearer \(Self.token)")
    }

    static let statuses: [(Int, CheckResult.Outcome, String)] = [
        (200, .passed, "hi"), (204, .passed, "hi"), (409, .failed, "hi"), (302, .inconclusive, "redirects are not"),
        (400, .inconclusive, "400: hi"), (404, .inconclusive, "404"), (500, .inconclusive, "500"),
    ]

    @Test(arguments: statuses) func `a webhook passes with 2xx, fails with 409, and else finds nothing out`(
        _ status: Int, _ outcome: CheckResult.Outcome, _ words: String
    ) async throws {
        let transport = ScriptedTransport { _ in .json("hi", status: status) }
        let result = try await Self.result(.webhook(target: "smoke"), transport)
        #expect(result.outcome == outcome && result.message?.contains(words) == true, "\(result)")
        let body = String(decoding: try #require(transport.requests.first).body, as: UTF8.self)
        #expect(
            body
                == #"{"before":false,"check":"c","fleet":"orders","instances":[{"declared":"2.0.75.260400","id":"00000000000000000000000000000001in07","labels":{"tier":"canary"},"name":"orders-1","version":"2.0.75.260400"}],"schemaVersion":1,"wave":"canary"}"#
        )
    }

    @Test func `an answer that repeats the token does not show it`() async throws {
        let file = try Self.tokenFile()
        for status in [200, 409, 500] {
            let transport = ScriptedTransport { _ in .json("you sent \(Self.token)", status: status) }
            let result = try await Self.result(.webhook(target: "smoke"), tokenFile: file, transport)
            #expect(result.message?.contains("you sent") == true)
            #expect(result.message?.contains(Self.token) == false, "\(result)")
        }
    }

    @Test(arguments: ["", "two words", "a\nb"]) func `a file without a token is said, and nothing is sent`(
        _ text: String
    ) async throws {
        let transport = ScriptedTransport { _ in .json("") }
        let result = try await Self.result(
            .webhook(target: "smoke"), tokenFile: try Self.tokenFile(text), transport)
        #expect(result.outcome == .inconclusive && result.message?.contains("holds no token") == true)
        #expect(transport.requests.isEmpty)
    }

    @Test func `a server that does not answer finds nothing out, with the reason`() async throws {
        let transport = ScriptedTransport { _ in
            throw TransportError(.unreachable, "mon.example:9090: connection refused", mayHaveArrived: false)
        }
        let result = try await Self.result(try Self.prometheus(), transport)
        #expect(result == CheckResult(.inconclusive, message: "mon.example:9090: connection refused"))
    }

    @Test func `what is asked of an unknown server finds nothing out`() async throws {
        let client = CheckClient()
        let results = await client.evaluate([try Self.request(.webhook(target: "smoke"))])
        #expect(results.values.map(\.outcome) == [.inconclusive])
    }

    @Test func `no more than sixteen evaluations run at once`() async throws {
        let transport = ScriptedTransport(company: 16) { _ in .json("") }
        let server = CheckServer(try ServiceAddress(parsing: "https://a.example"), transport: transport)
        let client = CheckClient(webhooks: ["smoke": server])
        let one = try Self.request(.webhook(target: "smoke"))
        let all = (0..<50).map {
            CheckRequest(id: CheckID("c\($0)", wave: nil), check: one.check, definition: "", subject: one.subject)
        }
        #expect(await client.evaluate(all).count == 50)
        #expect(transport.mostAtOnce == 16)
    }

    @Test(arguments: [
        ("https://a.example", "https://a.example"), ("https://a.example:9090/x/y/", "https://a.example:9090/x/y"),
        ("http://127.0.0.1:9090", "http://127.0.0.1:9090"),
    ])
    func `an address is an endpoint and a path`(_ text: String, _ expected: String) throws {
        #expect(try ServiceAddress(parsing: text).description == expected)
    }

    @Test(arguments: [
        "http://a.example", "https://u:p@a.example", "https://a.example/x?token=1", "a.example", "https://a.example/ü",
    ])
    func `an address that could leak a secret is none`(_ text: String) {
        #expect(throws: EndpointError.self) { try ServiceAddress(parsing: text) }
    }
}
