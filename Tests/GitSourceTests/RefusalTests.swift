import Foundation
import TestSupport
import Testing

@testable import GitSource

@Suite struct RefusalTests {
    private let repository: TemporaryRepository

    init() throws {
        repository = try TemporaryRepository()
        try repository.write("good/a.yaml", "a")
    }

    @Test(arguments: ["links/b.yaml", "links/directory", "links/dangling"])
    func aSymbolicLinkIsRefused(_ link: String) throws {
        try repository.write("links/real.yaml", "x")
        let target = link.hasSuffix("b.yaml") ? "real.yaml" : link.hasSuffix("directory") ? "../good" : "nowhere"
        try FileManager.default.createSymbolicLink(atPath: "\(repository.path)/\(link)", withDestinationPath: target)
        try repository.commit("x")
        for path in ["", "links", link] {
            let error = try repository.failure(path: path)
            #expect(error.code == .symbolicLink)
            #expect(error.message.contains("`\(link)` is a symbolic link"))
        }
        #expect(try repository.failure(path: "\(link)/a.yaml").code == .symbolicLink)
        #expect(try repository.read(path: "good").paths == ["good/a.yaml"])
    }

    @Test func manyLinksAreCounted() throws {
        for index in 1...5 {
            try FileManager.default.createSymbolicLink(
                atPath: "\(repository.path)/l\(index)", withDestinationPath: "good")
        }
        try repository.commit("x")
        #expect(try repository.failure().message.contains("`l1`, `l2`, `l3` and 2 more are symbolic links"))
    }

    @Test func aSubmoduleIsRefused() throws {
        let inner = try TemporaryRepository()
        try inner.write("inner.yaml", "x")
        try inner.commit("inner")
        try repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.path, "libs/inner")
        try repository.commit("x")
        for path in ["", "libs", "libs/inner", "libs/inner/inner.yaml"] {
            let error = try repository.failure(path: path)
            #expect(error.code == .submodule)
            #expect(error.message.contains("`libs/inner` is a submodule"))
        }
        #expect(try repository.read(path: "good").paths == ["good/a.yaml"])
        // The submodule is a repository of its own.
        let snapshot = try GitReader.read(repository: nil, workingDirectory: "\(repository.path)/libs/inner")
        #expect(snapshot.paths == ["inner.yaml"])
    }

    @Test func aFileAboveSixteenMebibytesIsRefusedByName() throws {
        let limit = 16 << 20
        try repository.write("exact.yaml", String(repeating: "a", count: limit))
        try repository.commit("x")
        #expect(try repository.read(path: "exact.yaml").files.map(\.bytes.count) == [limit])
        try repository.write("good/big.yaml", String(repeating: "a", count: limit + 1))
        try repository.commit("y")
        let error = try repository.failure(path: "good")
        #expect(error.code == .tooLarge)
        #expect(error.message.contains("`good/big.yaml` has 16777217 bytes"))
    }

    @Test func allFilesTogetherHaveALimit() throws {
        try repository.write("good/b.yaml", "bb")
        try repository.commit("x")
        #expect(GitReader.Limits().totalBytes == 512 << 20)
        let error = try repository.failure(limits: .init(totalBytes: 2))
        #expect(error.code == .tooLarge)
        #expect(error.message.contains("`good/b.yaml`"))
    }

    @Test func aTreeThatMultipliesItselfIsStopped() throws {
        let blob = try repository.git("hash-object", "-w", "good/a.yaml")
        var tree = String(
            decoding: try repository.output(of: ["mktree"], input: "100644 blob \(blob)\ta.yaml\n"), as: UTF8.self)
        for _ in 0..<12 {
            let rows = (0..<10).map { "040000 tree \(tree.prefix(40))\td\($0)\n" }
            tree = String(decoding: try repository.output(of: ["mktree"], input: rows.joined()), as: UTF8.self)
        }
        let oid = try repository.git("commit-tree", String(tree.prefix(40)), "-m", "bomb")
        #expect(try repository.failure(ref: oid).code == .tooLarge)
    }

    @Test func aBottomlessTreeIsStopped() throws {
        let blob = try repository.git("hash-object", "-w", "good/a.yaml")
        var stream = "commit refs/heads/deep\ncommitter A <a@example.com> 1767323045 +0000\ndata 1\nx\n"
        stream += "M 644 \(blob) \(String(repeating: "d/", count: 3000))a.yaml\n"
        _ = try repository.output(of: ["fast-import", "--quiet"], input: stream)
        #expect(try repository.failure(ref: "deep").code == .tooLarge)
    }

    @Test(arguments: ["100644 blob", "040000 tree"]) func aNameThatIsNotUTF8IsRefused(_ kind: String) throws {
        let oid = try repository.commit("x")
        let object = try repository.git("rev-parse", kind.hasSuffix("blob") ? "\(oid):good/a.yaml" : "\(oid):good")
        // mktree takes C quoting: byte 0xFF.
        let input = "\(kind) \(object)\t\"caf\\377.yaml\"\n"
        let tree = String(decoding: try repository.output(of: ["mktree"], input: input), as: UTF8.self)
        let commit = try repository.git("commit-tree", String(tree.prefix(40)), "-m", "x")
        let error = try repository.failure(ref: commit)
        #expect(error.code == .unfitName)
        #expect(error.message.contains("`caf\u{FFFD}.yaml`"))
    }

    @Test func aNameThatIsNotUTF8IsNobodysConcernElsewhere() throws {
        let oid = try repository.commit("x")
        let good = try repository.git("rev-parse", "\(oid):good")
        let blob = try repository.git("rev-parse", "\(oid):good/a.yaml")
        let input = "100644 blob \(blob)\t\"photo\\377.jpg\"\n040000 tree \(good)\tgood\n"
        let tree = String(decoding: try repository.output(of: ["mktree"], input: input), as: UTF8.self)
        let commit = try repository.git("commit-tree", String(tree.prefix(40)), "-m", "x")
        #expect(try repository.read(ref: commit).paths == ["good/a.yaml"])
    }
}
