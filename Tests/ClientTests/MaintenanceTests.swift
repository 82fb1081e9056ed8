import Foundation
import TestSupport
import Testing

@testable import Client
@testable import Fleet

@Suite(.patience) struct CancellationTests {
    @Test("a cancellation is one DELETE with the jobs, and returns those that the cloud names")
    func cancellation() async throws {
        let transport = ScriptedTransport { _ in .json(#"{"job_ids": ["b", 7, null]}"#) }
        let canceled = try await Sample.client(transport).cancelScheduled(jobs: ["a", "b"])
        #expect(canceled == ["b", "7"])
        let sent = try #require(transport.requests.first)
        #expect(transport.requests.count == 1)
        #expect(sent.method == .delete)
        #expect(sent.path == "/v3/\(Sample.project)/scheduled-jobs")
        #expect(sent.query.isEmpty)
        #expect(try JSONSerialization.jsonObject(with: sent.body) as? [String: [String]] == ["job_ids": ["a", "b"]])
    }

    @Test("a cancellation of none, or of more than 100, is refused without a call", arguments: [0, 101])
    func sizes(count: Int) async throws {
        let transport = ScriptedTransport { _ in .json(#"{"job_ids": []}"#) }
        let error = try #require(
            await cloudError { try await Sample.client(transport).cancelScheduled(jobs: (0..<count).map { "\($0)" }) })
        #expect(error.code == .invalidRequest)
        #expect(!error.outcomeUnknown)
        #expect(transport.requests.isEmpty)
    }

    @Test("100 go in one call")
    func most() async throws {
        let transport = ScriptedTransport { _ in .json(#"{"job_ids": []}"#) }
        _ = try await Sample.client(transport).cancelScheduled(jobs: (0..<100).map { "\($0)" })
        #expect(transport.requests.count == 1)
    }

    @Test(
        "what fails says whether something may have been canceled all the same",
        arguments: [
            (400, #"{"error_code": "DBS.200011", "error_msg": "it runs"}"#, CloudError.Code.busy, false),
            (400, #"{"error_code": "DBS.200543", "error_msg": "no such job"}"#, .refused, false),
            (500, "", .server, true), (504, "", .timedOut, true), (200, "{}", .unexpectedAnswer, true),
        ])
    func failures(status: Int, body: String, code: CloudError.Code, outcomeUnknown: Bool) async throws {
        let transport = ScriptedTransport { _ in .json(body, status: status) }
        let error = try #require(await cloudError { try await Sample.client(transport).cancelScheduled(jobs: ["a"]) })
        #expect(error.code == code)
        #expect(error.outcomeUnknown == outcomeUnknown)
        #expect(transport.requests.count == 1)
    }
}

@Suite(.patience) struct MaintenanceWindowTests {
    static func ids(_ request: WireRequest) -> [Substring] {
        request.value("instance_ids")?.split(separator: ",", omittingEmptySubsequences: false) ?? []
    }

    @Test("windows are asked for twenty at a time", arguments: [0, 1, 20, 21, 101])
    func windows(count: Int) async throws {
        let transport = ScriptedTransport { request in
            let details = Self.ids(request).map { #"{"id": "\#($0)", "maintenance_window": "18:00-22:00"}"# }
            return .json(#"{"instances": [\#(details.joined(separator: ","))]}"#)
        }
        let instances = (0..<count).map { Sample.instance($0) }
        let windows = try await Sample.client(transport).maintenanceWindows(of: instances + instances)
        let standard = try #require(DailyWindow("18:00-22:00"))
        #expect(windows == Dictionary(uniqueKeysWithValues: instances.map { ($0, standard) }))
        #expect(transport.requests.count == (count + 19) / 20)
        #expect(transport.requests.allSatisfy { Self.ids($0).count <= 20 && $0.method == .get && $0.body.isEmpty })
        #expect(transport.requests.allSatisfy { $0.path == "/v3.1/\(Sample.project)/instances/details" })
        #expect(Set(transport.requests.flatMap(Self.ids)) == Set(instances.map { Substring("\($0)") }))
    }

    @Test("the calls run side by side")
    func sideBySide() async throws {
        let transport = ScriptedTransport(company: 4) { _ in .json(#"{"instances": []}"#) }
        _ = try await Sample.client(transport, maximumConnections: 4)
            .maintenanceWindows(of: (0..<200).map { Sample.instance($0) })
        #expect(transport.mostAtOnce == 4)
    }

    @Test("an instance whose window is unreadable is left out")
    func unreadable() async throws {
        let transport = ScriptedTransport { _ in
            .json(
                #"""
                {"instances": [{"id": "\#(Sample.instance(1))", "maintenance_window": "22:00-02:00", "port": 3306},
                 {"id": "\#(Sample.instance(2))", "maintenance_window": "at night"}, {"id": "\#(Sample.instance(3))"},
                 {"id": "\#(Sample.instance(4))", "maintenance_window": null}, {"id": "another engine's"},
                 {"maintenance_window": "18:00-22:00"}]}
                """#)
        }
        let windows = try await Sample.client(transport).maintenanceWindows(of: (1...5).map { Sample.instance($0) })
        #expect(windows.mapValues(\.description) == [Sample.instance(1): "22:00-02:00"])
    }

    @Test(
        "what fails is an error and never no windows",
        arguments: [
            (400, #"{"error_code": "DBS.200010", "error_msg": "gone"}"#, CloudError.Code.notFound),
            (200, "{}", .unexpectedAnswer), (200, #"{"instances": [7]}"#, .unexpectedAnswer),
        ])
    func failures(status: Int, body: String, code: CloudError.Code) async throws {
        let transport = ScriptedTransport { _ in .json(body, status: status) }
        let error = try #require(
            await cloudError { try await Sample.client(transport).maintenanceWindows(of: [Sample.instance(1)]) })
        #expect(error.code == code)
    }
}
