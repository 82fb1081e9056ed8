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
import Testing

/// A simulated cloud in this process, spoken to over HTTP by the real client.
enum LocalCloud {
    static let old = KernelVersion(2, 0, 72, 260100)
    static let declared = KernelVersion(2, 0, 75, 260400)
    static let beyond = KernelVersion(2, 0, 78, 260700)

    /// Upgrades that take a moment, and jobs that show a little late.
    static let quick = SimulatedSettings(
        upgradeDuration: .milliseconds(200) ... .milliseconds(600), jobVisibilityDelay: .milliseconds(100))

    /// Settings for runs against it.
    static func settings(timeout: Double = 900, settle: Duration = .seconds(5)) -> Rollout.Settings {
        Rollout.Settings(
            pollInterval: .milliseconds(150), settleTime: settle, deadline: Date().addingTimeInterval(timeout),
            skipsGracePeriod: true)
    }

    /// What runs a reconciliation against the simulator at `url`, and what the simulator saw of it.
    static func reconcile(
        _ file: FleetFile, _ fleets: [DesiredFleet], settings: Rollout.Settings = settings(),
        key: AccessKey? = nil, clock: any WallClock = SteadyClock(),
        state: JournalAccess = JournalAccess(journal: InMemoryJournal()), follower: (any RevisionFollower)? = nil,
        history: (any RevisionHistory)? = nil, revision: String = "main@1",
        tell: @escaping @Sendable (RunProgress, SimulatorServer) -> Void = { _, _ in }
    ) async throws -> (reports: [FleetReport], audit: AuditReport) {
        try await SimulatorServer.withServer(file) { url, server in
            let reports = try await with(url, file, fleets, key: key, clock: clock) { reconciliation in
                await reconciliation.run(
                    settings: settings, state: state, revision: revision, follower: follower, history: history
                ) {
                    tell($0, server)
                }
            }
            return (reports, server.audit())
        }
    }

    static func plan(_ file: FleetFile, _ fleets: [DesiredFleet]) async throws -> (
        report: PlanReport, audit: AuditReport
    ) {
        try await SimulatorServer.withServer(file) { url, server in
            let declared = Set(fleets.flatMap { $0.instances.map(\.id) })
            let report = try await with(url, file, fleets) { await $0.plan(revision: "main@1", declared: declared) }
            return (report, server.audit())
        }
    }

    private static func with<Value: Sendable>(
        _ url: String, _ file: FleetFile, _ fleets: [DesiredFleet], key: AccessKey? = nil,
        clock: any WallClock = SteadyClock(), _ body: (Reconciliation) async -> Value
    ) async throws -> Value {
        try await withClient(url, file, key: key) { client in
            let project = try #require(ProjectID(file.projectID))
            return await body(await Reconciliation(of: fleets, clock: clock) { _ in (project, client) })
        }
    }

    /// The real client of the simulator at `url`.
    static func withClient<Value>(
        _ url: String, _ file: FleetFile, key: AccessKey? = nil, _ body: (CloudClient) async throws -> Value
    ) async throws -> Value {
        let transport = HTTPTransport()
        let key = key ?? AccessKey(id: file.credentials.accessKey, secret: Secret(file.credentials.secretKey))
        let project = try #require(ProjectID(file.projectID))
        let client = CloudClient(
            endpoint: try Endpoint(parsing: url), project: project, authenticator: AccessKeyAuthenticator(key),
            transport: transport, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let value = try await body(client)
        await transport.shutdown()
        return value
    }

    /// A fleet that declares a version for the instances of a file.
    static func fleet(
        named name: String = "orders", _ instances: [CloudInstance], rollout: RolloutPolicy = allAtOnce,
        change: (inout DesiredInstance) -> Void = { _ in }
    ) throws -> DesiredFleet {
        DesiredFleet(
            name: name,
            location: Location(
                region: "cn-north-4", project: .id(try #require(ProjectID(FleetFile.defaultProjectID)))),
            rollout: rollout,
            instances: instances.map {
                var instance = DesiredInstance(id: $0.id, version: declared)
                change(&instance)
                return instance
            })
    }

    /// A percentage of everything and no pre-checks, so that neither is part of what a test is about.
    static let allAtOnce = RolloutPolicy(
        waves: [.init(name: "all", maxUnavailable: .percent(100))], precheck: .off)

    static func instances(_ count: Int, version: KernelVersion = old, offers: [KernelVersion] = [declared]) throws
        -> [CloudInstance]
    {
        try (1...count).map { number in
            CloudInstance(
                id: try #require(InstanceID(String(format: "%032din07", number))), name: "orders-\(number)",
                version: version, offers: offers)
        }
    }
}

/// The machine's clock, which a test can set forward.
final class SkippingClock: WallClock {
    private let skipped = Mutex(0.0)

    var now: Date { Date().addingTimeInterval(skipped.withLock { $0 }) }

    func skip(_ seconds: Double) { skipped.withLock { $0 += seconds } }

    func sleep(until date: Date) async throws {
        while now < date { try await Task.sleep(for: .milliseconds(5)) }
    }
}
