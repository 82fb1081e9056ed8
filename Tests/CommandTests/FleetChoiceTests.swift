import ArgumentParser
import Fleet
import Foundation
import GitSource
import Manifest
import Planning
import Reconciler
import Report
import TestSupport
import Testing
import Text

@testable import dbconverge

/// Which fleets a command is about, and what it says of the others.
@Suite struct FleetChoiceTests {
    private static func manifest(_ name: String, _ number: Int, labels: String = "") -> String {
        """
        apiVersion: dbconverge/v1
        kind: Fleet
        metadata: { name: \(name), labels: {\(labels)} }
        spec:
          region: cn-north-4
          projectID: 054e292c9880d4992f02c0196d3ea468
          kernelVersion: 2.0.75.260400
          instances: [{ id: \(String(format: "%032din07", number)), labels: { tier: canary } }]

        """
    }

    private let repository: TemporaryRepository

    init() throws {
        repository = try TemporaryRepository()
        try repository.write("fleets/orders.yaml", Self.manifest("orders", 1, labels: "env: prod, team: shop"))
        try repository.write("fleets/carts.yaml", Self.manifest("carts", 2, labels: "env: dev"))
        try repository.write("other/users.yaml", Self.manifest("users", 3, labels: "env: prod"))
        try repository.write("other/plain.yaml", Self.manifest("plain", 4))
        try repository.write("old/legacy.yaml", Self.manifest("orders", 1))
        try repository.write(".dbconvergeignore", "/old/\n")
        try repository.commit("one")
    }

    private func read(_ arguments: String...) async throws -> Manifests {
        try await Manifests(
            try SourceOptions.parse(["--repo", repository.path] + arguments), try OutputOptions.parse([]))
    }

    private func failure(_ arguments: String...) async throws -> Failure {
        let error = await #expect(throws: Failure.self) {
            try await Manifests(
                try SourceOptions.parse(["--repo", repository.path] + arguments), try OutputOptions.parse([]))
        }
        return try #require(error)
    }

    @Test(
        arguments: [
            ([], ["carts", "orders", "plain", "users"], 0, 0),
            (["--selector", "env=prod"], ["orders", "users"], 0, 2),
            (["--selector", "env!=prod"], ["carts", "plain"], 0, 2), (["--selector", "!env"], ["plain"], 0, 3),
            (["--selector", "env in (dev,prod),!team"], ["carts", "users"], 0, 2),
            (["--fleet", "orders", "--fleet", "carts"], ["carts", "orders"], 2, 0),
            (["--fleet", "orders", "--fleet", "carts", "--selector", "env=prod"], ["orders"], 2, 1),
        ] as [([String], [String], Int, Int)])
    func bothOptionsHaveToMatch(_ arguments: [String], _ fleets: [String], _ byName: Int, _ bySelector: Int)
        async throws
    {
        let manifests = try await Manifests(
            try SourceOptions.parse(["--repo", repository.path] + arguments), try OutputOptions.parse([]))
        #expect(manifests.fleets.map(\.name) == fleets)
        #expect(manifests.selection.leftOut.fleetsByName == byName)
        #expect(manifests.selection.leftOut.fleetsBySelector == bySelector)
        #expect(manifests.selection.leftOut.directories == 1)
        // What another fleet declares is not unmanaged.
        #expect(manifests.declared.count == 4)
    }

    @Test func whatIsLeftOutOfTheFilesIsNotDeclared() async throws {
        let manifests = try await read("--path", "fleets", "--path", "other/plain.yaml")
        #expect(manifests.fleets.map(\.name) == ["carts", "orders", "plain"])
        #expect(manifests.declared.count == 3 && manifests.selection.leftOut.directories == 0)
        #expect(manifests.selection.paths == ["fleets", "other/plain.yaml"])
        #expect(manifests.selection.sentence == nil)
    }

    @Test func anInstanceThatTwoFleetsDeclareIsAnErrorAlsoWhereOneOfThemIsNotChosen() async throws {
        try repository.write("other/twice.yaml", Self.manifest("twice", 1, labels: "env: dev"))
        try repository.commit("two")
        await #expect(throws: ExitCode(1)) { try await read("--selector", "env=prod") }
    }

    @Test func aSelectorThatMatchesNothingSaysWhichLabelsThereAre() async throws {
        var found = try await failure("--selector", "env=prd")
        #expect(found.message.hasPrefix("no fleet matches --selector 'env=prd' at main@"))
        #expect(found.hint == "the labels that there are: env=dev, env=prod, team=shop")
        found = try await failure("--selector", "env=prod", "--fleet", "carts")
        #expect(found.message.hasPrefix("the fleet 'carts' does not match --selector 'env=prod' at main@"))
        #expect(found.hint == "the labels that there are: env=dev")
        found = try await failure("--selector", "env", "--fleet", "plain")
        #expect(found.hint?.hasPrefix("there are no labels") == true)
    }

    @Test func aNameThatNoFleetHasMayStandInWhatWasNotRead() async throws {
        let found = try await failure("--fleet", "users", "--path", "fleets")
        #expect(found.message.hasPrefix("no fleet is called 'users' at main@"))
        #expect(found.hint == "its fleets are carts, orders; only fleets was read")
        let ignored = try await failure("--fleet", "legacy")
        #expect(
            ignored.hint == "its fleets are carts, orders, plain, users; what .dbconvergeignore leaves out was not read"
        )
    }

    @Test func aPathIsAnErrorWhereItIsIgnoredOrHoldsNothing() async throws {
        #expect(
            try await failure("--path", "fleets", "--path", "old").message.contains("line 1 of `.dbconvergeignore`"))
        #expect(try await failure("--path", "fleets", "--path", "flets").message.contains("`flets`"))
        #expect(try await failure("--path", "old/legacy.yaml").message.contains("ignores `old`, in which it lies"))
    }

    @Test(arguments: [
        (["plan", "--selector", "env in (a"], "`)` is missing at character 10"),
        (["plan", "--selector", ""], "a label's key is missing at character 1"),
        (["bump", "--selector", "env=a=b"], "at character 6"),
        (["plan", "--path", "a", "--path", ""], "--path is empty"),
        (["retry", "orders", "--selector", "env=prod"], "name the fleet as the argument, without --selector"),
        (["offers", "--selector", "env=prod", "--selector", "x y"], "`y` is neither `in` nor `notin` at character 3"),
    ])
    func whatCannotBeMeantIsAUsageError(_ arguments: [String], _ words: String) throws {
        let error = #expect(throws: (any Error).self) { try Root.parseAsRoot(arguments) }
        let message = Root.fullMessage(for: try #require(error))
        #expect(message.contains(words), "\(message)")
        #expect(Root.exitCode(for: try #require(error)) == .validationFailure)
    }

    @Test func statusTakesASelectorBesideNames() throws {
        let parsed = try Root.parseAsRoot(["status", "orders", "--selector", "env=prod"]) as? StatusCommand
        #expect(parsed?.source.selector?.text == "env=prod" && parsed?.source.fleets == ["orders"])
    }

    @Test func commandsThatArePrintedHaveEveryPath() throws {
        let source = try SourceOptions.parse(["--path", "a b", "--path=-c", "--selector", "env=prod"])
        #expect(CommandHints(source: source.arguments).validate() == "dbconverge validate --path 'a b' --path=-c")
    }

    @Test func aStalePlanIsMadeAnewWithTheSameChoice() throws {
        let plan = SavedPlan(
            toolVersion: "0.1.0", madeAt: Date(timeIntervalSince1970: 0),
            source: .init(
                ref: "main", revision: "main@1", commit: "1", paths: ["a"], chosenFleets: ["orders"],
                selector: "!legacy,env in (a)"),
            settings: .init(Rollout.Settings()), fleets: [])
        let stale = StalePlan(plan, path: "p", CommandHints(source: ["--path", "a"]))
        let words = try ShellWords.split(stale.remake)
        let parsed = try Root.parseAsRoot(Array(words.dropFirst())) as? PlanCommand
        #expect(parsed?.source.paths == ["a"] && parsed?.source.fleets == ["orders"])
        #expect(parsed?.source.selector?.text == "!legacy,env in (a)")
    }

    @Test func bumpTakesTheLabelsOfAFleetForThoseOfItsInstances() async throws {
        let read = try await CheckedOutManifests.read(
            try EditedFilesOptions.parse(["--repo", repository.path, "--path", "fleets", "--path", "other"]),
            try OutputOptions.parse([]))
        let fleets = read.manifests.fleets
        func chosen(_ text: String) throws -> Set<InstanceID> {
            try SelectorArgument(parsing: text).instances(of: fleets)
        }
        #expect(try chosen("env=prod").count == 2)
        #expect(try chosen("env=prod,tier=canary,!team").count == 1)
        #expect(try chosen("tier=canary").count == 4)
        #expect(try chosen("tier!=canary").isEmpty)
        #expect(
            try SelectorArgument(parsing: "x").nothing(of: fleets).hint
                == "the labels that there are: env=dev, env=prod, team=shop, tier=canary")
    }

    @Test func doctorSaysWhatIsLeftOut() async throws {
        let state = try StateOptions.parse(["--state", "\(repository.directory)/state"])
        let source = try SourceOptions.parse(["--repo", repository.path, "--selector", "env=prod"])
        let answer = await LocalCheckup(source: source, state: state).answer()
        #expect(answer.fleets.map(\.name) == ["orders", "users"] && answer.declared.count == 4)
        #expect(answer.selection.leftOut.fleetsBySelector == 2)
        #expect(
            answer.findings.contains {
                $0.message
                    == "2 fleets with 2 instances; 2 fleets left out by --selector; "
                    + "1 directory left out by .dbconvergeignore"
            })
    }
}
