import Foundation
import TestSupport
import Testing

/// Commits that have to be signed, from the configuration file to the history.
@Suite(.patience) struct TrustTests {
    let workspace: Workspace
    let keys: String
    /// Where the configuration file asks for signatures.
    let environment: [String: String]

    init() async throws {
        workspace = try await Workspace(instances: 1, Fixture.manifest(1...1))
        keys = workspace.repository.directory
        try workspace.repository.git("-c", "alias.key=!ssh-keygen -q -t ed25519 -N '' -C '' -f ../key", "key")
        let key = try String(contentsOfFile: "\(keys)/key.pub", encoding: .utf8)
        try FileManager.default.createDirectory(atPath: "\(keys)/config/dbconverge", withIntermediateDirectories: true)
        try Data("ops@example.org \(key)".utf8).write(to: URL(filePath: "\(keys)/allowed_signers"))
        try Data("verify: { allowedSigners: \(keys)/allowed_signers }".utf8)
            .write(to: URL(filePath: "\(keys)/config/dbconverge/config.yaml"))
        environment = workspace.environment.merging(["XDG_CONFIG_HOME": "\(keys)/config", "DBCONVERGE_CONFIG": ""]) {
            $1
        }
    }

    private func run(_ arguments: [String]) async throws -> Program.Outcome {
        try await Program.run(arguments, environment: environment)
    }

    private func sign() throws {
        try workspace.repository.git(
            "-c", "gpg.format=ssh", "-c", "user.signingkey=\(keys)/key", "commit", "--quiet", "--amend", "--no-edit",
            "-S")
    }

    @Test func aCommitIsAppliedOnceItIsSignedAndTheHistorySaysByWhom() async throws {
        let repo = ["--repo", workspace.repository.path]
        let commands = [
            ["validate"], ["plan"], ["status"], ["offers"], ["doctor"], ["reconcile"] + Fixture.quickly,
            ["retry", "orders"],
        ]
        for command in commands {
            let refused = try await run(command + repo)
            #expect(refused.status == 1, "\(command): \(refused.stdout)\(refused.stderr)")
            #expect("\(refused.stdout)\(refused.stderr)".contains("is not signed"), "\(command): \(refused.stderr)")
        }
        #expect(try await workspace.cloud.audit().upgrades.isEmpty)
        try sign()
        for command in commands.dropLast() {
            let done = try await run(command + repo)
            #expect(done.status == 0, "\(command): \(done.stdout)\(done.stderr)")
        }
        let history = try await run(["history", "-o", "json"])
        let runs = try #require(try history.json()["runs"] as? [[String: Any]])
        let signature = try #require(runs.first?["signature"] as? [String: String])
        #expect(signature["signer"] == "ops@example.org" && signature["kind"] == "ssh")
        #expect(signature["fingerprint"]?.hasPrefix("SHA256:") == true)
    }

    @Test func aSavedPlanIsAppliedOnlyWhileItsCommitIsTrusted() async throws {
        try sign()
        let repo = ["--repo", workspace.repository.path]
        let plan = try await run(["plan", "--out", "\(keys)/plan.json"] + repo)
        #expect(plan.status == 0 && plan.stdout.contains("(signed by ops@example.org)"), "\(plan.stdout)\(plan.stderr)")
        let allowed = try String(contentsOfFile: "\(keys)/allowed_signers", encoding: .utf8)
        try Data().write(to: URL(filePath: "\(keys)/allowed_signers"))
        let refused = try await run(["apply", "\(keys)/plan.json"] + repo)
        #expect(refused.status == 1 && refused.stderr.contains("which is not in"), "\(refused.stdout)\(refused.stderr)")
        try Data(allowed.utf8).write(to: URL(filePath: "\(keys)/allowed_signers"))
        let applied = try await run(["apply", "\(keys)/plan.json", "--assume-idle"] + repo)
        #expect([0, 3].contains(applied.status), "\(applied.stdout)\(applied.stderr)")
        #expect(applied.stdout.contains("signed by ops@example.org"), "\(applied.stdout)")
    }

    @Test func onlyAnExplicitNoneSwitchesItOff() async throws {
        let repo = ["--repo", workspace.repository.path]
        let usage = try await run(["validate", "--working-tree"] + repo)
        #expect(usage.status == 64 && usage.stderr.contains("--verify-commit none"), "\(usage.stderr)")
        let off = try await run(["validate", "--verify-commit", "none"] + repo)
        #expect(
            off.status == 0 && off.stderr.contains("warning: --verify-commit none: nothing is verified"),
            "\(off.stderr)")
        let unsigned = try await Program.run(
            ["validate", "--verify-commit", "commit"] + repo, environment: workspace.environment)
        #expect(
            unsigned.status == 64 && unsigned.stderr.contains("--allowed-signers or --keyring"), "\(unsigned.stderr)")
    }
}
