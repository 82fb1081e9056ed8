import Foundation
import TestSupport
import Testing

/// The manifests come from a server, and a run follows their branch there.
@Suite(.patience) struct RemoteTests {
    /// What people push to, as a server has it.
    private func serve(_ workspace: Workspace) throws -> String {
        let folder = "\(workspace.repository.directory)/served"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try workspace.repository.git("clone", "--quiet", "--mirror", workspace.repository.path, "\(folder)/fleet.git")
        return folder
    }

    private func push(_ workspace: Workspace, to folder: String) throws {
        try workspace.repository.git("push", "--quiet", "--mirror", "\(folder)/fleet.git")
    }

    @Test func aRunConvergesFromAURLAndPrintsIt() async throws {
        let workspace = try await Workspace(instances: 2, Fixture.manifest(1...2))
        let folder = try serve(workspace)
        let daemon = try GitDaemon(folder)
        let url = daemon.url("fleet.git")
        let plan = try await workspace.run("plan", "--repo", url, "--ref", "main")
        #expect(plan.status == 0 && plan.stdout.contains("main@"), "\(plan.stdout)\(plan.stderr)")
        let run = try await workspace.reconcile(of: url)
        #expect(run.status == 0, "\(run.stdout)\(run.stderr)")
        #expect(try await workspace.cloud.audit().instances.map(\.requests) == [1, 1])
        daemon.stop()
        let away = try await workspace.reconcile(of: url)
        #expect(
            away.status == 1 && away.stdout.contains("cannot fetch `HEAD` from \(url)"), "\(away.stdout)\(away.stderr)")
        let stale = try await workspace.reconcile(["--allow-stale", "1h"], of: url)
        #expect(
            stale.status == 0 && stale.stderr.contains("going on with what was fetched"),
            "\(stale.stdout)\(stale.stderr)")
    }

    @Test func nothingIsRequestedUnderACommitThatABranchHasLeft() async throws {
        let workspace = try await Workspace(
            instances: 4, Fixture.manifest(1...4, maxUnavailable: "1"), settings: Fixture.untilFinished)
        let folder = try serve(workspace)
        let daemon = try GitDaemon(folder)
        var pushedAt = Date.distantPast
        let run = try await workspace.reconcile(["--ref", "main"], of: daemon.url("fleet.git")) { _ in
            try await workspace.cloud.waitForAnUpgrade()
            try workspace.declare(Fixture.manifest(1...4, suspend: true))
            try push(workspace, to: folder)
            pushedAt = Date()
            // A server is asked at most once in a poll interval, which is shorter than this.
            try await Task.sleep(for: .seconds(2))
            try await workspace.cloud.finishUpgrades()
        }
        #expect(run.status == 3, "\(run.stdout)\(run.stderr)")
        #expect(try run.result() == "revisionMoved")
        let audit = try await workspace.cloud.audit()
        #expect(audit.upgrades.count == 1 && audit.upgrades.allSatisfy { $0.time <= pushedAt }, "\(audit.upgrades)")
    }

    @Test func whileTheServerIsAwayNothingNewIsRequested() async throws {
        let workspace = try await Workspace(
            instances: 3, Fixture.manifest(1...3, maxUnavailable: "1"), settings: Fixture.untilFinished)
        let folder = try serve(workspace)
        let daemon = try GitDaemon(folder)
        let run = try await workspace.reconcile(["--ref", "main"], of: daemon.url("fleet.git")) { _ in
            try await workspace.cloud.waitForAnUpgrade()
            daemon.stop()
            try await Task.sleep(for: .seconds(2))
            try await workspace.cloud.finishUpgrades()
        }
        // What is in flight is watched to its end; the others wait for the next run.
        #expect(run.status == 3, "\(run.stdout)\(run.stderr)")
        #expect(run.stderr.contains("where the ref stands cannot be asked now"), "\(run.stderr)")
        #expect(try await workspace.cloud.audit().upgrades.count == 1)
        #expect(try Set(run.reasons()) == ["-", "revisionUnreachable"], "\(run.stdout)")
    }
}
