import Foundation
import TestSupport
import Testing

/// `--path`, `--fleet`, `--selector` and `.dbconvergeignore`, as people use them.
@Suite(.serialized, .patience) struct SelectionTests {
    /// Two fleets in files of their own, a third that is ignored, and an instance of none.
    private func workspace() async throws -> Workspace {
        let work = try await Workspace(instances: 4, Fixture.fleet("orders", 1, "prod"))
        try work.repository.write("fleets/carts.yaml", Fixture.fleet("carts", 2, "dev"))
        try work.repository.write("old/legacy.yaml", Fixture.fleet("legacy", 3, "prod"))
        try work.repository.write(".dbconvergeignore", "/old/\n")
        try work.repository.commit("more")
        return work
    }

    private func unmanaged(_ run: Program.Outcome) throws -> [String] {
        try #require(try run.json()["unmanaged"] as? [[String: Any]]).compactMap { $0["id"] as? String }
    }

    @Test func whatIsNotChosenIsNotUnmanagedAndWhatIsNotReadSaysSo() async throws {
        let work = try await workspace()
        let source = ["plan", "--repo", work.repository.path]
        let selected = try await Program.run(
            source + ["--selector", "env=prod", "-o", "json"], environment: work.environment)
        #expect(try unmanaged(selected) == [Fixture.id(3), Fixture.id(4)])
        let selection = try #require(try selected.json()["selection"] as? [String: Any])
        #expect(selection["selector"] as? String == "env=prod")
        #expect(
            selection["leftOut"] as? [String: Int]
                == ["fleetsByName": 0, "fleetsBySelector": 1, "files": 0, "directories": 1])

        let narrow = source + ["--path", "fleets/orders.yaml"]
        let read = try await Program.run(narrow + ["-o", "json"], environment: work.environment)
        #expect(try unmanaged(read) == [2, 3, 4].map(Fixture.id))
        let text = try await Program.run(narrow, environment: work.environment)
        #expect(text.stdout.contains("In no fleet (only fleets/orders.yaml was read)"), "\(text.stdout)")
    }

    @Test func everyFormatOfEveryCommandCountsWhatIsLeftOut() async throws {
        let work = try await workspace()
        let formats = [
            "plan": ["text", "wide", "json", "markdown", "html", "junit"],
            "offers": ["text", "wide", "json", "markdown"],
            "status": ["text", "wide", "json", "markdown"], "validate": ["text", "json", "markdown", "github"],
            "doctor": ["text", "json"], "bump": ["text", "json", "markdown"],
        ]
        for (command, formats) in formats.sorted(by: { $0.key < $1.key }) {
            for format in formats {
                let choice = command == "bump" ? ["--fleet", "orders"] : ["--selector", "env=prod"]
                let run = try await Program.run(
                    [command, "--repo", work.repository.path, "-o", format] + choice, environment: work.environment)
                let words = run.stdout.split(whereSeparator: \.isWhitespace).joined(separator: " ")
                let isTold =
                    format == "json"
                    ? words.contains("\"directories\" : 1") && words.contains("\"selection\" : {")
                    : words.contains("1 fleet left out by --") && words.contains("1 directory left out by")
                #expect(isTold, "\(command) -o \(format): \(run.stdout)\(run.stderr)")
            }
        }
        let gitLab = try await Program.run(
            ["validate", "--repo", work.repository.path, "-o", "gitlab", "--selector", "env=prod"])
        #expect(gitLab.stderr.contains("1 fleet left out by --selector"), "\(gitLab.stderr)")
    }

    @Test func aSavedPlanKeepsItsChoice() async throws {
        let work = try await workspace()
        let file = FileManager.default.temporaryDirectory.appending(path: "plan-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        let times = ["--poll-interval", "300ms", "--settle-time", "20s"]
        let plan = try await Program.run(
            ["plan", "--repo", work.repository.path, "--path", "fleets/orders.yaml", "--path", "fleets/carts.yaml"]
                + ["--selector", "env in (prod)", "--out", file] + times, environment: work.environment)
        #expect(plan.status == 0, "\(plan.stderr)")
        // What variables say plays no part.
        let apply = try await Program.run(
            ["apply", file, "--repo", work.repository.path, "-o", "json", "--assume-idle"],
            environment: work.environment.merging(["DBCONVERGE_PATH": "nowhere", "DBCONVERGE_SELECTOR": "x=y"]) { $1 })
        #expect(apply.status == 0, "\(apply.stdout)\(apply.stderr)")
        #expect(try await work.cloud.audit().upgrades.count == 1)
        let answer = try apply.json()
        #expect((answer["fleets"] as? [[String: Any]])?.compactMap { $0["fleet"] as? String } == ["orders"])
        #expect((answer["selection"] as? [String: Any])?["selector"] as? String == "env in (prod)")
    }

    @Test func variablesNameSeveralPathsAndASelector() async throws {
        let work = try await workspace()
        func validate(_ environment: [String: String], _ more: String...) async throws -> Program.Outcome {
            try await Program.run(["validate", "--repo", work.repository.path] + more, environment: environment)
        }
        let two = try await validate(["DBCONVERGE_PATH": "fleets/carts.yaml, fleets/orders.yaml"])
        #expect(two.stdout.hasPrefix("Valid: 2 fleets, 2 instances in 2 files"), "\(two.stdout)\(two.stderr)")
        let one = try await validate(["DBCONVERGE_PATH": "nowhere"], "--path", "fleets/orders.yaml")
        #expect(one.stdout.hasPrefix("Valid: 1 fleet, 1 instance in 1 file"), "\(one.stdout)\(one.stderr)")
        let selected = try await validate(["DBCONVERGE_SELECTOR": "env=dev"])
        #expect(selected.stdout.contains("1 fleet left out by --selector"), "\(selected.stdout)\(selected.stderr)")
        let none = try await validate(["DBCONVERGE_SELECTOR": "env=test"])
        #expect(none.status == 1 && none.stderr.contains("env=dev, env=prod"), "\(none.stderr)")
        let bad = try await validate(["DBCONVERGE_SELECTOR": "env=("])
        #expect(bad.status == 64 && bad.stderr.contains("at character 5"), "\(bad.stderr)")
        let empty = try await validate(["DBCONVERGE_PATH": "fleets,,"])
        #expect(empty.status == 64 && empty.stderr.contains("--path is empty"), "\(empty.stderr)")
    }
}
