import Foundation
import TestSupport
import Testing

/// `examples/promotion` as it is, with seconds in place of hours: with accounts of its own for test and production, the
/// configuration file of its page, a real Prometheus, and a server for its webhooks.
@Suite(.patience) struct PromotionExampleTests {
    private static let folder = testsFolder.deletingLastPathComponent().appending(path: "examples/promotion")
    /// The example's times, and those of the rehearsal; and its projects, since the simulator has one.
    private static let replaced = [
        ("soak: 24h", "soak: 2s"), ("soak: 48h", "soak: 3s"), ("soak: 4h", "soak: 2s"),
        ("interval: 10m", "interval: 11s"), ("interval: 1h", "interval: 11s"), ("required: 12", "required: 1"),
        ("projectID: 3a7c6f0b5d1e4f2898b6c4d2e0f1a3b5", "projectID: \(Fixture.project)"),
        ("projectID: 7d2e9f1a4b3c4d5e8f60718293a4b5c6", "projectID: \(Fixture.project)"),
        ("projectID: 8e3fa02b5c4d4e6f907182a3b4c5d6e7", "projectID: \(Fixture.project)"),
    ]
    /// The order in which its instances are upgraded.
    private static let order = [
        "orders-test", "orders-beijing-shadow", "orders-beijing-1", "orders-beijing-2", "orders-shanghai-shadow",
        "orders-shanghai-1",
    ]

    /// The instances of a manifest, by their names.
    private static func instances(of manifest: String) -> [String: String] {
        let pairs = manifest.matches(of: /- id: (\w+)\n +name: (\S+)/).map { (String($0.2), String($0.1)) }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    private static func cloud(_ ids: [String: String]) -> [String: Any] {
        let instances = ids.map { name, id -> [String: Any] in
            ["id": id, "name": name, "version": Fixture.old, "offers": [Fixture.declared]]
        }
        return ["upgradeSeconds": [0.3, 0.8], "jobVisibilitySeconds": 0.1, "instances": instances]
    }

    /// What exporters say of instances that are well.
    private static let metrics = order.map { name in
        ["aborted_connects", "slow_queries"].map { "mysql_global_status_\($0){instance=\"\(name)\"} 7\n" }.joined()
    }.joined()

    /// The configuration of its page, with these servers.
    private static func configuration(_ prometheus: PrometheusProcess, _ target: SwitchableServer, in folder: String)
        throws -> String
    {
        let page = try String(contentsOf: Self.folder.appending(path: "README.md"), encoding: .utf8)
        let block = try #require(page.components(separatedBy: "```yaml\n").dropFirst().first)
        let token = "\(folder)/prometheus.token"
        try Data("a-token\n".utf8).write(to: URL(filePath: token))
        let text = try #require(block.components(separatedBy: "```").first)
            .replacing("https://prometheus.example.com", with: prometheus.url)
            .replacing("https://ci.example.com", with: target.url)
            .replacing("/etc/dbconverge/prometheus.token", with: token)
        try #require(!text.contains("example.com"))
        let file = "\(folder)/config.yaml"
        try Data(text.utf8).write(to: URL(filePath: file))
        return file
    }

    @Test func `test goes first, then one region after the other, each wave after its checks`() async throws {
        var manifest = try String(contentsOf: Self.folder.appending(path: "orders.yaml"), encoding: .utf8)
        for (old, new) in Self.replaced {
            try #require(manifest.contains(old), "the example has no '\(old)' any more")
            manifest = manifest.replacing(old, with: new)
        }
        let ids = Self.instances(of: manifest)
        try #require(Set(ids.keys) == Set(Self.order))
        let work = try await Workspace(Self.cloud(ids), manifest)
        let home = try AccountTests.Home("[test]\n\(AccountTests.profile)[production]\n\(AccountTests.profile)")
        let (exporter, target) = (try SwitchableServer(Self.metrics), try SwitchableServer("well"))
        let prometheus = try await PrometheusProcess(scraping: exporter.port)
        try await prometheus.wait(until: "sum(rate(mysql_global_status_aborted_connects[5m])) < 0.5")
        let configuration = try Self.configuration(prometheus, target, in: work.repository.directory)
        let environment = work.state.environment.merging(AccountTests.environment(work.cloud, home)) { $1 }
            .merging(["DBCONVERGE_CONFIG": configuration]) { $1 }

        var statuses: [Int32] = []
        while statuses.last != 0, statuses.count < 12 {
            let run = try await Program.run(
                ["reconcile", "--repo", work.repository.path, "-o", "json"] + Fixture.quickly, environment: environment)
            #expect([0, 3].contains(run.status), "\(run.stdout)\(run.stderr)")
            statuses.append(run.status)
            try await Task.sleep(for: .seconds(3))
        }
        #expect(statuses.last == 0, "\(statuses)")

        let audit = try await work.cloud.audit()
        #expect(
            audit.instances.allSatisfy { $0.version == Fixture.declared && $0.accepted == 1 && $0.violations.isEmpty })
        let begun = audit.upgrades.sorted { $0.time < $1.time }.flatMap { $0.members.map(\.instance) }
        let names = Dictionary(uniqueKeysWithValues: ids.map { ($1, $0) })
        #expect(begun.map { names[$0] } == Self.order)
        // What is asked before a wave, and of a whole fleet, is asked of each region.
        for fleet in ["orders-beijing", "orders-shanghai"] {
            let requests = target.requests.filter { $0.contains("\"fleet\":\"\(fleet)\"") }
            #expect(requests.contains { $0.hasPrefix("POST /hooks/backup ") && $0.contains("\"before\":true") })
            #expect(requests.contains { $0.hasPrefix("POST /hooks/smoke ") })
        }
        let status = try await Program.run(
            ["status", "--repo", work.repository.path, "-o", "json"], environment: environment)
        #expect(status.stdout.contains("slow-queries"), "\(status.stdout)")
    }
}
