import ArgumentParser
import Fleet
import Foundation
import Planning
import TestSupport
import Testing

@testable import Report
@testable import dbconverge

/// `plan --base`: what is compared, and what prevents it.
@Suite struct BaseTests {
    private let repository: TemporaryRepository
    private let first: String

    init() throws {
        repository = try TemporaryRepository()
        try repository.write("README", "x")
        first = try repository.commit("no manifests yet")
    }

    private static func manifest(_ version: String = "2.0.75.260400", _ more: String = "") -> String {
        """
        apiVersion: dbconverge/v1
        kind: Fleet
        metadata: { name: orders }
        spec:
          region: cn-north-4
          projectID: 054e292c9880d4992f02c0196d3ea468
          kernelVersion: \(version)
          instances: [{ id: a4c123b1612dd272d1371c17149d4395in07 }]
        \(more)
        """
    }

    private func compare(
        since base: String, path: String? = nil, isOnDisk: Bool = false
    ) async throws -> PlanChanges {
        let options = try SourceOptions.parse(["--repo", repository.path] + (path.map { ["--path", $0] } ?? []))
        let output = try OutputOptions.parse([])
        let manifests = try await Manifests(options, output, isOnDisk: isOnDisk)
        return try await BaseManifests(base, of: manifests, options, output)
            .changes(in: Plan(revision: manifests.revision, fleets: []))
    }

    /// A branch with a commit of its own; main goes on meanwhile.
    private func branch(_ before: String, _ after: String) throws {
        try repository.write("fleets/orders.yaml", before)
        try repository.commit("before")
        try repository.git("checkout", "--quiet", "-b", "feature")
        try repository.write("fleets/orders.yaml", after)
        try repository.commit("after")
        try repository.git("checkout", "--quiet", "main")
        try repository.write("fleets/orders.yaml", Self.manifest("2.0.99.990000"))
        try repository.commit("others went on")
        try repository.git("checkout", "--quiet", "feature")
    }

    @Test func whatOthersDidToTheBaseSinceIsNoPartOfTheChange() async throws {
        try branch(Self.manifest("2.0.72.260100"), Self.manifest())
        let changes = try await compare(since: "main")
        let one = try #require(changes.fleets.first?.change.instances.first)
        #expect(one.before?.version == KernelVersion(2, 0, 72, 260100))
        #expect(one.after?.version == KernelVersion(2, 0, 75, 260400))
        #expect(changes.base.text.hasSuffix(", where it left main"), "\(changes.base.text)")
        #expect(try changes.base.oid == repository.git("merge-base", "main", "feature"))
    }

    @Test func whereNoFileDiffersNothingDoes() async throws {
        try branch(Self.manifest(), Self.manifest())
        let changes = try await compare(since: "main")
        #expect(changes.fleets.isEmpty && changes.problem == nil)
    }

    @Test(arguments: [nil, "fleets"]) func whereNothingWasDeclaredAllIsNew(_ path: String?) async throws {
        try branch(Self.manifest("2.0.72.260100"), Self.manifest())
        let changes = try await compare(since: first, path: path)
        #expect(changes.fleets.map(\.change.kind) == [.added] && changes.problem == nil)
    }

    @Test func filesThatDeclareNoFleetDeclareNothing() async throws {
        let rollout = """
            apiVersion: dbconverge/v1
            kind: Rollout
            metadata: { name: careful }
            spec: { waves: [{ name: all }] }

            """
        try branch(rollout, Self.manifest())
        #expect(try await compare(since: "main").fleets.map(\.change.kind) == [.added])
    }

    @Test func errorsAtTheBasePreventNoPlan() async throws {
        try branch("kind: [", Self.manifest())
        let changes = try await compare(since: "main")
        let problem = try #require(changes.problem)
        #expect(problem.contains("the first at fleets/orders.yaml:1:"), "\(problem)")
        let base = try repository.git("merge-base", "main", "feature")
        let commands = try ShellWords.commands(of: "dbconverge", in: problem)
        #expect(commands == [["dbconverge", "validate", "--repo", repository.path, "--ref", base]], "\(problem)")
        #expect(changes.fleets.isEmpty && changes.summary.contains("cannot be told"))
    }

    @Test func aLinkAtTheBasePreventsNoPlanEither() async throws {
        try FileManager.default.createDirectory(
            atPath: "\(repository.path)/fleets", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: "\(repository.path)/fleets/l.yaml", withDestinationPath: "orders.yaml")
        let linked = try repository.commit("link")
        try FileManager.default.removeItem(atPath: "\(repository.path)/fleets/l.yaml")
        try branch(Self.manifest(), Self.manifest("2.0.72.260100"))
        let changes = try await compare(since: linked)
        #expect(changes.problem?.contains("is a symbolic link") == true, "\(changes.summary)")
    }

    @Test func authorsCompareWhatIsOnDisk() async throws {
        try branch(Self.manifest("2.0.72.260100"), Self.manifest("2.0.72.260100"))
        try repository.write("fleets/orders.yaml", Self.manifest())
        #expect(try await compare(since: "main").fleets.isEmpty)
        let edited = try await compare(since: "main", isOnDisk: true)
        #expect(edited.fleets.first?.change.instances.first?.after?.version == KernelVersion(2, 0, 75, 260400))
    }

    @Test func aBaseThatIsNotThereStopsTheCommandWithItsOwnOption() async throws {
        try branch(Self.manifest(), Self.manifest())
        let unknown = await #expect(throws: Failure.self) { try await compare(since: "maim") }
        #expect(unknown?.hint == "did you mean `main`?", "\(String(describing: unknown))")
        try repository.git("tag", "main")
        let ambiguous = await #expect(throws: Failure.self) { try await compare(since: "main") }
        #expect(ambiguous?.hint?.contains("`--base refs/") == true, "\(String(describing: ambiguous))")
    }

    @Test func aBranchWithoutACommitHasNoBase() async throws {
        try repository.git("checkout", "--quiet", "--orphan", "new")
        try repository.write("fleets/orders.yaml", Self.manifest())
        let failure = await #expect(throws: Failure.self) { try await compare(since: "main", isOnDisk: true) }
        #expect(failure?.message.contains("'new' has no commits yet") == true, "\(String(describing: failure))")
    }

    @Test(arguments: [["plan", "--base", ""], ["reconcile", "--base", "main"], ["plan", "--base"]])
    func whatMakesNoSenseIsAUsageError(arguments: [String]) throws {
        let error = #expect(throws: (any Error).self) { try Root.parseAsRoot(arguments) }
        #expect(Root.exitCode(for: try #require(error)) == .validationFailure)
    }

    @Test(arguments: [
        ["plan", "--base", "main"], ["plan", "--base", "main", "--working-tree"], ["plan", "--base=origin/main"],
        ["plan", "--base", "main", "--at", "+2d"], ["plan", "--base", "main", "--out", "p", "--fleet", "orders"],
    ])
    func aPlanTakesABase(arguments: [String]) throws {
        let command = try #require(try Root.parseAsRoot(arguments) as? PlanCommand)
        #expect(command.base.ref?.hasSuffix("main") == true)
    }
}
