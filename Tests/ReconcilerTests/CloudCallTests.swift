import Client
import CloudModel
import Fleet
import Foundation
import Logging
import Reconciler
import Simulator
import Testing

/// The real client's calls for rollouts against the simulator, over HTTP.
@Suite struct CloudCallTests {
    static func withCloud(
        _ file: FleetFile, _ body: @escaping @Sendable (any Cloud, SimulatorServer) async throws -> Void
    ) async throws {
        try await SimulatorServer.withServer(file) { url, server in
            let key = AccessKey(id: file.credentials.accessKey, secret: Secret(file.credentials.secretKey))
            let transport = HTTPTransport()
            let client = CloudClient(
                endpoint: try Endpoint(parsing: url), project: try #require(ProjectID(file.projectID)),
                authenticator: AccessKeyAuthenticator(key), transport: transport,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let result: Result<Void, any Error>
            do { result = .success(try await body(client, server)) } catch { result = .failure(error) }
            await transport.shutdown()
            try result.get()
        }
    }

    static let instant = SimulatedSettings(
        upgradeDuration: .milliseconds(10) ... .milliseconds(20), jobVisibilityDelay: .zero)

    @Test func prechecksAreStartedAndRead() async throws {
        var instances = try LocalCloud.instances(30)
        instances[3].failsPrecheck = true
        let ids = instances.map(\.id)
        try await Self.withCloud(FleetFile(settings: Self.instant, instances: instances)) { cloud, server in
            let before = try await cloud.precheckResults(for: ids, from: LocalCloud.old)
            #expect(before.count == 30)
            for result in before.values { #expect(try result.get() == nil) }
            for result in try await cloud.startPrechecks(of: ids, from: LocalCloud.old).values { try result.get() }
            let results = try await cloud.precheckResults(for: ids, from: LocalCloud.old)
            for (id, result) in results {
                let precheck = try #require(try result.get())
                #expect(precheck.passed == (id != ids[3]))
                let failed = precheck.items.filter { !$0.passed }
                #expect(failed.map(\.name) == (id == ids[3] ? ["feature compatibility"] : []))
                #expect(failed.allSatisfy { $0.object == id.description && !$0.description.isEmpty })
                #expect(abs(precheck.updatedAt.timeIntervalSinceNow) < 600)
            }
            #expect(server.audit().count(of: .precheck) == 30)
            #expect(server.audit().count(of: .precheckResult) == 60)
        }
    }

    @Test func aRegionWithoutPrechecksSaysSo() async throws {
        var file = FleetFile(settings: Self.instant, instances: try LocalCloud.instances(5))
        file.settings.precheckPublished = false
        let ids = file.instances.map(\.id)
        try await Self.withCloud(file) { cloud, _ in
            let started = try await cloud.startPrechecks(of: ids, from: LocalCloud.old)
            #expect(Set(started.keys) == Set(ids))
            for result in started.values {
                #expect(throws: Client.CloudError.self) { try result.get() }.map { #expect($0.code == .notPublished) }
            }
            let results = try await cloud.precheckResults(for: ids, from: LocalCloud.old)
            #expect(Set(results.keys) == Set(ids))
            for result in results.values {
                #expect(throws: Client.CloudError.self) { try result.get() }.map { #expect($0.code == .notPublished) }
            }
        }
    }

    @Test func delayedUpgradesAreSeenAndCanceled() async throws {
        let instances = try LocalCloud.instances(45)
        let ids = instances.map(\.id)
        try await Self.withCloud(FleetFile(settings: Self.instant, instances: instances)) { cloud, server in
            let windows = try await cloud.maintenanceWindows(of: ids)
            #expect(Set(windows.keys) == Set(ids))
            #expect(server.audit().count(of: .details) == 3)
            // A window that is not open now, so that nothing begins meanwhile.
            let hour = Int(Date().timeIntervalSince1970 / 3600) % 24
            let window = (
                from: "\(String(format: "%02d", (hour + 12) % 24)):00",
                to: "\(String(format: "%02d", (hour + 13) % 24)):00"
            )
            server.withModel { model, now in
                for id in ids {
                    try? model.setMaintenanceWindow(of: id.description, from: window.from, to: window.to, at: now)
                }
            }
            let expected = try #require(DailyWindow("\(window.from)-\(window.to)"))
            #expect(
                try await cloud.maintenanceWindows(of: ids)
                    == Dictionary(uniqueKeysWithValues: ids.map { ($0, expected) }))
            try await cloud.submit(
                UpgradeRequest(instances: ids, from: LocalCloud.old, delay: true), notAfter: nil, objection: nil)
            let scheduled = try await cloud.delayedUpgrades()
            #expect(Set(scheduled.map(\.instance)) == Set(ids))
            #expect(scheduled.allSatisfy { $0.phase == .scheduled && $0.window == expected.next(after: Date()) })
            let some = scheduled.prefix(30).map(\.id)
            #expect(try await cloud.cancelScheduled(jobs: some) == some)
            let after = try await cloud.delayedUpgrades()
            #expect(Set(after.filter { $0.phase == .canceled }.map(\.id)) == Set(some))
            #expect(after.count { $0.phase == .scheduled } == 15)
            let error = await #expect(throws: Client.CloudError.self) {
                try await cloud.cancelScheduled(jobs: ["nothing"])
            }
            #expect(error?.outcomeUnknown == false)
            #expect(server.audit().count(of: .cancelScheduledJobs) == 2)
        }
    }

    @Test func completedUpgradesAreToldWithTheirTimes() async throws {
        let instances = try LocalCloud.instances(3)
        let file = FleetFile(settings: Self.instant, instances: instances)
        try await Self.withCloud(file) { cloud, _ in
            let begin = Date().addingTimeInterval(-600)
            try await cloud.submit(
                UpgradeRequest(instances: instances.map(\.id), from: LocalCloud.old), notAfter: nil, objection: nil)
            while try await !cloud.runningUpgrades().isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            let completed = try await cloud.completedUpgrades(since: begin)
            #expect(Set(completed.map(\.instance)) == Set(instances.map(\.id)))
            #expect(completed.allSatisfy { $0.phase == .completed && $0.ended.map { $0 > begin } == true })
            #expect(try await cloud.completedUpgrades(since: Date().addingTimeInterval(600)).isEmpty)
            #expect(try await cloud.failedUpgrades(since: begin).isEmpty)
        }
    }
}
