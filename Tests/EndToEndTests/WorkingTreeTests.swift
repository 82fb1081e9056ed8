import Foundation
import TestSupport
import Testing

/// `--working-tree`, as an author uses it.
@Suite(.patience) struct WorkingTreeTests {
    @Test func whatIsOnDiskIsCheckedAndPlannedAndNeverUpgraded() async throws {
        let workspace = try await Workspace(instances: 2, Fixture.manifest(1...1))
        let repository = workspace.repository
        let oid = try repository.git("rev-parse", "HEAD")
        let revision = "main@\(oid.prefix(12))+working tree"
        try repository.write("fleets/orders.yaml", Fixture.manifest(1...2))
        try repository.write("drafts/broken.yaml", "kind: Flet\n")
        try repository.write(".gitignore", "drafts/\n")
        let source = ["--repo", repository.path, "--working-tree"]

        let valid = try await Program.run(["validate"] + source)
        #expect(valid.status == 0, "\(valid.stderr)")
        #expect(valid.stdout == "Valid: 1 fleet, 2 instances in 1 file at \(revision)\n")

        for command in [["plan"], ["reconcile", "--dry-run"]] {
            let plan = try await Program.run(command + source + ["-o", "json"], environment: workspace.environment)
            #expect(plan.status == 0, "\(plan.stderr)")
            #expect(try plan.json()["revision"] as? String == revision)
            let instances = try #require(try plan.fleet()["instances"] as? [[String: Any]])
            #expect(instances.compactMap { $0["action"] as? String }.filter { $0 == "upgrade" }.count == 2)
        }
        for format in ["text", "wide", "markdown", "html", "junit"] {
            let plan = try await Program.run(["plan"] + source + ["-o", format], environment: workspace.environment)
            #expect(plan.stdout.contains(revision), "\(format): \(plan.stdout)\(plan.stderr)")
        }

        let refused = try await Program.run(["reconcile"] + source, environment: workspace.environment)
        #expect(refused.status == 64 && refused.stderr.contains("never what is only on disk"), "\(refused.stderr)")
        #expect(try await workspace.cloud.audit().upgrades.isEmpty)
    }

    @Test func whatIsWrongOnDiskIsShownWithItsLocation() async throws {
        let repository = try Fixture.repository(Fixture.manifest(1...1))
        try repository.write("new.yaml", "apiVersion: dbconverge/v1\nkind: Flet\n")
        let run = try await Program.run(
            ["validate", "--working-tree", "-o", "json"], directory: URL(filePath: repository.path))
        #expect(run.status == 1)
        #expect(run.stderr.contains("new.yaml:2:7: error: unknown kind 'Flet'"), "\(run.stderr)")
        #expect(try run.json()["valid"] as? Bool == false)
        #expect(try await Program.run(["validate", "--repo", repository.path]).status == 0)
    }

    @Test func theSchemaIsOneDocumentOfJSON() async throws {
        let run = try await Program.run(["schema"])
        #expect(run.status == 0 && run.stderr.isEmpty)
        #expect(try run.json()["$schema"] as? String == "http://json-schema.org/draft-07/schema#")
    }
}
