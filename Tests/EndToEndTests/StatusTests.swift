import Foundation
import TestSupport
import Testing

/// `status` and `offers` as a person runs them: they show what is there and change nothing.
@Suite(.patience) struct StatusTests {
    private static let reads: Set<String> = ["list", "offer", "immediateJobs", "scheduledJobs", "details", "detail"]

    private func condition(_ type: String, of answer: Program.Outcome) throws -> [String: Any] {
        let all = try #require(try answer.fleet()["conditions"] as? [[String: Any]])
        return try #require(all.first { $0["type"] as? String == type })
    }

    /// Every file of the state directory with what is in it.
    private func files(in workspace: Workspace) throws -> [String: Data] {
        let path = try #require(workspace.state.environment["DBCONVERGE_STATE"])
        let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        return Dictionary(
            uniqueKeysWithValues: names.compactMap { name in
                let data = try? Data(contentsOf: URL(filePath: "\(path)/\(name)"))
                // What SQLite keeps beside a journal for its readers is none of it.
                let isJournals = !name.hasSuffix("-shm") && !(name.hasSuffix("-wal") && data?.isEmpty == true)
                return isJournals ? data.map { (name, $0) } : nil
            })
    }

    @Test func aStatusBeforeWhileAndAfterARun() async throws {
        let workspace = try await Workspace(
            instances: 3, Fixture.manifest(1...3), settings: Fixture.untilFinished)
        let repository = ["--repo", workspace.repository.path]
        func status(_ more: String...) async throws -> Program.Outcome {
            try await Program.run(["status"] + repository + more, environment: workspace.environment)
        }
        let before = try await status("-o", "json")
        #expect(before.status == 0, "\(before.stderr)")
        #expect(try condition("Ready", of: before)["reason"] as? String == "NextRunActs")
        #expect(try before.fleet()["latestRun"] == nil)
        #expect(try await Set(workspace.cloud.audit().calls.keys).isSubset(of: Self.reads))

        let run = try await workspace.reconcile { _ in
            try await workspace.cloud.waitForAnUpgrade()
            try await Task.sleep(for: .seconds(1))
            let during = try await status("-o", "json")
            #expect(
                try condition("Reconciling", of: during)["reason"] as? String == "RunInProgress", "\(during.stdout)")
            #expect((try during.fleet()["lease"] as? [String: Any])?["state"] as? String == "held")
            #expect((try during.fleet()["upgrades"] as? [Any])?.count == 3, "\(during.stdout)")
            let named = try await status("orders")
            #expect(named.stdout.contains("run: under way since"), "\(named.stdout)")
            try await workspace.cloud.finishUpgrades()
        }
        #expect(run.status == 0, "\(run.stderr)")

        let (files, requests) = (try files(in: workspace), try await workspace.cloud.audit().upgrades.count)
        let after = try await status("-o", "json")
        #expect(try condition("Ready", of: after)["status"] as? String == "True")
        #expect(try condition("Ready", of: after)["lastTransitionTime"] != nil, "\(after.stdout)")
        #expect((try after.fleet()["latestRun"] as? [String: Any])?["result"] as? String == "converged")
        for format in ["text", "wide", "markdown"] {
            let answer = try await status("orders", "-o", format)
            #expect(answer.status == 0 && answer.stdout.contains("converged"), "\(answer.stdout)\(answer.stderr)")
        }
        #expect(try self.files(in: workspace) == files, "the journal is as it was")
        #expect(try await workspace.cloud.audit().upgrades.count == requests)
    }

    @Test func aFleetThatCannotBeReadIsAnErrorAndTheOthersAreShown() async throws {
        let workspace = try await Workspace(instances: 1, Fixture.manifest(1...1))
        let other = """
            apiVersion: dbconverge/v1
            kind: Fleet
            metadata: { name: users }
            spec:
              region: cn-north-4
              projectID: \(String(repeating: "1", count: 32))
              kernelVersion: \(Fixture.declared)
              instances: [{ id: \(Fixture.id(2)) }]
            """
        try workspace.repository.write("fleets/users.yaml", other)
        try workspace.repository.commit("users")
        for command in ["status", "offers"] {
            let text = try await workspace.run(command, "--repo", workspace.repository.path)
            #expect(text.status == 1 && text.stderr.contains("error: users: "), "\(text.stdout)\(text.stderr)")
            #expect(text.stdout.contains("orders") && text.stdout.contains("Could not be read"), "\(text.stdout)")
            let json = try await workspace.run(command, "--repo", workspace.repository.path, "-o", "json")
            #expect(json.status == 1)
            #expect((try json.json()["failures"] as? [[String: Any]])?.map { $0["fleet"] as? String } == ["users"])
        }
    }

    /// Off a terminal a watch prints one block after the other until a signal comes.
    @Test func aWatchGoesOnUntilItIsInterrupted() async throws {
        let workspace = try await Workspace(instances: 1, Fixture.manifest(1...1))
        let watch = try await Program.run(
            ["status", "--watch", "--interval", "1s", "--repo", workspace.repository.path],
            environment: workspace.environment
        ) { process in
            for _ in 0..<1500 where try await workspace.cloud.audit().calls["list"] ?? 0 < 3 {
                try await Task.sleep(for: .milliseconds(20))
            }
            try workspace.declare(Fixture.manifest(1...1, suspend: true))
            try await Task.sleep(for: .seconds(3))
            kill(process.processIdentifier, SIGINT)
        }
        #expect(watch.status == 130, "\(watch.stderr)")
        #expect(watch.stdout.components(separatedBy: "\n\n").count > 3, "\(watch.stdout)")
        #expect(watch.stdout.contains("1 to upgrade at the next run"), "\(watch.stdout)")
        #expect(watch.stdout.contains("1 suspended"), "it follows the ref: \(watch.stdout)")
        #expect(try await workspace.cloud.audit().calls["offer"] == 1, "an offer is remembered")
    }

    @Test func offersAreReadForEveryInstance() async throws {
        let workspace = try await Workspace(
            Fixture.cloud([
                Fixture.Instance(number: 1),
                Fixture.Instance(number: 2, version: Fixture.declared, offers: [Fixture.beyond]),
                Fixture.Instance(number: 3, offers: []),
            ]), Fixture.manifest(1...2))
        func offers(_ more: String...) async throws -> Program.Outcome {
            try await Program.run(
                ["offers", "--repo", workspace.repository.path] + more, environment: workspace.environment)
        }
        let text = try await offers()
        #expect(text.status == 0, "\(text.stderr)")
        for words in ["orders-1", "orders-2", "In no fleet", "orders-3", Fixture.beyond, "3 offers read"] {
            #expect(text.stdout.contains(words), "\(text.stdout)")
        }
        let json = try await offers("--only-available", "-o", "json").json()
        let fleet = try #require((json["fleets"] as? [[String: Any]])?.first)
        let offered = (fleet["instances"] as? [[String: Any]])?.map { $0["offered"] as? String }
        #expect(offered == [Fixture.declared, Fixture.beyond])
        #expect((json["unmanaged"] as? [[String: Any]])?.first?["instances"] as? [[String: String]] == [])
        let one = try await offers("--fleet", "orders")
        #expect(!one.stdout.contains("In no fleet"), "\(one.stdout)")
        #expect(try await Set(workspace.cloud.audit().calls.keys).isSubset(of: Self.reads))
        #expect(try await workspace.cloud.audit().calls["offer"] == 8)
    }
}
