import Foundation
import TestSupport
import Testing

/// `plan --out` and `apply`, as people use them.
@Suite(.serialized, .patience) struct ApplyTests {
    private static func file() -> String {
        FileManager.default.temporaryDirectory.appending(path: "plan-\(UUID().uuidString)").path
    }

    private static func plan(_ work: Workspace, _ more: String...) async throws -> String {
        let file = file()
        let plan = try await Program.run(
            ["plan", "--repo", work.repository.path, "--out", file] + more + ["--poll-interval", "300ms"]
                + ["--settle-time", "20s"], environment: work.environment)
        #expect(plan.status == 0 && FileManager.default.fileExists(atPath: file), "\(plan.stderr)")
        return file
    }

    private static func apply(
        _ work: Workspace, _ file: String, _ more: [String] = [],
        whileRunning: (Process) async throws -> Void = { _ in }
    ) async throws -> Program.Outcome {
        try await Program.run(
            ["apply", file, "--repo", work.repository.path, "-o", "json", "--assume-idle"] + more,
            environment: work.environment, whileRunning: whileRunning)
    }

    @Test func aPlanIsAppliedOnce() async throws {
        let work = try await Workspace(instances: 4, Fixture.manifest(1...4))
        let file = try await Self.plan(work)
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try await work.cloud.audit().upgrades.isEmpty)
        let run = try await Self.apply(work, file)
        #expect(run.status == 0, "\(run.stderr)")
        #expect(try run.requests() == 4)
        let again = try await Self.apply(work, file)
        #expect(again.status == 5 && again.stderr.contains("nothing of it is left to do"), "\(again.stderr)")
        #expect(try await work.cloud.audit().instances.allSatisfy { $0.accepted == 1 })
    }

    @Test func aPlanWhoseCommitOrSettingsAreOthersIsStale() async throws {
        let work = try await Workspace(instances: 2, Fixture.manifest(1...2))
        let file = try await Self.plan(work)
        let settings = try await Self.apply(work, file, ["--allow-changes", "7"])
        #expect(settings.status == 5 && settings.stderr.contains("--allow-changes: none, now 7"), "\(settings.stderr)")
        try work.declare(Fixture.manifest(1...1))
        let moved = try await Self.apply(work, file)
        #expect(moved.status == 5 && moved.stderr.contains("the commit: "), "\(moved.stderr)")
        #expect((try moved.json()["error"] as? [String: Any])?["hint"] != nil)
        #expect(try await work.cloud.audit().upgrades.isEmpty)
    }

    @Test func whatIsNoPlanIsRefused() async throws {
        let work = try await Workspace(instances: 1, Fixture.manifest(1...1))
        let file = try await Self.plan(work)
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let changed = Self.file()
        try text.replacingOccurrences(of: Fixture.declared, with: Fixture.beyond).write(
            toFile: changed, atomically: true, encoding: .utf8)
        for (path, words) in [
            (changed, "was changed"), (file + "-absent", "is not there"),
            (FileManager.default.temporaryDirectory.path, "is not a regular file"),
        ] {
            let run = try await Self.apply(work, path)
            #expect(run.status == 1 && run.stderr.contains(words), "\(run.stderr)")
        }
        #expect(try await work.cloud.audit().upgrades.isEmpty)
    }

    @Test func aPlanThatWasKilledIsResumed() async throws {
        let work = try await Workspace(instances: 6, Fixture.manifest(1...6, maxUnavailable: "2"))
        let file = try await Self.plan(work)
        _ = try await Self.apply(work, file) { process in
            while try await work.cloud.audit().upgrades.isEmpty { try await Task.sleep(for: .milliseconds(20)) }
            kill(process.processIdentifier, SIGKILL)
        }
        let run = try await Self.apply(work, file)
        #expect(run.status == 0, "\(run.stderr)")
        let audit = try await work.cloud.audit()
        #expect(audit.instances.allSatisfy { $0.accepted == 1 && $0.version == Fixture.declared })
        #expect(try await Self.apply(work, file).status == 5)
    }

    @Test func aPlanOfAFleetThatCannotBeReadIsNotSaved() async throws {
        let work = try await Workspace(instances: 1, Fixture.manifest(1...1))
        let file = Self.file()
        let plan = try await Program.run(
            ["plan", "--repo", work.repository.path, "--out", file],
            environment: work.environment.merging(["HUAWEICLOUD_SDK_SK": "wrong"]) { $1 })
        #expect(plan.status == 1 && plan.stderr.contains("is not saved"), "\(plan.stderr)")
        #expect(!FileManager.default.fileExists(atPath: file))
    }
}
