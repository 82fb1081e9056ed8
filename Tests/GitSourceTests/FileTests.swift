import Foundation
import TestSupport
import Testing

@testable import GitSource

@Suite struct FileTests {
    @Test func everyManifestIsReadAsGitShowsIt() throws {
        let repository = try TemporaryRepository()
        try repository.write("b.yaml", "second\r\n\u{0}binary\n")
        try repository.write("a/z.yml", "first: ü\n")
        try repository.write("a-b.yaml", "")
        try repository.write(".hidden/deep/er/x.yaml", "hidden\n")
        for name in ["README.md", "a/loud.YAML", "a/yaml", "a/x.yaml.bak", "plain"] {
            try repository.write(name, "not a manifest")
        }
        let oid = try repository.commit("Two lines\n\nand a body")

        let snapshot = try repository.read()

        #expect(snapshot.paths == [".hidden/deep/er/x.yaml", "a-b.yaml", "a/z.yml", "b.yaml"])
        for file in snapshot.files { #expect(try file.bytes == repository.show(file.path)) }
        #expect(snapshot.revision == Revision(ref: "main", oid: oid))
        #expect(snapshot.repository == repository.path)
        #expect(snapshot.commit.author == "Ada")
        #expect(snapshot.commit.subject == "Two lines")
        #expect(snapshot.commit.committedAt == Date(timeIntervalSince1970: 1_767_323_045))
        #expect(snapshot.warnings.count == 1)
        #expect(snapshot.warnings.first?.hasPrefix("`a/loud.YAML`, `a/x.yaml.bak` are not read") == true)
    }

    @Test(arguments: ["fleets/eu", "fleets/eu/", "./fleets//eu", "fleets/./us/../eu", "fleets/eu/."])
    func aPathIsNormalised(_ path: String) throws {
        let repository = try TemporaryRepository()
        try repository.write("fleets/eu/one.yaml", "1")
        try repository.write("fleets/us/two.yaml", "2")
        try repository.commit("x")
        #expect(try repository.read(path: path).paths == ["fleets/eu/one.yaml"])
    }

    @Test func aPathMayBeOneFile() throws {
        let repository = try TemporaryRepository()
        try repository.write("fleets/one.yaml", "1")
        try repository.write("fleets/two.yaml", "2")
        try repository.commit("x")
        #expect(try repository.read(path: "./fleets/two.yaml").files.map(\.bytes) == [Array("2".utf8)])
    }

    @Test(arguments: ["..", "a/../../b", "/etc", "fleets/../.."])
    func aPathThatLeavesTheRepositoryIsRefused(_ path: String) throws {
        let repository = try TemporaryRepository()
        try repository.write("a.yaml", "")
        try repository.commit("x")
        let error = try repository.failure(path: path)
        #expect(error.code == .invalidPath)
        #expect(error.message.contains("`\(path)`"))
    }

    @Test func everyFileCountsHiddenOnesToo() throws {
        let repository = try TemporaryRepository()
        for file in [".github/workflows/ci.yaml", ".gitlab-ci.yml", "sub/.sops.yaml", "fleet.yaml"] {
            try repository.write(file, "x")
        }
        try repository.commit("x")
        #expect(
            try repository.read().paths
                == [".github/workflows/ci.yaml", ".gitlab-ci.yml", "fleet.yaml", "sub/.sops.yaml"])
        #expect(try repository.read(path: ".github").paths == [".github/workflows/ci.yaml"])
        #expect(try repository.read(path: ".gitlab-ci.yml").paths == [".gitlab-ci.yml"])
    }

    @Test func aPathThatIsNotThereSuggestsANearOne() throws {
        let repository = try TemporaryRepository()
        try repository.write("fleets/production/a.yaml", "")
        try repository.commit("x")
        let error = try repository.failure(path: "fleets/prodution")
        #expect(error.code == .pathNotFound)
        #expect(error.message.contains("`fleets/prodution`"))
        #expect(error.hint == "did you mean `fleets/production`?")
        #expect(try repository.failure(path: "flets/production").hint == "did you mean `fleets`?")
        #expect(try repository.failure(path: "fleets/production/a.yaml/b").message.contains("is a file"))
    }

    @Test func aPathOnlyInTheWorkTreeIsSaidToBeUncommitted() throws {
        let repository = try TemporaryRepository()
        try repository.write("a.yaml", "")
        try repository.commit("x")
        try repository.write("new/b.yaml", "")
        let error = try repository.failure(path: "new")
        #expect(error.code == .pathNotFound)
        #expect(error.message.contains("`new` exists in the work tree but isn't committed"))
    }

    @Test func aPathMeantFromASubdirectoryIsExplained() throws {
        let repository = try TemporaryRepository()
        try repository.write("teams/orders/fleets/a.yaml", "")
        try repository.commit("x")
        let error = try repository.failure(workingDirectory: "\(repository.path)/teams/orders", path: "fleets")
        #expect(error.code == .pathNotFound)
        #expect(error.hint.contains("did you mean `teams/orders/fleets`?"))
    }

    @Test func nothingToReadIsAnError() throws {
        let repository = try TemporaryRepository()
        try repository.write("docs/README.md", "")
        try repository.commit("x")
        #expect(try repository.failure().code == .noManifests)
        #expect(try repository.failure(path: "docs").message.contains("`docs`"))
        #expect(try repository.failure(path: "docs/README.md").message.contains("does not end in `.yaml` or `.yml`"))
        try repository.write("docs/fleet.yaml", "")
        #expect(try repository.failure(path: "docs").hint.contains("`docs/fleet.yaml` in the work tree is not"))
    }

    @Test(arguments: [true, false]) func tenThousandFilesAreReadWhole(packed: Bool) throws {
        let repository = try TemporaryRepository()
        let names = (0..<10_000).map { "fleets/\($0 % 100)/fleet-\($0).yaml" }
        // One stream into git instead of 10,000 files on disk.
        var stream = "commit refs/heads/main\ncommitter A <a@example.com> 1767323045 +0000\ndata 1\nx\n"
        for name in names { stream += "M 644 inline \(name)\ndata \(name.utf8.count)\n\(name)\n" }
        let unpackLimit = packed ? "1" : "1000000"
        _ = try repository.output(
            of: ["-c", "fastimport.unpackLimit=\(unpackLimit)", "fast-import", "--quiet"], input: stream)

        let files = try repository.read(path: "fleets").files

        #expect(files.count == 10_000)
        let batch = try repository.output(
            of: ["cat-file", "--batch"], input: files.map { "main:\($0.path)\n" }.joined())
        var offset = 0
        var same = 0
        for file in files {
            let headerEnd = try #require(batch[offset...].firstIndex(of: UInt8(ascii: "\n")))
            let end = headerEnd + 1 + file.bytes.count
            if batch[offset..<headerEnd].split(separator: UInt8(ascii: " ")).last.map({
                String(decoding: $0, as: UTF8.self)
            })
                == "\(file.bytes.count)", batch[(headerEnd + 1)..<end].elementsEqual(file.bytes)
            {
                same += 1
            }
            offset = end + 1
        }
        #expect(same == 10_000)
        #expect(offset == batch.count)
    }

    @Test func readingAwaitedGivesTheSame() async throws {
        let repository = try TemporaryRepository()
        try repository.write("a.yaml", "a")
        try repository.commit("x")
        let path = repository.path
        async let awaited = GitReader.read(repository: path, workingDirectory: "/")
        #expect(try await awaited.files == [RevisionFile(path: "a.yaml", bytes: Array("a".utf8))])
        await #expect(throws: GitSourceError.self) {
            try await GitReader.read(repository: path, workingDirectory: "/", ref: "nope")
        }
    }
}
