import Foundation
import TestSupport
import Testing

/// `plan --base`, as a pull request's job calls it.
@Suite(.patience) struct PullRequestTests {
    /// Six instances, of which one was left behind on main already: the branch raises two, declares one more, lets one go and
    /// waits a day after the canary.
    private static func workspace() async throws -> Workspace {
        let all = (1...6).map { Fixture.Instance(number: $0) }
        let workspace = try await Workspace(Fixture.cloud(all), manifest(soak: "0s", [1, 2, 3, 5], pending: 4))
        try workspace.repository.git("checkout", "--quiet", "-b", "feature")
        try workspace.declare(manifest(soak: "1d", [5], pending: 4, raised: [1, 2], new: 6))
        return workspace
    }

    private static func manifest(
        soak: String, _ kept: [Int], pending: Int, raised: [Int] = [], new: Int? = nil
    ) -> String {
        func line(_ number: Int, _ version: String) -> String {
            let labels = number == 1 ? ", labels: { tier: canary }" : ""
            return "  - { id: \(Fixture.id(number)), kernelVersion: \(version)\(labels) }"
        }
        let instances =
            (kept.map { line($0, Fixture.old) } + raised.map { line($0, Fixture.declared) }
            + ([pending] + [new].compactMap(\.self)).map { line($0, Fixture.declared) }).sorted()
        return """
            apiVersion: dbconverge/v1
            kind: Rollout
            metadata: { name: careful }
            spec:
            \(Fixture.waves(canary: "soak: \(soak)", rest: "maxUnavailable: 100%"))
            ---
            apiVersion: dbconverge/v1
            kind: Fleet
            metadata: { name: orders }
            spec:
              region: cn-north-4
              projectID: \(Fixture.project)
              rollout: careful
              instances:
            \(instances.joined(separator: "\n"))

            """
    }

    @Test func aPullRequestIsToldWhatItChangesAndWhatWasPending() async throws {
        let workspace = try await Self.workspace()
        let plan = ["plan", "--repo", workspace.repository.path, "--base", "main"]
        let run = try await Program.run(plan + ["-o", "json"], environment: workspace.environment)
        #expect(run.status == 0, "\(run.stderr)")
        let changes = try #require(try run.json()["changes"] as? [String: Any], "\(run.stdout)")
        #expect(try changes["base"] as? String == workspace.repository.git("rev-parse", "main"))
        let fleet = try #require((changes["fleets"] as? [[String: Any]])?.first)
        let settings = try #require(fleet["settings"] as? [[String: Any]])
        #expect(settings.compactMap { $0["setting"] as? String } == ["wave canary: soak"])
        #expect(settings.first?["before"] as? String == "0s" && settings.first?["after"] as? String == "1d")
        let instances = try #require(fleet["instances"] as? [[String: Any]])
        let names = instances.compactMap { $0["name"] as? String }
        #expect(names == ["orders-1", "orders-2", "orders-6", "orders-3"], "the canary first: \(names)")
        #expect(instances.map { $0["action"] as? String } == ["upgrade", "wait", "wait", nil])
        #expect(instances.allSatisfy { $0["current"] as? String == Fixture.old })
        let pending = try #require(changes["pending"] as? [String: Int])
        #expect(pending == ["now": 0, "upgrading": 0, "later": 1, "held": 0, "toCancel": 0])
        let caused = try #require(changes["caused"] as? [String: Int])
        #expect(caused == ["now": 1, "upgrading": 0, "later": 2, "held": 0, "toCancel": 0])

        let text = try await Program.run(plan, environment: workspace.environment)
        let words = text.stdout.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains("3 upgrades come from this change (1 now, 2 later)."), "\(text.stdout)")
        #expect(words.contains("1 upgrade is pending already at main (1 later)."), "\(text.stdout)")
        // A plan asks nothing of the cloud but what it reads.
        #expect(try await workspace.cloud.audit().upgrades.isEmpty)
    }

    /// What changes is what the chosen files and fleets say, in both commits, from a server too.
    @Test(arguments: [false, true])
    func theBaseIsReadWithTheSameChoice(isRemote: Bool) async throws {
        let workspace = try await Self.workspace()
        for (file, name, environment, number) in [
            ("other/carts.yaml", "carts", "prod", 7), ("other/users.yaml", "users", "test", 8),
            ("unread/legacy.yaml", "legacy", "prod", 9),
        ] {
            try workspace.repository.write(file, Fixture.fleet(name, number, environment))
        }
        try workspace.repository.commit("three more fleets")
        let repository = isRemote ? "file://\(workspace.repository.path)" : workspace.repository.path
        let run = try await Program.run(
            [
                "plan", "--repo", repository, "--ref", "feature", "--base", "main", "--path", "fleets", "--path",
                "other", "--selector", "env!=test", "-o", "json",
            ], environment: workspace.environment)
        #expect(run.status == 0, "\(run.stdout)\(run.stderr)")
        let changes = try #require(try run.json()["changes"] as? [String: Any], "\(run.stdout)")
        let fleets = try #require(changes["fleets"] as? [[String: Any]])
        #expect(fleets.compactMap { $0["fleet"] as? String } == ["carts", "orders"], "\(fleets)")
    }

    @Test func theBaseChangesNeitherThePlanNorWhatIsSaved() async throws {
        let workspace = try await Self.workspace()
        let folder = FileManager.default.temporaryDirectory.appending(path: "plans-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var saved: [[String: Any]] = []
        for base in [[], ["--base", "main"]] {
            let file = folder.appending(path: "plan\(base.count)").path
            let arguments = ["plan", "--repo", workspace.repository.path, "--out", file] + base
            let run = try await Program.run(arguments, environment: workspace.environment)
            #expect(run.status == 0, "\(run.stderr)")
            let text = try String(contentsOfFile: file, encoding: .utf8)
            #expect(!text.contains("causesUpgrade"))
            saved.append(["upgrades": text.components(separatedBy: "\"target\"").count])
        }
        #expect(saved[0]["upgrades"] as? Int == saved[1]["upgrades"] as? Int)
        let apply = try await Program.run(
            ["apply", folder.appending(path: "plan2").path, "--repo", workspace.repository.path, "--assume-idle"],
            environment: workspace.environment)
        #expect([0, 3].contains(apply.status), "\(apply.stdout)\(apply.stderr)")
    }

    @Test func aCheckOutThatIsTooShallowSaysSoBeforeTheCloudIsAsked() async throws {
        let workspace = try await Self.workspace()
        let clone = "\(workspace.repository.directory)/clone"
        try workspace.repository.git(
            "clone", "--quiet", "--depth=1", "--branch=feature", "file://\(workspace.repository.path)", clone)
        var run = try await Program.run(
            ["plan", "--repo", clone, "--base", "origin/main"], environment: workspace.environment)
        #expect(run.status == 1 && run.stderr.contains("this clone is shallow"), "\(run.stderr)")
        #expect(try await workspace.cloud.audit().calls.isEmpty, "the cloud is not asked before")
        try workspace.repository.git(
            "-C", clone, "fetch", "--quiet", "--depth=1", "origin", "main:refs/remotes/origin/main")
        run = try await Program.run(
            ["plan", "--repo", clone, "--base", "origin/main"], environment: workspace.environment)
        // The commit that the branch left is all that was missing.
        #expect(run.status == 0 && run.stdout.contains("Changes since origin/main@"), "\(run.stdout)\(run.stderr)")
    }

    @Test func errorsOnTheBaseAreAWarningAndThePlanShows() async throws {
        let workspace = try await Self.workspace()
        let good = try String(contentsOfFile: "\(workspace.repository.path)/fleets/orders.yaml", encoding: .utf8)
        try workspace.declare("kind: [")
        let broken = try workspace.repository.git("rev-parse", "HEAD")
        try workspace.declare(good)
        for format in ["text", "markdown", "html", "json", "junit"] {
            let run = try await Program.run(
                ["plan", "--repo", workspace.repository.path, "--base", broken, "-o", format],
                environment: workspace.environment)
            #expect(run.status == 0, "\(run.stderr)")
            #expect(run.stderr.contains("warning: the plan does not say what changes since"), "\(run.stderr)")
            #expect(run.stdout.contains("orders"), "\(run.stdout)")
        }
    }
}
