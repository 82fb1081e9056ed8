import Foundation
import TestSupport
import Testing

@testable import GitSource

@Suite struct DiscoveryTests {
    private let repository: TemporaryRepository
    private let oid: String

    init() throws {
        repository = try TemporaryRepository()
        try repository.write("sub/deep/a.yaml", "committed")
        oid = try repository.commit("one")
    }

    @Test(arguments: ["", "/sub", "/sub/deep", "/.git", "/.git/refs"])
    func theRepositoryIsFoundUpward(from directory: String) throws {
        let snapshot = try GitReader.read(repository: nil, workingDirectory: repository.path + directory)
        #expect(snapshot.repository == repository.path)
        #expect(snapshot.paths == ["sub/deep/a.yaml"])
    }

    @Test(arguments: ["repository", "./repository/", "repository/.git", "repository/sub"])
    func aGivenRepositoryIsRelativeToTheWorkingDirectory(_ given: String) throws {
        let snapshot = try GitReader.read(repository: given, workingDirectory: repository.directory)
        #expect(snapshot.repository == repository.path)
        #expect(snapshot.revision.oid == oid)
    }

    @Test func aBareRepositoryIsReadWithoutWarnings() throws {
        let bare = "\(repository.directory)/bare.git"
        try repository.git("clone", "--quiet", "--bare", repository.path, bare)
        for workingDirectory in [bare, "\(bare)/refs"] {
            let snapshot = try GitReader.read(repository: nil, workingDirectory: workingDirectory)
            #expect(snapshot.repository == bare)
            #expect(snapshot.revision == Revision(ref: "main", oid: oid))
            #expect(snapshot.warnings.isEmpty)
        }
        #expect(try GitReader.read(repository: bare, workingDirectory: "/").paths == ["sub/deep/a.yaml"])
    }

    @Test func aLinkedWorkTreeHasItsOwnHead() throws {
        let linked = "\(repository.directory)/linked"
        try repository.git("worktree", "add", "--quiet", "-b", "side", linked)
        try Data("changed".utf8).write(to: URL(fileURLWithPath: "\(linked)/sub/deep/a.yaml"))
        let snapshot = try GitReader.read(repository: nil, workingDirectory: "\(linked)/sub")
        #expect(snapshot.repository == linked)
        #expect(snapshot.revision == Revision(ref: "side", oid: oid))
        #expect(snapshot.files.map(\.bytes) == [Array("committed".utf8)])
        #expect(snapshot.warnings.count == 1)
        #expect(try repository.read().warnings.isEmpty)
    }

    @Test func aShallowCloneIsReadAndKnowsItsEnd() throws {
        try repository.write("b.yaml", "second")
        try repository.commit("two")
        let clone = "\(repository.directory)/shallow"
        try repository.git("clone", "--quiet", "--depth=1", "file://\(repository.path)", clone)
        #expect(try GitReader.read(repository: clone, workingDirectory: "/").paths == ["b.yaml", "sub/deep/a.yaml"])
        let error = try repository.failure(repository: clone, ref: "HEAD~1")
        #expect(error.code == .unknownRef)
        #expect(error.hint.contains("--unshallow"))
    }

    @Test func outsideARepositoryNothingIsFoundOrMade() throws {
        let plain = "\(repository.directory)/plain"
        try FileManager.default.createDirectory(atPath: plain, withIntermediateDirectories: false)
        let around = try repository.failure(workingDirectory: plain)
        #expect(around.code == .notARepository)
        #expect(around.message.contains("`\(plain)` nor a directory above it"))
        #expect(try repository.failure(repository: plain).message.contains("`\(plain)` is not a git repository"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: plain).isEmpty)

        let missing = try repository.failure(repository: "missing", workingDirectory: plain)
        #expect(missing.code == .notARepository)
        #expect(missing.message.contains("no directory `\(plain)/missing`"))
        #expect(!FileManager.default.fileExists(atPath: "\(plain)/missing"))
        #expect(try repository.failure(repository: "").code == .notARepository)
    }

    @Test func aFormatThatIsNotUnderstoodIsExplained() throws {
        try repository.git("config", "core.repositoryFormatVersion", "1")
        try repository.git("config", "extensions.refStorage", "reftable")
        let error = try repository.failure()
        #expect(error.code == .unreadable)
        #expect(error.hint.contains("reftable"))
    }

    @Test func aDamagedRepositoryIsUnreadable() throws {
        let blob = try repository.git("rev-parse", "HEAD:sub/deep/a.yaml")
        try FileManager.default.removeItem(
            atPath: "\(repository.path)/.git/objects/\(blob.prefix(2))/\(blob.dropFirst(2))")
        let error = try repository.failure()
        #expect(error.code == .unreadable)
        #expect(error.message.contains("sub/deep/a.yaml"))
    }
}
