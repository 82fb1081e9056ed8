import Foundation
import TestSupport
import Testing

/// Checks against a real Prometheus and a real HTTP server.
@Suite(.serialized, .patience) struct CheckTests {
    /// In seconds.
    private static let soak = 3.0

    /// One canary, and two others in the next wave.
    private static func manifest(_ checks: String) -> String {
        Fixture.manifest(
            1...3,
            rollout: Fixture.waves(
                canary: "maxUnavailable: 100%, soak: \(Int(soak))s, checks: [\(checks)]", rest: "maxUnavailable: 100%"),
            canaries: 1)
    }

    private static let errorRate =
        "{ name: error-rate, prometheus: { server: main, query: 'max(errors{instance_name=~\"{{names}}\"})' }, expect: \"< 0.5\", interval: 10s, timeout: 5s }"
    private static let smoke = "{ name: smoke, webhook: { target: smoke-test }, interval: 10s, timeout: 5s }"

    /// A configuration file that defines these.
    private static func configuration(_ work: Workspace, _ text: String) throws -> [String: String] {
        let file = URL(filePath: work.repository.directory).appending(path: "config.yaml")
        try Data(text.utf8).write(to: file)
        return work.environment.merging(["DBCONVERGE_CONFIG": file.path]) { $1 }
    }

    private static func reconcile(
        _ work: Workspace, _ environment: [String: String], whileRunning: (Process) async throws -> Void = { _ in }
    ) async throws -> Program.Outcome {
        try await Program.run(
            ["reconcile", "--repo", work.repository.path, "-o", "json"] + Fixture.quickly, environment: environment,
            whileRunning: whileRunning)
    }

    @Test func `a canary whose metric turns bad after the upgrade stops before wave two`() async throws {
        let work = try await Workspace(
            instances: 3, Self.manifest(Self.errorRate), settings: ["upgradeSeconds": [3, 4]])
        let exporter = try SwitchableServer("errors{instance_name=\"orders-1\"} 0.1\n")
        let prometheus = try await PrometheusProcess(scraping: exporter.port)
        try await prometheus.wait(until: "errors < 0.5")
        let environment = try Self.configuration(
            work, "checks: { prometheus: { main: { url: \"\(prometheus.url)\" } } }")
        let run = try await Self.reconcile(work, environment) { process in
            while process.isRunning, try await work.cloud.audit().upgrades.isEmpty {
                try await Task.sleep(for: .milliseconds(20))
            }
            exporter.answer(body: "errors{instance_name=\"orders-1\"} 7.5\n")
        }
        #expect(run.status == 7, "\(run.stdout)\(run.stderr)")
        #expect(try run.reasons() == ["-", "checkFailed", "checkFailed"], "\(run.stdout)")
        #expect(run.stdout.contains("7.5 is not < 0.5"))
        try await Task.sleep(for: .seconds(Self.soak))
        exporter.answer(body: "errors{instance_name=\"orders-1\"} 0.1\n")
        try await prometheus.wait(until: "errors < 0.5")
        // It stays so, though the metric is good again.
        let again = try await Self.reconcile(work, environment)
        #expect(again.status == 7, "\(again.stdout)\(again.stderr)")
        #expect(try await work.cloud.audit().upgrades.count == 1)
        let retry = try await Program.run(
            ["retry", "orders", "--check", "error-rate", "--reason", "known noise", "--repo", work.repository.path],
            environment: environment)
        #expect(retry.status == 0, "\(retry.stderr)")
        let last = try await Self.reconcile(work, environment)
        #expect(last.status == 0, "\(last.stdout)\(last.stderr)")
        let history = try await Program.run(["history"], environment: environment)
        #expect(history.stdout.contains("check error-rate of the wave canary: failed, 7.5 is not < 0.5"))
        #expect(history.stdout.contains("passes the check error-rate once"))
    }

    @Test func `a healthy canary lets wave two begin once it has soaked and was asked again`() async throws {
        let work = try await Workspace(instances: 3, Self.manifest(Self.errorRate))
        let exporter = try SwitchableServer("errors{instance_name=\"orders-1\"} 0.1\n")
        let prometheus = try await PrometheusProcess(scraping: exporter.port)
        try await prometheus.wait(until: "errors < 0.5")
        let environment = try Self.configuration(
            work, "checks: { prometheus: { main: { url: \"\(prometheus.url)\" } } }")
        let run = try await Self.reconcile(work, environment)
        #expect(run.status == 3, "\(run.stdout)\(run.stderr)")
        #expect(try run.reasons() == ["-", "soaking", "soaking"])
        try await Task.sleep(for: .seconds(Self.soak))
        let next = try await Self.reconcile(work, environment)
        #expect(next.status == 0, "\(next.stdout)\(next.stderr)")
    }

    @Test func `a server that goes away during the soak holds, and goes on when it returns`() async throws {
        let work = try await Workspace(instances: 3, Self.manifest(Self.smoke))
        let target = try SwitchableServer("all good")
        let environment = try Self.configuration(
            work, "checks: { webhooks: { smoke-test: { url: \"\(target.url)/hooks/smoke\" } } }")
        let run = try await Self.reconcile(work, environment)
        #expect(run.status == 3, "\(run.stdout)\(run.stderr)")
        let sent = try #require(target.requests.first)
        #expect(sent.hasPrefix("POST /hooks/smoke HTTP/1.1\r\n"))
        #expect(sent.contains("\"wave\":\"canary\"") && sent.contains("\"name\":\"orders-1\""))
        target.goAway()
        try await Task.sleep(for: .seconds(Self.soak))
        let held = try await Self.reconcile(work, environment)
        #expect(held.status == 7, "\(held.stdout)\(held.stderr)")
        #expect(try held.reasons() == ["-", "checkInconclusive", "checkInconclusive"])
        #expect(try await work.cloud.audit().upgrades.count == 1)
        try target.comeBack()
        try await Task.sleep(for: .seconds(10))
        let last = try await Self.reconcile(work, environment)
        #expect(last.status == 0, "\(last.stdout)\(last.stderr)")
    }

    @Test func `a check of the last wave that fails is not silent, though nothing waits for it`() async throws {
        let manifest = Fixture.manifest(
            1...2, rollout: "  waves: [{ name: all, maxUnavailable: 100%, checks: [\(Self.smoke)] }]")
        let work = try await Workspace(instances: 2, manifest)
        let target = try SwitchableServer()
        target.answer("409 Conflict", body: "3 of 40 requests failed")
        let environment = try Self.configuration(
            work, "checks: { webhooks: { smoke-test: { url: \"\(target.url)\" } } }")
        for _ in 0..<2 {
            let run = try await Self.reconcile(work, environment)
            #expect(run.status == 7, "\(run.stdout)\(run.stderr)")
            #expect(try run.reasons() == ["-", "-"] && run.result() == "attention")
        }
        let source = ["--repo", work.repository.path]
        let plan = try await Program.run(["plan", "--detailed-exitcode"] + source, environment: environment)
        #expect(plan.status == 7 && plan.stdout.contains("1 check has failed."), "\(plan.stdout)")
        let status = try await Program.run(["status"] + source, environment: environment)
        #expect(status.stdout.contains("the check 'smoke' has failed"), "\(status.stdout)")
        #expect(status.stdout.contains("1 fleet: 1 needs a person."), "\(status.stdout)")
        let retry = try await Program.run(
            ["retry", "orders", "--check", "smoke", "--reason", "the test was wrong"] + source,
            environment: environment)
        #expect(retry.status == 0, "\(retry.stderr)")
        let last = try await Self.reconcile(work, environment)
        #expect(last.status == 0, "\(last.stdout)\(last.stderr)")
    }

    @Test func `a check that names an unknown server ends the run before anything is asked`() async throws {
        let work = try await Workspace(instances: 3, Self.manifest(Self.errorRate))
        let run = try await work.reconcile()
        #expect(run.status == 1)
        #expect(
            run.stderr.contains(
                "the check 'error-rate' of the wave 'canary' of the fleet 'orders' names the server 'main', which no configuration file defines here"
            ), "\(run.stderr)")
        #expect(try await work.cloud.audit().upgrades.isEmpty)
    }
}
