import Foundation
import TestSupport
import Testing

/// As systemd and cron start it: with few variables, without a terminal and with a log that others read.
@Suite(.patience) struct ServiceTests {
    /// A directory such as systemd makes for a service, with the credentials that it has loaded.
    private final class Service: Sendable {
        let folder = FileManager.default.temporaryDirectory.appending(path: "service-\(UUID().uuidString)")
        var state: String { folder.appending(path: "state").path }

        init(_ workspace: Workspace) throws {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let key = workspace.cloud.environment
            let profile =
                "[basic]\nak = \(key["HUAWEICLOUD_SDK_AK"] ?? "")\nsk = \(key["HUAWEICLOUD_SDK_SK"] ?? "")\n"
            try Data(profile.utf8).write(to: folder.appending(path: "credentials"))
        }

        deinit { try? FileManager.default.removeItem(at: folder) }
    }

    /// Runs bash with no variable but those that are given.
    private static func run(
        _ workspace: Workspace, _ service: Service, _ command: String, status: Int32
    ) async throws -> String {
        let cloud = workspace.cloud.environment.filter { $0.key.hasPrefix("DBCONVERGE") }
            .map { "\($0.key)=\($0.value)" }
        let variables =
            cloud + [
                "PATH=$PATH", "STATE_DIRECTORY=\(service.state)", "CREDENTIALS_DIRECTORY=\(service.folder.path)",
                "CACHE_DIRECTORY=\(service.folder.path)/cache:/nowhere",
                "DBCONVERGE_REPO=\(workspace.repository.path)", "DBCONVERGE_CONFIG=/dev/null",
                "DBCONVERGE_POLL_INTERVAL=300ms", "DBCONVERGE_SETTLE_TIME=1s",
            ]
        return try await Shell().run("env -i \(variables.joined(separator: " ")) bash -c '\(command)'", status: status)
    }

    @Test func withoutAHomeTheServicesOwnDirectoriesAreUsed() async throws {
        let workspace = try await Workspace(instances: 2, Fixture.manifest(1...2))
        let service = try Service(workspace)
        let said = try await Self.run(workspace, service, "dbconverge reconcile --assume-idle", status: 0)
        #expect(said.contains("2 upgrades requested, 2 completed"), "\(said)")
        #expect(FileManager.default.fileExists(atPath: "\(service.state)/journal.sqlite"))
        let doctor = try await Self.run(workspace, service, "dbconverge doctor", status: 0)
        #expect(doctor.contains("$CREDENTIALS_DIRECTORY/credentials"), "\(doctor)")
        let url = "file://\(workspace.repository.path)"
        _ = try await Self.run(workspace, service, "dbconverge validate --repo \(url)", status: 0)
        #expect(FileManager.default.fileExists(atPath: "\(service.folder.path)/cache/git"))
        let homeless = try await Self.run(
            workspace, service, "unset STATE_DIRECTORY; dbconverge reconcile", status: 1)
        #expect(homeless.contains("--state DIR, or DBCONVERGE_STATE"), "\(homeless)")
    }

    @Test func quietSaysNothingWhereAllIsInSyncAndEverythingElseAsAlways() async throws {
        let workspace = try await Workspace(instances: 2, Fixture.manifest(1...2))
        let first = try await Program.run(
            ["reconcile", "--quiet", "--assume-idle", "--repo", workspace.repository.path] + Fixture.quickly,
            environment: workspace.environment)
        #expect(first.status == 0 && first.stdout.contains("2 upgrades requested"), "\(first.stdout)\(first.stderr)")
        let second = try await Program.run(
            ["reconcile", "-q", "--repo", workspace.repository.path] + Fixture.quickly,
            environment: workspace.environment)
        #expect(second.status == 0 && second.stdout.isEmpty && second.stderr.isEmpty, "\(second)")
        let broken = try await Program.run(
            ["reconcile", "--quiet", "--repo", workspace.repository.path, "--ref", "nothing"],
            environment: workspace.environment)
        #expect(broken.status == 1 && broken.stderr.contains("error: "), "\(broken)")
        let both = try await Program.run(
            ["reconcile", "--quiet", "--progress", "--repo", workspace.repository.path],
            environment: workspace.environment)
        #expect(both.status == 64 && both.stderr.contains("opposites"), "\(both.stderr)")
    }

    @Test func progressIsToldOnlyWhereItIsAskedFor() async throws {
        for (options, isTold) in [([], false), (["--progress"], true)] as [([String], Bool)] {
            let workspace = try await Workspace(instances: 1, Fixture.manifest(1...1))
            let run = try await workspace.reconcile(["--assume-idle"] + options)
            #expect(run.status == 0)
            #expect(run.stderr.contains("orders: ~ requesting") == isTold, "\(run.stderr)")
            #expect(run.stderr.contains("orders: 1 of 1 in sync") == isTold, "\(run.stderr)")
        }
    }

    @Test func theLogIsJSONOrHasTimesOrPriorities() async throws {
        let workspace = try await Workspace(instances: 1, Fixture.manifest(1...1))
        let json = try await workspace.reconcile(["--assume-idle", "--progress", "--log-format", "json"])
        let objects = try json.stderr.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
        }
        #expect(objects.count > 3 && objects.allSatisfy { $0["time"] is String && $0["level"] is String })
        #expect(objects.contains { $0["fleet"] as? String == "orders" })
        let text = try await workspace.run(
            "plan", "--repo", workspace.repository.path, "--ref", "nothing", "--log-format", "text")
        #expect(text.stderr.contains(#/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ error: /#), "\(text.stderr)")
        let service = try Service(workspace)
        let said = try await Self.run(
            workspace, service,
            """
            touch log; export JOURNAL_STREAM=$(stat --format=%d:%i log)
            dbconverge plan --ref nothing 2>log; cat log; dbconverge plan --ref nothing
            """, status: 1)
        #expect(said.contains(#/(?m)^<3>error: .*\n<3>hint: .*\nerror: /#), "\(said)")
    }

    @Test func theJournalGoesToAnotherMachine() async throws {
        let workspace = try await Workspace(instances: 2, Fixture.manifest(1...2))
        #expect(try await workspace.reconcile(["--assume-idle"]).status == 0)
        let shell = try Shell()
        let said = try await shell.run(
            """
            set -e
            dbconverge journal check
            dbconverge journal export >backup.jsonl
            dbconverge journal import backup.jsonl --state there
            dbconverge journal import - --state there <backup.jsonl
            dbconverge history --state there
            head -n -1 backup.jsonl | dbconverge journal import - --state elsewhere || echo "It ended with $?."
            """, environment: workspace.environment, status: 0)
        for words in [
            "journal.sqlite is sound", "is imported", "holds the same already", "2 requested, 2 completed",
            "It ended with 1.",
        ] {
            #expect(said.contains(words), "\(words): \(said)")
        }
    }
}
