import Foundation
import Testing

@testable import Client
@testable import Fleet

@Suite struct ErrorClassificationTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let rawCode: String
        let status: Int
        let code: CloudError.Code
        let disposition: Disposition
        var testDescription: String { "\(status) \(rawCode)" }
    }

    static let rows: [Row] =
        [
            "DBS.200011", "DBS.200019", "DBS.200047", "DBS.201014", "DBS.201015", "DBS.201202", "DBS.201205",
            "DBS.212006", "DBS.05000084", "DBS.280406",
        ].map { Row(rawCode: $0, status: 400, code: .busy, disposition: .wait) }
        + [Row(rawCode: "DBS.212033", status: 403, code: .busy, disposition: .wait)]
        + ["DBS.200316", "DBS.280449"].map { Row(rawCode: $0, status: 400, code: .needsAPerson, disposition: .hold) }
        + [
            "DBS.200002", "DBS.200010", "DBS.200044", "DBS.200045", "DBS.201003", "DBS.280015", "DBS.280404",
        ].map { Row(rawCode: $0, status: 403, code: .notFound, disposition: .hold) }
        + ["DBS.200001", "DBS.280001", "DBS.200041", "DBS.200504", "DBS.280439"].map {
            Row(rawCode: $0, status: 400, code: .refused, disposition: .fail)
        }
        + [
            Row(rawCode: "DBS.05000008", status: 400, code: .alreadyLatest, disposition: .wait),
            Row(rawCode: "DBS.05000009", status: 400, code: .offPeak, disposition: .wait),
            Row(rawCode: "APIGW.0308", status: 429, code: .throttled, disposition: .retry),
            Row(rawCode: "APIGW.0301", status: 401, code: .unauthorized, disposition: .fail),
            Row(rawCode: "APIGW.0303", status: 401, code: .unauthorized, disposition: .fail),
            Row(rawCode: "APIGW.0101", status: 404, code: .notPublished, disposition: .fail),
            Row(rawCode: "APIGW.0201", status: 504, code: .timedOut, disposition: .retry),
        ]
        + ["DBS.108000", "DBS.200005", "DBS.213002", "DBS.05000000"].map {
            Row(rawCode: $0, status: 500, code: .server, disposition: .retry)
        }

    @Test("a code decides, whatever the status", arguments: rows)
    func classifiesByCode(row: Row) async throws {
        let transport = ScriptedTransport { _ in
            .json(#"{"error_code": "\#(row.rawCode)", "error_msg": "the cloud's words"}"#, status: row.status)
        }
        let error = try #require(await cloudError { try await Sample.client(transport).instances() })
        #expect(error.code == row.code)
        #expect(error.disposition == row.disposition)
        #expect(error.rawCode == row.rawCode)
        #expect(error.status == row.status)
        #expect(error.message == "the cloud's words")
        #expect(error.operation == "list the instances (GET /v3.1/{project}/instances)")
        #expect(!error.outcomeUnknown)
    }

    static let one = String(repeating: "a", count: 32) + "in07"
    static let other = String(repeating: "7", count: 32) + "in07"

    /// The words are read in whole, however little of them is shown, and an id is a word of its own.
    @Test(arguments: [
        ("The instance \(one) is frozen.", [one]), ("[\(one),\(other)]", [one, other]),
        (String(repeating: "many words ", count: 100) + "'\(other)'", [other]),
        ("x\(one) \(one)x \(String(repeating: "é", count: 32))in07 \(one.dropFirst()) in07", []), ("", []),
        ("é\(one)é", [one]),
    ]) func namesTheInstancesThatTheWordsName(words: String, ids: [String]) async throws {
        let transport = ScriptedTransport { _ in
            .json(#"{"error_code": "DBS.200001", "error_msg": "\#(words)"}"#, status: 400)
        }
        let error = try #require(await cloudError { try await Sample.client(transport).instances() })
        #expect(error.named == Set(ids.compactMap(InstanceID.init)))
        #expect(error.named.count == ids.count)
    }

    @Test(
        "an unknown code leaves it to the status",
        arguments: [
            (400, CloudError.Code.refused), (401, .unauthorized), (403, .forbidden), (404, .notFound),
            (408, .timedOut), (409, .busy), (429, .throttled), (500, .server), (502, .server), (503, .server),
            (504, .timedOut), (302, .unexpectedAnswer),
        ])
    func classifiesByStatus(status: Int, code: CloudError.Code) async throws {
        let transport = ScriptedTransport { _ in .json(#"{"error_code": "DBS.999999"}"#, status: status) }
        let error = try #require(await cloudError { try await Sample.client(transport).instances() })
        #expect(error.code == code)
    }

    @Test(
        "a submission's outcome is unknown exactly where the cloud may have acted",
        arguments: [
            (400, "DBS.200011", false), (403, "DBS.212033", false), (429, "APIGW.0308", false),
            (401, "APIGW.0301", false), (404, "APIGW.0101", false), (408, "", true), (500, "DBS.108000", true),
            (502, "", true), (503, "", true), (504, "APIGW.0201", true), (400, "APIGW.0201", true), (302, "", true),
            (303, "DBS.200011", true), (401, "DBS.108000", true),
        ])
    func outcome(status: Int, rawCode: String, isUnknown: Bool) async throws {
        let transport = ScriptedTransport { _ in .json(#"{"error_code": "\#(rawCode)"}"#, status: status) }
        let error = try #require(await cloudError { try await Sample.client(transport).submit(.sample) })
        #expect(error.reach == (isUnknown ? .unknown : .answered))
        #expect(error.outcomeUnknown == isUnknown)
        if isUnknown { #expect(error.disposition == .wait) }
    }

    @Test(
        "an answer of 200 that is not success leaves a submission's outcome unknown",
        arguments: [
            "", #"{"resp": "failed"}"#, #"{"resp": null}"#, #"{"resp": "succ"#, "{}", "[]", "<html>hello</html>",
            #"{"job_id": "1"}"#,
        ])
    func strangeSuccess(body: String) async throws {
        let transport = ScriptedTransport { _ in .json(body) }
        let error = try #require(await cloudError { try await Sample.client(transport).submit(.sample) })
        #expect(error.code == .unexpectedAnswer)
        #expect(error.outcomeUnknown)
    }

    @Test(
        "a transport's failure leaves a submission's outcome unknown unless it clearly did not arrive",
        arguments: [
            (TransportError(.unreachable, "h:443: refused", mayHaveArrived: false), CloudError.Code.unreachable),
            (TransportError(.tls, "h:443: no TLS", mayHaveArrived: false), .tls),
            (TransportError(.timedOut, "h:443: late", mayHaveArrived: true), .timedOut),
            (TransportError(.interrupted, "h:443: reset", mayHaveArrived: true), .interrupted),
            (TransportError(.tooLarge, "h:443: long", mayHaveArrived: true), .tooLarge),
        ])
    func transportFailure(failure: TransportError, code: CloudError.Code) async throws {
        let transport = ScriptedTransport { _ in throw failure }
        let submission = try #require(await cloudError { try await Sample.client(transport).submit(.sample) })
        #expect(submission.code == code)
        #expect(submission.reach == (failure.mayHaveArrived ? .unknown : .notSent))
        #expect(submission.outcomeUnknown == failure.mayHaveArrived)
        #expect(submission.message.contains("h:443"))
        let reading = try #require(await cloudError { try await Sample.client(transport).instances() })
        #expect(!reading.outcomeUnknown)
    }

    @Test("a canceled submission has an unknown outcome, a canceled reading is a CancellationError")
    func cancellation() async throws {
        let transport = ScriptedTransport { _ in throw CancellationError() }
        let error = try #require(await cloudError { try await Sample.client(transport).submit(.sample) })
        #expect(error.code == .interrupted && error.outcomeUnknown)
        await #expect(throws: CancellationError.self) { try await Sample.client(transport).instances() }
    }

    @Test(
        "what came instead of an answer is shown, short and on one line",
        arguments: [
            ("<html>\n<h1>Welcome\u{1b}[31m</h1>", "text/html", "<html> <h1>Welcome [31m</h1>"),
            (String(repeating: "x", count: 500), "text/plain", String(repeating: "x", count: 80) + "…"),
            (#"{"instances": [{"id":"#, "application/json", "is not JSON, or is cut short"),
            (#"{"instances": 7, "total_count": 1}"#, "application/json", "instances has another type"),
            (#"{"instances": []}"#, "application/json", "total_count is missing"),
            (#"{"instances": [], "total_count": -1}"#, "application/json", "total_count is -1"),
            (#"{"instances": [], "total_count": 99999999999}"#, "application/json", "total_count is 99999999999"),
            ("", "application/json", "the answer is empty"),
        ])
    func showsWhatCame(body: String, type: String, shown: String) async throws {
        let transport = ScriptedTransport { _ in .json(body, headers: ["content-type": type]) }
        let error = try #require(await cloudError { try await Sample.client(transport).instances() })
        #expect(error.code == .unexpectedAnswer)
        #expect(error.disposition == .fail)
        #expect(error.message.contains(shown), "\(error.message)")
        #expect(error.description.contains("GET /v3.1/{project}/instances"))
    }

    @Test("JSON that is nested without end is an error and no crash", arguments: ["[", #"{"instances":"#], [200, 400])
    func nesting(opening: String, status: Int) async throws {
        let body = String(repeating: opening, count: 100_000)
        let transport = ScriptedTransport { _ in .json(body, status: status) }
        let error = try #require(await cloudError { try await Sample.client(transport).instances() })
        #expect(error.code == (status == 200 ? .unexpectedAnswer : .refused))
        let closed = body + String(repeating: opening == "[" ? "]" : "}", count: 100_000)
        let whole = ScriptedTransport { _ in .json(closed, status: status) }
        #expect(await cloudError { try await Sample.client(whole).instances() } != nil)
    }

    @Test("bytes that are not UTF-8 are said to be none")
    func notUTF8() async throws {
        let body = Data(#"{"instances": [], "total_count": 0, "x": ""#.utf8) + [0xFF, 0xFE] + Data(#""}"#.utf8)
        let transport = ScriptedTransport { _ in WireResponse(status: 200, body: body) }
        let error = try #require(await cloudError { try await Sample.client(transport).instances() })
        #expect(error.message.contains("not UTF-8"))
    }

    @Test("the cloud's words are bounded and hold no control characters")
    func boundedWords() async throws {
        let words = "a\\u0000b\\u001b[2J\\u202e" + String(repeating: "long ", count: 1000)
        let transport = ScriptedTransport { _ in
            .json(#"{"error_code": "DBS.200001", "error_msg": "\#(words)"}"#, status: 400)
        }
        let error = try #require(await cloudError { try await Sample.client(transport).instances() })
        #expect(error.message.hasPrefix("a b [2J long"))
        #expect(error.message.count < 700)
    }
}

extension UpgradeRequest {
    static let sample = UpgradeRequest(instances: [Sample.instance(1)], from: KernelVersion(2, 0, 72, 260100))
}
