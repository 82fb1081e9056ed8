import Foundation
import TestSupport
import Testing

/// `bump` raises the versions in the work tree to what the cloud offers.
@Suite(.patience) struct BumpTests {
    private func workspace(_ manifest: String? = nil, offers: [Int: [String]] = [:]) async throws -> Workspace {
        let instances = (1...4).map { number in
            Fixture.Instance(number: number, version: Fixture.declared, offers: offers[number] ?? [Fixture.beyond])
        }
        return try await Workspace(Fixture.cloud(instances), manifest ?? Fixture.manifest(1...4, canaries: 2))
    }

    private func bump(_ workspace: Workspace, _ arguments: String...) async throws -> Program.Outcome {
        try await Program.run(
            ["bump", "--repo", workspace.repository.path] + arguments, environment: workspace.environment)
    }

    private func manifest(_ workspace: Workspace) throws -> String {
        try String(contentsOfFile: workspace.repository.path + "/fleets/orders.yaml", encoding: .utf8)
    }

    @Test func theDiffIsWhatGitApplies() async throws {
        let workspace = try await workspace()
        let before = try manifest(workspace)
        let shown = try await bump(workspace)
        #expect(shown.status == 0, "\(shown.stderr)")
        #expect(shown.stdout.contains("1 version of 4 instances in 1 file can be raised."), "\(shown.stdout)")
        #expect(try manifest(workspace) == before)
        _ = try workspace.repository.output(of: ["apply", "-"], input: shown.stdout)
        #expect(try manifest(workspace) == before.replacing(Fixture.declared, with: Fixture.beyond))
    }

    @Test func whatIsWrittenIsPlannedAsAnUpgradeAndBumpedNoMore() async throws {
        let workspace = try await workspace()
        let before = try manifest(workspace)
        let written = try await bump(workspace, "--write", "-o", "json")
        #expect(written.status == 0, "\(written.stderr)")
        #expect(try written.json()["written"] as? Bool == true)
        #expect(try manifest(workspace) == before.replacing(Fixture.declared, with: Fixture.beyond))
        try workspace.repository.commit("bump")
        let plan = try await workspace.run("plan", "--repo", workspace.repository.path, "--detailed-exitcode")
        #expect(plan.status == 2, "\(plan.stdout)\(plan.stderr)")
        let again = try await bump(workspace, "--write")
        #expect(again.stdout == "Nothing to raise: nothing newer is offered.\n", "\(again.stdout)")
    }

    @Test func aPartOfAFleetThatSharesItsVersionIsKept() async throws {
        let workspace = try await workspace()
        for arguments in [["--selector", "tier=canary"], [Fixture.id(1)]] {
            let run = try await Program.run(
                ["bump", "--write", "--repo", workspace.repository.path] + arguments, environment: workspace.environment
            )
            #expect(run.status == 0, "\(run.stderr)")
            #expect(run.stdout.contains("not chosen"), "\(run.stdout)")
            #expect(run.stdout.hasSuffix("Nothing is raised.\n"), "\(run.stdout)")
        }
        #expect(try workspace.repository.git("status", "--porcelain").isEmpty)
    }

    @Test func anOfferBeyondTheLimitIsLeftAlone() async throws {
        let workspace = try await workspace()
        let run = try await bump(workspace, "--to", "2.0.77.1")
        #expect(run.status == 0, "\(run.stderr)")
        #expect(run.stdout.contains("above 2.0.77.1, the highest asked for"), "\(run.stdout)")
    }

    @Test func whatTheWorkTreeSaysCountsAndALinkIsRefused() async throws {
        let workspace = try await workspace()
        let path = workspace.repository.path + "/fleets/orders.yaml"
        let edited = try manifest(workspace).replacing("\n", with: "\r\n") + "# edited"
        try edited.write(toFile: path, atomically: true, encoding: .utf8)
        let written = try await bump(workspace, "--write")
        #expect(written.status == 0, "\(written.stderr)")
        #expect(!written.stdout.contains("\\r"), "\(written.stdout)")
        #expect(
            try Array(manifest(workspace).utf8) == Array(edited.replacing(Fixture.declared, with: Fixture.beyond).utf8))
        try FileManager.default.moveItem(atPath: path, toPath: path + ".real")
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: path + ".real")
        let refused = try await bump(workspace, "--write")
        #expect(refused.status == 1)
        #expect(refused.stderr.contains("is a symbolic link"), "\(refused.stderr)")
    }

    @Test func aCloudThatCannotBeReadLeavesEveryFileAlone() async throws {
        let workspace = try await workspace()
        let run = try await Program.run(
            ["bump", "--write", "--repo", workspace.repository.path],
            environment: workspace.environment.merging(["HUAWEICLOUD_SDK_SK": "wrong"]) { $1 })
        #expect(run.status == 1)
        #expect(run.stderr.contains("orders: "), "\(run.stderr)")
        #expect(try workspace.repository.git("status", "--porcelain").isEmpty)
    }

    @Test(arguments: [
        (["--to", "2.0"], "2.0"), (["--selector", "a in b"], "selector"),
        (["--fleet", "nobody"], "no fleet is called"),
        (["nobody"], "no instance is declared as 'nobody'"),
        (["--selector", "tier=none"], "no declared instance is chosen"),
    ]) func badArgumentsAreRefused(_ arguments: [String], _ words: String) async throws {
        let workspace = try await workspace()
        let run = try await Program.run(
            ["bump", "--repo", workspace.repository.path] + arguments, environment: workspace.environment)
        #expect(run.status == 64 || run.status == 1)
        #expect(run.stderr.contains(words), "\(run.stderr)")
    }
}
