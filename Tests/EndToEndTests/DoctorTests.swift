import Foundation
import TestSupport
import Testing

/// `doctor` says of everything that a run needs how it stands, and changes nothing.
@Suite(.patience) struct DoctorTests {
    private static func findings(_ run: Program.Outcome) throws -> [String: [String]] {
        let findings = try #require(try run.json()["findings"] as? [[String: Any]])
        return Dictionary(grouping: findings) { $0["check"] as? String ?? "" }.mapValues {
            $0.map { $0["verdict"] as? String ?? "" }
        }
    }

    @Test func aSoundSetUpIsReady() async throws {
        let workspace = try await Workspace(instances: 3, Fixture.manifest(1...3))
        let run = try await workspace.run("doctor", "--repo", workspace.repository.path)
        #expect(run.status == 0, "\(run.stdout)\(run.stderr)")
        #expect(run.stdout.hasSuffix("Ready\n"), "\(run.stdout)")
        #expect(run.stdout.contains("HUAWEICLOUD_SDK_AK"))
        #expect(!run.stdout.contains("simulator-secret-key"))
        let json = try Self.findings(
            try await workspace.run("doctor", "--repo", workspace.repository.path, "-o", "json"))
        #expect(
            Set(json.keys) == [
                "config", "repository", "manifests", "journal", "credentials", "endpoint", "clock", "rights",
                "instances",
            ])
        #expect(json.values.joined().allSatisfy { $0 == "ok" || $0 == "skipped" }, "\(json)")
        let audit = try await workspace.cloud.audit()
        #expect(audit.upgrades.isEmpty)
        #expect(audit.calls.keys.allSatisfy { !["precheck", "cancel", "upgrade"].contains($0) }, "\(audit.calls)")
    }

    @Test func aWrongClockIsSaidAndTheKeyIsTriedOnce() async throws {
        let workspace = try await Workspace(
            instances: 1, Fixture.manifest(1...1), settings: ["faults": ["clock-skew": "20m"]])
        let run = try await workspace.run("doctor", "--repo", workspace.repository.path)
        #expect(run.status == 1)
        #expect(run.stdout.contains(/clock is 1(19|20)\d seconds behind the cloud's/), "\(run.stdout)")
        #expect(try await workspace.cloud.audit().unauthorised == 1)
    }

    @Test func noCredentialsAreSaidWithWhereTheyCouldBe() async throws {
        let workspace = try await Workspace(instances: 1, Fixture.manifest(1...1))
        let run = try await Program.run(
            ["doctor", "--repo", workspace.repository.path],
            environment: workspace.environment.merging([
                "HUAWEICLOUD_SDK_AK": "", "HUAWEICLOUD_SDK_SK": "", "HOME": "/nowhere",
            ]) { $1 })
        #expect(run.status == 1)
        #expect(run.stdout.contains("FAILED   credentials"), "\(run.stdout)")
        #expect(try await workspace.cloud.calls().isEmpty)
    }

    @Test func aFolderThatIsNoRepositoryDoesNotHideTheRest() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "dbconverge-none-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let run = try await Program.run(["doctor", "--repo", folder.path, "-o", "json"])
        #expect(run.status == 1)
        let json = try Self.findings(run)
        #expect(
            json["repository"] == ["failed"] && json["manifests"] == ["skipped"] && json["journal"] == ["ok"], "\(json)"
        )
    }

    @Test func `the servers of checks are asked, and webhooks are not called`() async throws {
        let checks = [
            "{ name: up, prometheus: { server: main, query: up }, expect: \"> 0\" }",
            "{ name: down, prometheus: { server: away, query: up }, expect: \"> 0\" }",
            "{ name: unknown, prometheus: { server: nowhere, query: up }, expect: \"> 0\" }",
            "{ name: smoke, webhook: { target: smoke-test } }",
        ]
        let workspace = try await Workspace(
            instances: 1,
            Fixture.manifest(
                1...1, rollout: "  waves: [{ name: all, checks: [\(checks.joined(separator: ", "))] }]"))
        let (exporter, target, away) = (try SwitchableServer(), try SwitchableServer(), try SwitchableServer())
        away.goAway()
        let prometheus = try await PrometheusProcess(scraping: exporter.port)
        let file = URL(filePath: workspace.repository.directory).appending(path: "config.yaml")
        let text = """
            checks:
              prometheus: { main: { url: "\(prometheus.url)" }, away: { url: "\(away.url)" } }
              webhooks: { smoke-test: { url: "\(target.url)" } }
            """
        try Data(text.utf8).write(to: file)
        let run = try await Program.run(
            ["doctor", "--repo", workspace.repository.path],
            environment: workspace.environment.merging(["DBCONVERGE_CONFIG": file.path]) { $1 })
        #expect(run.status == 1)
        let lines = run.stdout.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(lines.contains("ok checks the Prometheus server 'main' answers"), "\(run.stdout)")
        #expect(
            lines.contains("FAILED checks the Prometheus server 'away': 127.0.0.1:\(away.port): Connection refused"))
        #expect(
            lines.contains("FAILED checks the check 'unknown' of the wave 'all' of the fleet 'orders' names the server")
        )
        #expect(lines.contains("- checks the target 'smoke-test' was not tried: a call may start something"))
        #expect(target.requests.isEmpty)
    }
}
