import Foundation
import TestSupport
import Testing

/// What is wrong in a repository or a manifest is said before anything is called.
@Suite(.patience) struct BadInputTests {
    /// A manifest with one thing wrong, and what the error must show.
    static let manifests: [(name: String, change: @Sendable (String) -> String, says: [String])] = [
        ("a tab", { $0.replacing("  region:", with: "\tregion:") }, ["orders.yaml:", "tab"]),
        ("a doubled key", { $0 + "  region: cn-north-4\n" }, ["[duplicate-key]", "region"]),
        ("another apiVersion", { $0.replacing("dbconverge/v1", with: "dbconverge/v2") }, ["dbconverge/v2"]),
        ("another kind", { $0.replacing("kind: Fleet", with: "kind: Flet") }, ["Fleet"]),
        (
            "a number for a version",
            { $0.replacing("kernelVersion: \(Fixture.declared)", with: "kernelVersion: 2.0") },
            ["2.0"]
        ),
        ("latest", { $0.replacing("kernelVersion: \(Fixture.declared)", with: "kernelVersion: latest") }, ["latest"]),
        ("2.0.x", { $0.replacing("kernelVersion: \(Fixture.declared)", with: "kernelVersion: 2.0.x") }, ["2.0.x"]),
        ("an id of 35 characters", { $0.replacing(Fixture.id(1), with: String(Fixture.id(1).dropFirst())) }, ["35"]),
        ("a short project id", { $0.replacing(Fixture.project, with: "054e292c") }, ["054e292c", "32"]),
        ("an instance twice", { $0 + "  - id: \(Fixture.id(1))\n" }, ["[duplicate-instance]", Fixture.id(1)]),
        ("an unknown key", { $0 + "    kernelVersoin: 2.0.72.260100\n" }, ["kernelVersion"]),
        ("credentials in the manifest", { $0 + "  credentials: { ak: a, sk: b }\n" }, ["[wrong-type]", "credentials"]),
        ("a dangling rollout", { $0.replacing("rollout: quick", with: "rollout: quik") }, ["quik", "quick"]),
        ("not UTF-8", { _ in "\u{FF}" }, ["orders.yaml"]),
        (
            "an alias bomb",
            { _ in
                "a: &a [x,x,x,x,x,x,x,x,x]\n"
                    + zip("bcdefghi", "abcdefgh").map {
                        "\($0): &\($0) [*\($1),*\($1),*\($1),*\($1),*\($1),*\($1),*\($1),*\($1),*\($1)]\n"
                    }
                    .joined()
            }, ["alias"]
        ),
    ]

    @Test(arguments: manifests.indices) func aBadManifestIsShownWithItsLocation(_ index: Int) async throws {
        let item = Self.manifests[index]
        let cloud = try await SimulatorProcess(Fixture.cloud([Fixture.Instance(number: 1)]))
        let repository = try Fixture.repository(item.change(Fixture.manifest(1...1)))
        for command in [["validate"], ["plan"], ["reconcile"]] {
            let run = try await Program.run(command + ["--repo", repository.path], environment: cloud.environment)
            #expect(run.status == 1, "\(item.name): \(run.stdout)\(run.stderr)")
            #expect(run.stderr.contains("fleets/orders.yaml:"), "\(item.name): \(run.stderr)")
            #expect(run.stderr.contains("^"), "\(item.name) has no caret: \(run.stderr)")
            for words in item.says { #expect(run.stderr.contains(words), "\(item.name): \(run.stderr)") }
            #expect(run.stdout.isEmpty)
        }
        #expect(try await cloud.audit().calls.values.reduce(0, +) == (cloud.audit().calls["audit"] ?? 0))
    }

    @Test func theSameInstanceInTwoFilesShowsBothLocations() async throws {
        let repository = try Fixture.repository(Fixture.manifest(1...1))
        try repository.write(
            "fleets/other.yaml",
            Fixture.manifest(1...1).replacing("name: orders", with: "name: other").replacing(
                "name: quick", with: "name: fast"
            )
            .replacing("rollout: quick", with: "rollout: fast"))
        try repository.commit("twice")
        let run = try await Program.run(["validate", "--repo", repository.path])
        #expect(run.status == 1)
        #expect(
            run.stderr.contains("fleets/orders.yaml:") && run.stderr.contains("fleets/other.yaml:"), "\(run.stderr)")
    }

    @Test func placesThatAreNone() async throws {
        let repository = try Fixture.repository(Fixture.manifest(1...1))
        let empty = try TemporaryRepository()
        let cases: [(arguments: [String], says: String)] = [
            (["--repo", "/"], "not a git repository"), (["--repo", "/nowhere/at/all"], "/nowhere/at/all"),
            (["--repo", repository.path, "--ref", "mian"], "main"),
            (["--repo", repository.path, "--path", "fleet"], "fleets"),
            (["--repo", empty.path], "commit"),
            (["--repo", repository.path, "--fleet", "nosuch"], "nosuch"),
            (["--repo", "ftp://example.org/fleets.git"], "which is not understood"),
        ]
        for item in cases {
            let run = try await Program.run(["validate"] + item.arguments)
            #expect(run.status == 1, "\(item.arguments)")
            #expect(run.stderr.contains(item.says), "\(item.arguments): \(run.stderr)")
            #expect(run.stderr.contains("hint: "), "\(item.arguments): \(run.stderr)")
        }
        try repository.write("docs/readme.txt", "no manifests here")
        try repository.commit("docs")
        let run = try await Program.run(["validate", "--repo", repository.path, "--path", "docs"])
        #expect(run.status == 1)
        #expect(run.stderr.contains("docs"), "\(run.stderr)")
    }

    @Test func withJSONTheAnswerIsOneDocumentEvenWhenItIsAnError() async throws {
        let repository = try Fixture.repository(Fixture.manifest(1...1).replacing("kind: Fleet", with: "kind: Flet"))
        for command in ["validate", "plan", "reconcile"] {
            let bad = try await Program.run([command, "--repo", repository.path, "-o", "json"])
            #expect(bad.status == 1)
            #expect(try #require(bad.json()["diagnostics"] as? [Any]).count >= 1)
            let unknown = try await Program.run([command, "--repo", repository.path, "--ref", "nope", "-o", "json"])
            #expect(unknown.status == 1)
            #expect((try unknown.json()["error"] as? [String: Any])?["message"] != nil)
        }
    }

    @Test(arguments: [
        ["plan", "--nonsense"], ["plan", "-o", "yaml"], ["reconcile", "--timeout", "soon"], ["nonsense"],
        ["simulator"], ["simulator", "--instances", "-1"], ["validate", "--path", ""], ["plan", "--fleet", ""],
        ["reconcile", "--poll-interval", "30s", "--settle-time", "40s"],
    ])
    func usageErrorsAre64(_ arguments: [String]) async throws {
        let run = try await Program.run(arguments)
        #expect(run.status == 64, "\(run.stderr)")
        #expect(run.stdout.isEmpty)
        #expect(run.stderr.contains("Error: "))
    }

    @Test func aVariableThatCannotBeReadIsAUsageErrorThatNamesIt() async throws {
        let run = try await Program.run(["reconcile"], environment: ["DBCONVERGE_POLL_INTERVAL": "soon"])
        #expect(run.status == 64)
        #expect(run.stderr.contains("DBCONVERGE_POLL_INTERVAL"), "\(run.stderr)")
    }

    @Test func everyFlagCanBeAVariableAndTheFlagWins() async throws {
        let repository = try Fixture.repository(Fixture.manifest(1...1))
        let variables = ["DBCONVERGE_REPO": repository.path, "DBCONVERGE_OUTPUT": "json", "DBCONVERGE_REF": "main"]
        let run = try await Program.run(["validate"], environment: variables)
        #expect(run.status == 0, "\(run.stderr)")
        #expect(try run.json()["valid"] as? Bool == true)
        let flagged = try await Program.run(["validate", "-o", "text"], environment: variables)
        #expect(flagged.stdout.hasPrefix("Valid: 1 fleet, 1 instance"), "\(flagged.stdout)")
    }
}

/// An answer that cannot be written is never a success.
@Suite(.patience) struct LostAnswerTests {
    @Test(arguments: ["text", "json", "markdown"]) func aFullDiskIsAnError(_ format: String) async throws {
        let repository = try Fixture.repository(Fixture.manifest(1...1))
        let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
        let process = try Program.start(["validate", "--repo", repository.path, "-o", format], stdout: full)
        while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
        #expect(process.terminationStatus == 1)
    }

    @Test func detailedExitcodeWithoutDryRunIsAUsageErrorAndUpgradesNothing() async throws {
        let cloud = try await SimulatorProcess(Fixture.cloud([Fixture.Instance(number: 1)]))
        let repository = try Fixture.repository(Fixture.manifest(1...1))
        let run = try await Program.run(
            ["reconcile", "--repo", repository.path, "--detailed-exitcode"], environment: cloud.environment)
        #expect(run.status == 64)
        #expect(try await cloud.audit().upgrades.isEmpty)
    }

    @Test func theTimeoutEndsACallThatHangs() async throws {
        let silent = try CannedServer(answering: "", after: 25)
        let repository = try Fixture.repository(Fixture.manifest(1...1))
        let run = try await Program.run(
            ["reconcile", "--repo", repository.path, "--endpoint", silent.url, "--timeout", "2s"],
            environment: ["HUAWEICLOUD_SDK_AK": "AK", "HUAWEICLOUD_SDK_SK": "SK"])
        #expect(run.status == 3, "\(run.stderr)")
        #expect(!silent.hasAnswered, "it waited for the answer")
    }

    /// A call that hangs is dropped at the first signal; only an upgrade's answer is worth waiting for.
    @Test func aSignalDropsACallThatOnlyReads() async throws {
        let silent = try CannedServer(answering: "", after: 25, signals: true)
        let repository = try Fixture.repository(Fixture.manifest(1...1))
        let run = try await Program.run(
            ["reconcile", "--repo", repository.path, "--endpoint", silent.url],
            environment: ["HUAWEICLOUD_SDK_AK": "AK", "HUAWEICLOUD_SDK_SK": "SK"]
        ) { process in
            silent.signal(process.processIdentifier)
        }
        #expect(run.status == 143, "\(run.stderr)")
        #expect(silent.wasLeft, "it waited for the answer")
    }
}
