import Foundation
import TestSupport
import Testing

@testable import Client
@testable import Fleet

@Suite(.patience) struct PrecheckTests {
    static let version = KernelVersion(2, 0, 72, 260100)
    static let path = "/v3/\(Sample.project)/instances/database-version/upgrade/pre-check"

    static func answer(
        _ verdict: String = "\"true\"", updated: String = "1534703629000", status: String = "\"passed\""
    ) -> String {
        """
        {"upgrade_precheck_result": \(verdict), "updated_at": \(updated), "upgrade_precheck_detail": [
         {"check_item": "resource", "check_description": "Enough\\u0007 memory.", "check_object": "node-1",
          "check_status": \(status)}]}
        """
    }

    static func result(of body: String, status: Int = 200) async throws -> Result<PrecheckResult?, CloudError>? {
        let transport = ScriptedTransport { _ in .json(body, status: status) }
        let instance = Sample.instance(7)
        return try await Sample.client(transport).precheckResults(for: [instance], from: version)[instance]
    }

    static func named(by request: WireRequest) throws -> [[String: String]]? {
        let body = try JSONSerialization.jsonObject(with: request.body) as? [String: Any]
        #expect(body?.count == 1)
        return body?["databases_instance_infos"] as? [[String: String]]
    }

    @Test("a pre-check names one instance a call, and runs beside others within the bound")
    func requests() async throws {
        let transport = ScriptedTransport { request in
            .json(request.path.hasSuffix("result") ? Self.answer() : #"{"job_ids": ["j"]}"#)
        }
        let instances = (0..<120).map { Sample.instance($0) }
        let client = Sample.client(transport, maximumConnections: 4)
        let started = try await client.startPrechecks(of: instances + instances, from: Self.version)
        #expect(Set(started.keys) == Set(instances))
        for result in started.values { #expect(throws: Never.self) { try result.get() } }
        let results = try await client.precheckResults(for: instances, from: Self.version)
        #expect(Set(results.keys) == Set(instances))
        for path in [Self.path, Self.path + "-result"] {
            let requests = transport.requests.filter { $0.path == path }
            #expect(requests.count == 120)
            #expect(requests.allSatisfy { $0.method == .post && $0.query.isEmpty })
            let named = try requests.compactMap { try Self.named(by: $0) }
            #expect(named.allSatisfy { $0.count == 1 && $0[0].count == 2 })
            #expect(named.allSatisfy { $0[0]["current_version"] == "2.0.72.260100" })
            #expect(Set(named.map { $0[0]["instance_id"] }) == Set(instances.map(\.description)))
        }
        #expect(transport.requests.count == 240)
        #expect(transport.mostAtOnce <= 4)
    }

    @Test("pre-checks run side by side")
    func sideBySide() async throws {
        let transport = ScriptedTransport(company: 5) { _ in .json(#"{"job_ids": []}"#) }
        let instances = (0..<21).map { Sample.instance($0) }
        _ = try await Sample.client(transport, maximumConnections: 5).startPrechecks(of: instances, from: Self.version)
        #expect(transport.requests.count == 21)
        #expect(transport.mostAtOnce == 5)
    }

    @Test("none asked for is no call")
    func none() async throws {
        let transport = ScriptedTransport { _ in .json("{}") }
        #expect(try await Sample.client(transport).startPrechecks(of: [], from: Self.version).isEmpty)
        #expect(try await Sample.client(transport).precheckResults(for: [], from: Self.version).isEmpty)
        #expect(transport.requests.isEmpty)
    }

    @Test(
        "a result's types may wobble",
        arguments: [
            ("\"true\"", "1534703629000", "\"passed\"", true, true),
            ("true", "\"1534703629000\"", "\"PASSED\"", true, true),
            ("1", "\"2018-08-20T02:33:49+0800\"", "\"passed\"", true, true),
            ("\"False\"", "1534703629000", "\"failed\"", false, false),
            ("0", "1534703629000", "\"passed\"", false, true),
            ("\"true\"", "1534703629000", "\"failed\"", false, false),
            ("\"true\"", "1534703629000", "\"skipped\"", false, false),
            ("\"true\"", "1534703629000", "null", false, false),
        ])
    func lenient(_ verdict: String, _ updated: String, _ status: String, _ passed: Bool, _ item: Bool) async throws {
        let body = Self.answer(verdict, updated: updated, status: status)
        let result = try await Self.result(of: body)?.get()
        #expect(
            result
                == PrecheckResult(
                    passed: passed,
                    items: [.init(name: "resource", object: "node-1", passed: item, description: "Enough memory.")],
                    updatedAt: Date(timeIntervalSince1970: 1_534_703_629)))
    }

    @Test(
        "a result without details is the verdict alone",
        arguments: [
            #"{"upgrade_precheck_result": "true", "updated_at": 1534703629000}"#,
            #"{"upgrade_precheck_result": "true", "updated_at": 1534703629000, "upgrade_precheck_detail": null}"#,
        ])
    func withoutDetails(body: String) async throws {
        let result = try await Self.result(of: body)?.get()
        #expect(result == PrecheckResult(passed: true, updatedAt: Date(timeIntervalSince1970: 1_534_703_629)))
    }

    @Test(
        "no result yet is none, and no error",
        arguments: [
            (404, #"{"error_code": "DBS.280404", "error_msg": "none"}"#),
            (400, #"{"error_code": "DBS.280404", "error_msg": "none"}"#),
            (400, #"{"error_code": "DBS.200001", "error_msg": "No pre-check has been run"}"#),
            (400, #"{"error_code": "DBS.200011", "error_msg": "busy"}"#),
            (404, #"{"error_code": "DBS.999999", "error_msg": "none"}"#), (409, "{}"), (422, "{}"),
            (200, #"{"upgrade_precheck_result": null, "updated_at": null, "upgrade_precheck_detail": []}"#),
            (200, #"{"upgrade_precheck_result": "", "updated_at": 0}"#),
        ])
    func noneYet(status: Int, body: String) async throws {
        let result = try #require(try await Self.result(of: body, status: status))
        #expect(try result.get() == nil)
    }

    @Test(
        "an unreadable result is an error, and never a pass",
        arguments: [
            #"{"upgrade_precheck_result": "perhaps", "updated_at": 1534703629000}"#,
            #"{"upgrade_precheck_result": "true"}"#, #"{"upgrade_precheck_result": "true", "updated_at": "soon"}"#,
            #"{"upgrade_precheck_result": "true", "updated_at": 1534703629000, "upgrade_precheck_detail": [7]}"#,
            "[]", "<html>",
        ])
    func strange(body: String) async throws {
        let result = try #require(try await Self.result(of: body))
        let error = #expect(throws: CloudError.self) { try result.get() }
        #expect(error?.code == .unexpectedAnswer)
        #expect(error?.outcomeUnknown == false)
    }

    @Test("where the region has no pre-check, one call tells it for all", arguments: ["start", "read"])
    func notPublished(kind: String) async throws {
        let transport = ScriptedTransport { _ in
            .json(#"{"error_code": "APIGW.0101", "error_msg": "no such API", "request_id": "r"}"#, status: 404)
        }
        let client = Sample.client(transport)
        let instances = (0..<50).map { Sample.instance($0) }
        let codes =
            kind == "start"
            ? try await client.startPrechecks(of: instances, from: Self.version).mapValues { $0.failureCode }
            : try await client.precheckResults(for: instances, from: Self.version).mapValues { $0.failureCode }
        #expect(codes == Dictionary(uniqueKeysWithValues: instances.map { ($0, .notPublished) }))
        #expect(transport.requests.count == 1)
    }

    @Test("one instance's failure leaves the others alone", arguments: [0, 13])
    func oneFails(number: Int) async throws {
        let transport = ScriptedTransport { request in
            if String(decoding: request.body, as: UTF8.self).contains("\(Sample.instance(number))") {
                return .json(#"{"error_code": "DBS.200011", "error_msg": "busy"}"#, status: 400)
            }
            return .json(#"{"job_ids": ["j"]}"#)
        }
        let instances = (0..<20).map { Sample.instance($0) }
        let started = try await Sample.client(transport).startPrechecks(of: instances, from: Self.version)
        #expect(started.compactMapValues(\.failureCode) == [Sample.instance(number): .busy])
        #expect(started.count == 20)
    }

    @Test(
        "a reading that lacks rights or fails in transit is an error, and not the word that there is no result",
        arguments: [(403, CloudError.Code.forbidden), (429, .throttled), (500, .server), (504, .timedOut)])
    func unread(status: Int, code: CloudError.Code) async throws {
        let result = try #require(try await Self.result(of: "{}", status: status))
        #expect(result.failureCode == code)
    }

    @Test("a start that answers something else has not started")
    func strangeStart() async throws {
        let transport = ScriptedTransport { _ in .json(#"{"resp": "success"}"#) }
        let started = try await Sample.client(transport).startPrechecks(of: [Sample.instance(1)], from: Self.version)
        #expect(started.mapValues(\.failureCode) == [Sample.instance(1): .unexpectedAnswer])
    }

    @Test("refused credentials end it all at once")
    func unauthorized() async throws {
        let transport = ScriptedTransport { _ in
            .json(#"{"error_code": "APIGW.0301", "error_msg": "bad signature"}"#, status: 401)
        }
        let error = try #require(
            await cloudError {
                try await Sample.client(transport).precheckResults(
                    for: (0..<20).map { Sample.instance($0) }, from: Self.version)
            })
        #expect(error.code == .unauthorized)
        #expect(transport.requests.count == 1)
    }
}

extension Result where Failure == CloudError {
    var failureCode: CloudError.Code? { if case .failure(let error) = self { error.code } else { nil } }
}
