import Foundation
import TestSupport
import Testing

@testable import GitSource

@Suite struct WorkTreeTests {
    private let repository: TemporaryRepository
    private let oid: String

    init() throws {
        repository = try TemporaryRepository()
        try repository.write("fleets/a.yaml", "committed")
        try repository.write("fleets/[b]*.yaml", "odd name")
        try repository.write("other/c.yaml", "elsewhere")
        try repository.write("fleets/notes.txt", "notes")
        oid = try repository.commit("one")
    }

    enum Change: CaseIterable { case modified, staged, deleted, untracked, deletedFromIndex }

    @Test(arguments: Change.allCases) func aDifferenceIsAWarningAndTheCommitCounts(_ change: Change) throws {
        switch change {
        case .modified: try repository.write("fleets/a.yaml", "changed")
        case .staged:
            try repository.write("fleets/a.yaml", "changed")
            try repository.git("add", "--all")
        case .deleted: try FileManager.default.removeItem(atPath: "\(repository.path)/fleets/a.yaml")
        case .untracked: try repository.write("fleets/new/deep/n.yml", "new")
        case .deletedFromIndex: try repository.git("rm", "--quiet", "--cached", "fleets/a.yaml")
        }
        let before = try repository.fingerprint()

        let snapshot = try repository.read(path: "fleets")

        let changed = change == .untracked ? "fleets/new/deep/n.yml" : "fleets/a.yaml"
        #expect(
            snapshot.warnings == [
                "the work tree differs from \(snapshot.revision), and the commit counts: "
                    + "`\(changed)` is not as committed"
            ])
        #expect(snapshot.paths == ["fleets/[b]*.yaml", "fleets/a.yaml"])
        #expect(snapshot.files.last?.bytes == Array("committed".utf8))
        #expect(try repository.fingerprint() == before)
    }

    @Test func manyDifferencesAreCounted() throws {
        for index in 1...5 { try repository.write("fleets/n\(index).yaml", "") }
        let warning = try #require(try repository.read().warnings.first)
        #expect(
            warning.hasSuffix("`fleets/n1.yaml`, `fleets/n2.yaml`, `fleets/n3.yaml` and 2 more are not as committed"))
    }

    @Test func onlyManifestsBelowThePathMatter() throws {
        try repository.write("other/c.yaml", "changed")
        try repository.write("fleets/notes.txt", "changed")
        try repository.write("fleets2/d.yaml", "new")
        #expect(try repository.read(path: "fleets").warnings.isEmpty)
        #expect(try repository.read(path: "fleets/a.yaml").warnings.isEmpty)
        #expect(try repository.read(path: "other").warnings.count == 1)
    }

    @Test func aPathIsNotAPattern() throws {
        #expect(try repository.read(path: "fleets/[b]*.yaml").warnings.isEmpty)
        try repository.write("fleets/b1.yaml", "matches the pattern, but is not the file")
        #expect(try repository.read(path: "fleets/[b]*.yaml").warnings.isEmpty)
        try repository.write("fleets/[b]*.yaml", "changed")
        #expect(try repository.read(path: "fleets/[b]*.yaml").warnings.count == 1)
    }

    @Test func anUntouchedFileWithANewTimeIsNoDifference() throws {
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1_000_000_000)],
            ofItemAtPath: "\(repository.path)/fleets/a.yaml")
        let before = try repository.fingerprint()
        #expect(try repository.read().warnings.isEmpty)
        #expect(try repository.fingerprint() == before)
    }

    @Test func anotherCommitThanTheOneCheckedOutHasNoWarning() throws {
        try repository.write("fleets/a.yaml", "two")
        try repository.commit("two")
        try repository.write("fleets/a.yaml", "changed")
        #expect(try repository.read(ref: "main~1").warnings.isEmpty)
        #expect(try repository.read(ref: "main").warnings.count == 1)
        #expect(try repository.read(ref: repository.git("rev-parse", "HEAD")).warnings.count == 1)
    }

    @Test func aSparseWorkTreeIsNoDifference() throws {
        try repository.git("sparse-checkout", "set", "fleets")
        #expect(!FileManager.default.fileExists(atPath: "\(repository.path)/other"))
        #expect(try repository.read().paths.contains("other/c.yaml"))
        #expect(try repository.read().warnings.isEmpty)
    }
}
