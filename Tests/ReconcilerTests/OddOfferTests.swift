import Client
import CloudModel
import Fleet
import Foundation
import Journal
import Logging
import Planning
import Reconciler
import Simulator
import TestSupport
import Testing

/// The version query of one instance among others brings something odd.
@Suite(.patience) struct OddOfferTests {
    /// Answers the version queries of one instance itself, and leaves everything else to the simulator.
    struct OddTransport: Transport {
        let transport: HTTPTransport
        let id: InstanceID
        let answer: Client.WireResponse

        func send(_ request: Client.WireRequest, timeout: Duration) async throws -> Client.WireResponse {
            guard request.path.hasSuffix("/\(id)/database-version") else {
                return try await transport.send(request, timeout: timeout)
            }
            return answer
        }
    }

    static func with<Value: Sendable>(
        status: Int, _ body: String, _ use: @escaping @Sendable (Reconciliation, Set<InstanceID>) async -> Value
    ) async throws -> (value: Value, audit: AuditReport) {
        let instances = try LocalCloud.instances(3)
        let file = FleetFile(settings: LocalCloud.quick, instances: instances)
        return try await SimulatorServer.withServer(file) { url, server in
            let transport = HTTPTransport()
            let project = try #require(ProjectID(file.projectID))
            let key = AccessKey(id: file.credentials.accessKey, secret: Secret(file.credentials.secretKey))
            let client = CloudClient(
                endpoint: try Endpoint(parsing: url), project: project, authenticator: AccessKeyAuthenticator(key),
                transport: OddTransport(
                    transport: transport, id: instances[1].id, answer: .init(status: status, body: Data(body.utf8))),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let reconciliation = await Reconciliation(of: [try LocalCloud.fleet(instances)]) { _ in (project, client) }
            let value = await use(reconciliation, Set(instances.map(\.id)))
            await transport.shutdown()
            return (value, server.audit())
        }
    }

    static let answers = [
        (200, #"{"upgrade_flag": "perhaps", "datastore": {}}"#), (200, "<html>hello</html>"), (200, ""),
        (400, #"{"error_code": "DBS.200001", "error_msg": "no version"}"#), (302, ""),
        (404, #"{"error_code": "APIGW.0101", "error_msg": "no such API"}"#), (403, ""),
    ]

    @Test("holds that instance and says what came, and the others are upgraded", arguments: answers)
    func holdsOne(status: Int, body: String) async throws {
        let (reports, audit) = try await Self.with(status: status, body) { reconciliation, _ in
            await reconciliation.run(
                settings: LocalCloud.settings(), state: JournalAccess(journal: InMemoryJournal()), revision: "main@1")
        }
        let report = try #require(reports.first)
        #expect(report.result == .attention)
        #expect(report.plan?.instances.map(\.action.reason?.code) == [nil, .offerUnreadable, nil])
        #expect(audit.instances.map(\.requests) == [1, 0, 1])
    }

    @Test("is a held row of the plan", arguments: answers)
    func isPlanned(status: Int, body: String) async throws {
        let (report, _) = try await Self.with(status: status, body) { reconciliation, declared in
            await reconciliation.plan(revision: "main@1", declared: declared)
        }
        #expect(report.failures.isEmpty)
        #expect(report.plan.fleets.first?.instances.map(\.action.reason?.code) == [nil, .offerUnreadable, nil])
    }

    @Test("ends the run where it is about the credentials, which would only be locked") func credentials() async throws
    {
        let body = #"{"error_code": "APIGW.0301", "error_msg": "wrong"}"#
        let (reports, audit) = try await Self.with(status: 401, body) { reconciliation, _ in
            await reconciliation.run(
                settings: LocalCloud.settings(), state: JournalAccess(journal: InMemoryJournal()), revision: "main@1")
        }
        guard case .failed = reports.first?.result else {
            Issue.record("the run did not fail: \(reports)")
            return
        }
        #expect(audit.upgrades.isEmpty)
    }
}
