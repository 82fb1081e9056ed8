import Foundation
import TestSupport
import Testing

/// `import` writes manifests of which a plan has nothing to do.
@Suite(.patience) struct ImportTests {
    private static let hostile = [
        "it's", "\"q\": x", "yes", "null", " leading", "12", "052e1", "12:30", "数据库", "🚀 x", "- a", "#c", "&a *b",
        "{{ x }}",
        "##[error]x", "::x", "a\u{202E}b", "a\nb", "a\u{1}b", "e\u{301}", "", String(repeating: "长", count: 300),
    ]

    /// A cloud of `count` instances at three versions, some with offers, with hostile names and tags.
    private static func cloud(_ count: Int) -> [String: Any] {
        let versions = ["2.0.69.251000", "2.0.72.260100", "2.0.75.260400"]
        let instances: [[String: Any]] = (1...count).map { number in
            [
                "id": Fixture.id(number), "name": hostile[number % hostile.count],
                "version": versions[number % 7 % 3], "offers": number % 2 == 0 ? ["2.0.78.260700"] : [],
                "tags": number % 5 == 0 ? [:] : ["service": hostile[number % 11], "n": "\(number)"],
            ]
        }
        return ["instances": instances]
    }

    private let location = ["--region", "cn-north-4", "--project", Fixture.project]

    /// Imports into a repository, commits, and expects a plan that has nothing to do.
    private func expectNothingToDo(_ count: Int, _ options: [String]) async throws {
        let workspace = try await Workspace(Self.cloud(count), "")
        let repository = try TemporaryRepository()
        let run = try await Program.run(
            ["import", "--to", repository.path + "/fleets"] + location + options, environment: workspace.environment)
        #expect(run.status == 0, "\(run.stdout)\(run.stderr)")
        try repository.commit("import")
        let plan = try await workspace.run("plan", "--repo", repository.path, "--detailed-exitcode", "-o", "json")
        #expect(plan.status == 0, "\(plan.stderr)\(plan.stdout.prefix(2000))")
        let fleets = try #require(try plan.json()["fleets"] as? [[String: Any]])
        let unmanaged = try plan.json()["unmanaged"] as? [Any]
        #expect((unmanaged ?? []).isEmpty, "\(fleets.count)")
    }

    @Test func aPlanOfWhatWasImportedHasNothingToDo() async throws { try await expectNothingToDo(100, []) }

    @Test func soHasOneOfWhatWasDividedByATag() async throws {
        try await expectNothingToDo(100, ["--split-by", "service", "--labels-from-tags", "--name", "shop"])
    }

    @Test func soHasOneOfTenThousandInstances() async throws {
        try await expectNothingToDo(10_000, ["--labels-from-tags"])
    }

    @Test func whatExistsIsOverwrittenOnlyWhereAsked() async throws {
        let workspace = try await Workspace(Self.cloud(3), "")
        let folder = workspace.repository.path + "/fleets"
        let arguments = ["import", "--to", folder, "--name", "orders"] + location
        let refused = try await Program.run(arguments, environment: workspace.environment)
        #expect(refused.status == 1)
        #expect(refused.stderr.contains("exists already; nothing was written"), "\(refused.stderr)")
        let forced = try await Program.run(arguments + ["--force", "-o", "json"], environment: workspace.environment)
        #expect(forced.status == 0, "\(forced.stderr)")
        let fleets = try #require(try forced.json()["fleets"] as? [[String: Any]])
        #expect(fleets.count == 1 && fleets[0]["instances"] as? Int == 3)
        #expect(fleets[0]["file"] as? String == "\(folder)/orders.yaml")
    }

    @Test func theManifestsGoToStdoutWithoutAFolder() async throws {
        let workspace = try await Workspace(Self.cloud(3), "")
        let run = try await Program.run(["import"] + location, environment: workspace.environment)
        #expect(run.status == 0, "\(run.stderr)")
        #expect(run.stdout.hasPrefix("apiVersion: dbconverge/v1\nkind: Fleet\n"), "\(run.stdout)")
        #expect(run.stderr.isEmpty, "\(run.stderr)")
    }

    @Test(arguments: [
        (["--region", "cn-north-4"], "give both"), (["--region", "a.b", "--project", "auto"], "not a region's name"),
        (["--region", "cn-north-4", "--project", "x"], "neither 32 letters"),
        (["--region", "cn-north-4", "--project", "auto", "--name", "A"], "lower case"),
        (["--region", "cn-north-4", "--project", "auto", "--force"], "--force goes with --to"),
    ]) func badArgumentsAreRefused(_ arguments: [String], _ words: String) async throws {
        let run = try await Program.run(["import"] + arguments)
        #expect(run.status == 64)
        #expect(run.stderr.contains(words), "\(run.stderr)")
    }
}
