import Foundation
import TestSupport
import Testing

/// The scripts of the examples for CI systems do their work against the simulator.
@Suite struct CIExampleTests {
    private struct Script: Decodable {
        var file: String
        var name: String
        var script: String
    }

    /// The script of an example: of a step of GitHub's, a job of GitLab's, or a whole file.
    private static func script(_ file: String, _ name: String) throws -> String {
        let folder = testsFolder.deletingLastPathComponent().appending(path: "examples/ci")
        let all = try JSONDecoder().decode(
            [Script].self, from: Reference.run("lint_examples.py", ["scripts", folder.path]))
        return try #require(all.first { $0.file == file && $0.name == name }, "\(all.map(\.name))").script
    }

    /// A clone of a fleet's repository with the environment of a job. Quick settings are added to those of the example.
    private struct Job {
        let workspace: Workspace
        let shell: Shell
        var environment: [String: String]

        init(_ workspace: Workspace) throws {
            (self.workspace, shell) = (workspace, try Shell())
            environment = workspace.environment.merging([
                "DBCONVERGE_POLL_INTERVAL": "300ms", "DBCONVERGE_SETTLE_TIME": "1s", "DBCONVERGE_PATH": "fleets",
                "GITHUB_STEP_SUMMARY": "summary.md", "GITHUB_BASE_REF": "main",
                "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
            ]) { $1 }
        }

        /// What the script prints, in a fresh clone.
        func run(_ script: String, status: Int32) async throws -> String {
            let clone = "rm -rf clone && git clone --quiet '\(workspace.repository.path)' clone && cd clone\n"
            // In a file of its own, as CI systems do it: its first line names the shell.
            let file = shell.folder.appending(path: "job.sh")
            try Data(script.utf8).write(to: file)
            return try await shell.run(clone + "bash ../job.sh", environment: environment, status: status)
        }

        func file(_ name: String) throws -> String {
            try String(contentsOf: shell.folder.appending(path: "clone/\(name)"), encoding: .utf8)
        }
    }

    @Test(.patience) func gitHubsJobsPlanAndReconcileAndFindNoDriftAfterwards() async throws {
        let job = try Job(try await Workspace(instances: 3, Fixture.manifest(1...3)))
        #expect(try await job.run(Self.script("github/plan.yml", "Validate"), status: 0).hasPrefix("Valid: 1 fleet"))
        _ = try await job.run(Self.script("github/plan.yml", "Plan"), status: 0)
        #expect(try job.file("plan.md").contains("3 to upgrade now"))
        #expect(try job.file("plan.md").contains("Nothing that is declared differs from origin/main"))
        let drift = try await job.run(Self.script("github/drift.yml", "Compare"), status: 2)
        #expect(drift.contains("::error title=dbconverge::The fleets are not yet what main declares."))
        _ = try await job.run(Self.script("github/reconcile.yml", "Reconcile"), status: 0)
        #expect(try job.file("summary.md").contains("converged"))
        _ = try await job.run(Self.script("github/drift.yml", "Compare"), status: 0)
    }

    @Test(.patience) func aJobThatWaitsSucceedsAndOneThatNeedsAPersonFails() async throws {
        let soaking = Fixture.waves(canary: "soak: 1h", rest: "maxUnavailable: 100%")
        let waiting = try Job(
            try await Workspace(instances: 2, Fixture.manifest(1...2, rollout: soaking, canaries: 1)))
        let script = try Self.script("github/reconcile.yml", "Reconcile")
        #expect(try await waiting.run(script, status: 0).contains("::notice title=dbconverge::What is left goes on"))
        let failing = try Job(
            try await Workspace(instances: 1, Fixture.manifest(1...1), settings: ["failureRate": 1]))
        #expect(try await failing.run(script, status: 7).contains("::error title=dbconverge::A person is needed"))
    }

    @Test(.patience) func gitLabsJobsPlanAndReconcile() async throws {
        let job = try Job(try await Workspace(instances: 3, Fixture.manifest(1...3)))
        let file = "gitlab/gitlab-ci.yml"
        _ = try await job.run(Self.script(file, "validate.script"), status: 0)
        #expect(try job.file("gl-code-quality-report.json").filter { !$0.isWhitespace } == "[]")
        _ = try await job.run(Self.script(file, "plan.script"), status: 0)
        #expect(try job.file("plan.xml").contains("<testsuites"))
        #expect(try job.file("plan.md").contains("Nothing that is declared differs from origin/main"))
        _ = try await job.run(Self.script(file, "drift.script"), status: 2)
        _ = try await job.run(Self.script(file, "reconcile.script"), status: 0)
        #expect(try job.file("report.md").contains("converged"))
    }

    @Test(.patience) func aBrokenManifestIsAnAnnotationAndACodeQualityEntry() async throws {
        let job = try Job(
            try await Workspace(
                instances: 1, Fixture.manifest(1...1).replacing("rollout: quick", with: "rollot: quick")))
        let said = try await job.run(Self.script("github/plan.yml", "Validate"), status: 1)
        #expect(said.contains(/(?m)^::error file=fleets\/orders\.yaml,line=\d+,col=\d+,title=dbconverge%3A [a-z-]+::/))
        _ = try await job.run(Self.script("gitlab/gitlab-ci.yml", "validate.script"), status: 1)
        #expect(try job.file("gl-code-quality-report.json").contains("fleets/orders.yaml"))
    }

    @Test(.patience) func cronsScriptFetchesAndReconcilesAndIsSilent() async throws {
        let job = try Job(try await Workspace(instances: 2, Fixture.manifest(1...2)))
        let home = job.shell.folder
        try Data("FLEETS_URL=\(job.workspace.repository.path)\n".utf8).write(to: home.appending(path: "environment"))
        var environment = job.environment
        environment["DBCONVERGE_HOME"] = home.path
        environment["DBCONVERGE_ENVIRONMENT"] = home.appending(path: "environment").path
        let run = testsFolder.deletingLastPathComponent().appending(path: "examples/ci/cron/run.sh").path
        let drift = try await job.shell.run("'\(run)' drift", environment: environment, status: 2)
        #expect(drift.contains("2 to upgrade now"))
        #expect(try await job.shell.run("'\(run)' reconcile", environment: environment, status: 0) == "")
        #expect(try await job.shell.run("'\(run)' drift", environment: environment, status: 0) == "")
        // What is committed later is fetched.
        try job.workspace.repository.write("fleets/orders.yaml", "kind: [")
        try job.workspace.repository.commit("broken")
        let broken = try await job.shell.run("'\(run)' reconcile", environment: environment, status: 1)
        #expect(broken.contains("fleets/orders.yaml:1"))
    }
}
