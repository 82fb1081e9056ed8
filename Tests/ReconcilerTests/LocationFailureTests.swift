import Client
import CloudModel
import Fleet
import Foundation
import Journal
import Logging
import Planning
import Reconciler
import Simulator
import Synchronization
import TestSupport
import Testing

/// A location that cannot be reached fails its own fleets, and no others.
@Suite(.patience) struct LocationFailureTests {
    struct NoSuchProfile: Error, CustomStringConvertible {
        var description: String { "there is no profile 'prod'" }
    }

    /// Fleets of three locations: the first and the second in one of them.
    static func fleets(_ instances: [CloudInstance]) throws -> [DesiredFleet] {
        try zip(["a", "b", "c", "d"], [nil, nil, "prod", "slow"]).enumerated().map { index, item in
            var fleet = try LocalCloud.fleet(named: item.0, [instances[index]])
            fleet.location.credentials = item.1
            return fleet
        }
    }

    static func with<Value: Sendable>(
        _ body: @escaping @Sendable (Reconciliation, Set<InstanceID>) async -> Value,
        access: @escaping @Sendable (Location, Reconciliation.Access) async throws -> Reconciliation.Access
    ) async throws -> Value {
        let instances = try LocalCloud.instances(4)
        let file = FleetFile(settings: LocalCloud.quick, instances: instances)
        return try await SimulatorServer.withServer(file) { url, _ in
            let transport = HTTPTransport()
            let project = try #require(ProjectID(file.projectID))
            let key = AccessKey(id: file.credentials.accessKey, secret: Secret(file.credentials.secretKey))
            let client = CloudClient(
                endpoint: try Endpoint(parsing: url), project: project, authenticator: AccessKeyAuthenticator(key),
                transport: transport, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let reconciliation = await Reconciliation(of: try fleets(instances)) {
                try await access($0, (project, client))
            }
            let value = await body(reconciliation, Set(instances.map(\.id)))
            await transport.shutdown()
            return value
        }
    }

    @Test func theOthersAreReconciled() async throws {
        let asked = Mutex<[String]>([])
        let reports = try await Self.with { reconciliation, _ in
            await reconciliation.run(
                settings: LocalCloud.settings(), state: JournalAccess(journal: InMemoryJournal()), revision: "main@1")
        } access: { location, access in
            asked.withLock { $0.append(location.credentials ?? "-") }
            if location.credentials == "prod" { throw NoSuchProfile() }
            return access
        }
        #expect(reports.map(\.fleet) == ["a", "b", "c", "d"])
        #expect(
            reports.map(\.result) == [
                .converged, .converged, .failed(message: "there is no profile 'prod'"), .converged,
            ])
        #expect(asked.withLock { $0.sorted() } == ["-", "prod", "slow"])
    }

    @Test func theOthersArePlanned() async throws {
        let report = try await Self.with {
            await $0.plan(revision: "main@1", declared: $1)
        } access: {
            location, access in
            if location.credentials == "prod" { throw NoSuchProfile() }
            return access
        }
        #expect(report.plan.fleets.map(\.fleet) == ["a", "b", "d"])
        #expect(report.plan.unmanaged.isEmpty)
        #expect(report.failures.map(\.fleet) == ["c"])
        #expect(report.failures.map(\.message) == ["there is no profile 'prod'"])
    }

    @Test func locationsAreLookedUpSideBySide() async throws {
        let (arrivals, arrive) = AsyncStream<Void>.makeStream()
        let report = try await Self.with {
            await $0.plan(revision: "main@1", declared: $1)
        } access: {
            location, access in
            // The slow one answers only after the others have been asked.
            if location.credentials == "slow" {
                var others = arrivals.makeAsyncIterator()
                for _ in 0..<2 { await others.next() }
            } else {
                arrive.yield()
            }
            return access
        }
        #expect(report.failures.isEmpty)
        #expect(report.plan.fleets.count == 4)
    }

    @Test func aLookupThatWasStoppedIsNoFailure() async throws {
        let reports = try await Self.with { reconciliation, _ in
            await reconciliation.run(
                settings: LocalCloud.settings(), state: JournalAccess(journal: InMemoryJournal()), revision: "main@1")
        } access: { _, _ in
            throw CancellationError()
        }
        #expect(reports.allSatisfy { $0.result == .interrupted })
    }
}
