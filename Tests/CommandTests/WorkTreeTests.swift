import ArgumentParser
import Fleet
import Foundation
import GitSource
import Report
import TestSupport
import Testing

@testable import dbconverge

/// `--working-tree`: for whom it is, and what it reads.
@Suite struct WorkTreeTests {
    @Test(arguments: [
        (["reconcile", "--working-tree"], "never what is only on disk"),
        (["reconcile", "--working-tree", "--fleet", "orders"], "--dry-run"),
        (["plan", "--working-tree", "--ref", "main"], "--ref"),
        (["validate", "--working-tree", "--ref", "v1"], "give one of them"),
        (["reconcile", "--dry-run", "--working-tree", "--ref", "main"], "give one of them"),
        (["retry", "orders", "--working-tree"], "--working-tree"), (["doctor", "--working-tree"], "--working-tree"),
    ])
    func whatCannotBeReadFromDiskIsAUsageError(arguments: [String], says: String) throws {
        let error = #expect(throws: (any Error).self) { try Root.parseAsRoot(arguments) }
        let message = Root.fullMessage(for: try #require(error))
        #expect(message.contains(says), "\(message)")
        #expect(Root.exitCode(for: try #require(error)) == .validationFailure)
    }

    @Test(arguments: [
        ["validate", "--working-tree"], ["plan", "--working-tree"], ["plan", "--working-tree", "--ref", "HEAD"],
        ["reconcile", "--dry-run", "--working-tree"],
    ])
    func whatOnlyShowsMayReadFromDisk(arguments: [String]) throws {
        #expect(throws: Never.self) { try Root.parseAsRoot(arguments) }
    }

    @Test func theFilesOnDiskAreLoadedAndTheRefIsNotFollowed() async throws {
        let repository = try TemporaryRepository()
        let text = """
            apiVersion: dbconverge/v1
            kind: Fleet
            metadata: { name: NAME }
            spec:
              region: cn-north-4
              projectID: 054e292c9880d4992f02c0196d3ea468
              kernelVersion: 2.0.75.260400
              instances: [{ id: a4c123b1612dd272d1371c17149d4395in07 }]

            """
        try repository.write("fleet.yaml", text.replacing("NAME", with: "committed"))
        let oid = try repository.commit("one")
        try repository.write("fleet.yaml", text.replacing("NAME", with: "edited"))
        let options = try SourceOptions.parse(["--repo", repository.path])
        let manifests = try await Manifests(options, try OutputOptions.parse([]), isOnDisk: true)
        #expect(manifests.fleets.map(\.name) == ["edited"])
        #expect(manifests.revision == "main@\(oid.prefix(12))+working tree")
        #expect(manifests.source.follower == nil)
        #expect(try await Manifests(options, try OutputOptions.parse([])).fleets.map(\.name) == ["committed"])
    }
}
