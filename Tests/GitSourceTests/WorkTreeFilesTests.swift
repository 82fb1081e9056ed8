import Foundation
import TestSupport
import Testing

@testable import GitSource

/// The manifests on disk instead of those of a commit.
@Suite struct WorkTreeFilesTests {
    private let repository: TemporaryRepository
    private let oid: String

    init() throws {
        repository = try TemporaryRepository()
        try repository.write("fleets/a.yaml", "committed")
        try repository.write("fleets/b.yml", "committed")
        try repository.write("fleets/notes.txt", "notes")
        oid = try repository.commit("one")
    }

    @Test func whatIsOnDiskIsReadWhetherItIsTrackedOrNot() throws {
        try repository.write("fleets/a.yaml", "changed")
        try repository.write("fleets/.hidden/deep/c.yaml", "untracked")
        try repository.write("fleets/staged.yaml", "staged")
        try repository.git("add", "fleets/staged.yaml")
        try FileManager.default.removeItem(atPath: "\(repository.path)/fleets/b.yml")
        let before = try repository.fingerprint()

        let snapshot = try repository.readWorkTree(path: "fleets")

        #expect(snapshot.paths == ["fleets/.hidden/deep/c.yaml", "fleets/a.yaml", "fleets/staged.yaml"])
        #expect(snapshot.files[1].bytes == Array("changed".utf8))
        #expect(snapshot.warnings == [])
        #expect(snapshot.repository == repository.path)
        #expect(snapshot.commit.subject == "one")
        #expect(try repository.fingerprint() == before)
    }

    @Test func aFileIsReadByItsPathAndAPathIsNormalized() throws {
        try repository.write("fleets/[b]*.yaml", "odd")
        #expect(try repository.readWorkTree(path: "fleets/[b]*.yaml").paths == ["fleets/[b]*.yaml"])
        #expect(try repository.readWorkTree(path: "./fleets//x/../a.yaml").paths == ["fleets/a.yaml"])
        #expect(try repository.readWorkTree().paths.count == 3)
    }

    @Test func theRevisionSaysThatItIsNoCommit() throws {
        let revision = try repository.readWorkTree().revision
        #expect("\(revision)" == "main@\(oid.prefix(12))+working tree")
        #expect(revision.fullDescription == "\(revision)")
        #expect(revision.isWorkTree && revision.oid == oid)
        #expect(!revision.isPinned(by: oid) && !revision.isPinned(by: "main@\(oid)"))
        #expect(throws: GitSourceError.self) { try repository.read(ref: "\(revision)") }
        try repository.git("checkout", "--quiet", "--detach")
        #expect("\(try repository.readWorkTree().revision)" == "HEAD@\(oid.prefix(12))+working tree")
    }

    @Test func aBranchWithoutCommitsIsReadToo() throws {
        let empty = try TemporaryRepository()
        try empty.write("a.yaml", "a")
        let snapshot = try empty.readWorkTree()
        #expect(snapshot.paths == ["a.yaml"])
        #expect("\(snapshot.revision)" == "main+working tree")
        #expect(snapshot.commit.author.isEmpty)
        try repository.git("checkout", "--quiet", "--orphan", "fresh")
        #expect("\(try repository.readWorkTree().revision)" == "fresh+working tree")
    }

    @Test func whatGitIgnoresIsLeftOut() throws {
        try repository.write(".gitignore", "*.yaml\n!kept.yaml\nbuild/\n/fleets/b.yml\n")
        try repository.write(".git/info/exclude", "excluded.yml\n")
        for file in ["x.yaml", "kept.yaml", "build/c.yml", "build/deep/c.yml", "excluded.yml", "fleets/new.yaml"] {
            try repository.write(file, "x")
        }
        try repository.write("fleets/sub/.gitignore", "!new.yaml\n")
        try repository.write("fleets/sub/new.yaml", "x")
        // What is tracked is not ignored, whatever the rules say.
        let paths = try repository.readWorkTree().paths
        #expect(paths == ["fleets/a.yaml", "fleets/b.yml", "fleets/sub/new.yaml", "kept.yaml"])
        try repository.git("add", "--force", "build/deep/c.yml")
        #expect(try repository.readWorkTree(path: "build").paths == ["build/deep/c.yml"])
    }

    @Test func theRulesOfTheUserCountToo() throws {
        try Data("*.yml\n".utf8).write(to: URL(fileURLWithPath: "\(repository.directory)/rules"))
        let link = "\(repository.directory)/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "rules")
        try repository.git("config", "core.excludesFile", link)
        try repository.write("c.yml", "x")
        try repository.write("d.yaml", "x")
        #expect(try repository.readWorkTree().paths == ["d.yaml", "fleets/a.yaml", "fleets/b.yml"])
        // Rules nearer to the file win.
        try repository.write(".gitignore", "!c.yml\n")
        #expect(try repository.readWorkTree().paths == ["c.yml", "d.yaml", "fleets/a.yaml", "fleets/b.yml"])
    }

    @Test func rulesBehindALinkInTheWorkTreeAreNoRules() throws {
        try repository.write("rules.txt", "*.yaml\n")
        try FileManager.default.createSymbolicLink(
            atPath: "\(repository.path)/fleets/.gitignore", withDestinationPath: "../rules.txt")
        try repository.write("fleets/new.yaml", "x")
        // A link below the path is refused like any other.
        #expect(try repository.workTreeFailure(path: "fleets").code == .symbolicLink)
        #expect(try repository.readWorkTree(path: "fleets/new.yaml").paths == ["fleets/new.yaml"])
        let status = try repository.git("ls-files", "--others", "--exclude-standard")
        #expect(status.contains("fleets/new.yaml"))
    }

    static let patterns = [
        "a/", "/b", "*.yml", "c/**", "**/d.x/", "a.yaml", "b/*", "/*/c", "[ab].yml", "d.x", "a/b/", "*/", "/a/**/b*",
        "?.yml", "[!a-b].yaml", "b.yaml ", #"\a.yml"#, "**/c", "a/**/", "*a*.y?ml", "d.x/*.yaml", "# a", "**",
        "[[:alpha:]].yml", "*.y*\r", "[a", "[]b]*", "/", #"b\"#, "**/b/**/c/*", "a**b", "c/*/a.yaml",
    ]

    /// Random trees and rules: the files are those that `git ls-files` lists.
    @Test(arguments: 0..<100) func theFilesAreThoseThatGitLists(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let names = ["a", "b", "c", "d.x"]
        func path() -> String {
            let depth = Int.random(in: 0...3, using: &random)
            let parents = (0..<depth).map { _ in names.randomElement(using: &random) ?? "a" }
            return
                (parents + [
                    "\(names.randomElement(using: &random) ?? "a").\(Bool.random(using: &random) ? "yaml" : "yml")"
                ])
                .joined(separator: "/")
        }
        func rule() -> String {
            let pattern =
                Self.patterns.randomElement(using: &random) ?? "a/"
            return (Bool.random(using: &random) ? "" : "!") + pattern
        }
        func write(_ count: Int) throws {
            for _ in 0..<count {
                let file = path()
                // A directory may be there already by a file's name.
                try? repository.write(file, "x")
            }
        }
        try write(12)
        try repository.commit("two")
        for folder in ["", "a/", "b/c/"] where folder.isEmpty || Bool.random(using: &random) {
            try? repository.write("\(folder).gitignore", (0..<4).map { _ in rule() }.joined(separator: "\n") + "\n")
        }
        try write(24)
        let listed = try repository.git("ls-files", "--cached", "--others", "--exclude-standard")
        let expected = Set(
            listed.split(separator: "\n").map(String.init).filter { $0.hasSuffix(in: [".yaml", ".yml"]) })
        let found = expected.isEmpty ? [] : Set(try repository.readWorkTree().paths)
        #expect(found == expected)
        if expected.isEmpty { #expect(try repository.workTreeFailure().code == .noManifests) }
    }

    @Test(arguments: ["", "fleets", "fleets/a.yaml"]) func aChildReadsWhatThisProcessReads(_ path: String) throws {
        try repository.write("fleets/a.yaml", "changed")
        try repository.write("fleets/c.yaml.bak", "looks like one")
        let request = repository.workTreeRequest(paths: [path])
        let (child, here) = (try request.snapshot(by: .probe()), try request.snapshot(by: nil))
        #expect(child.files == here.files && child.commit == here.commit && child.revision == here.revision)
        #expect(child.warnings == here.warnings && child.repository == here.repository)
        #expect(child.warnings.isEmpty == (path == "fleets/a.yaml"))
    }

    @Test func aSparseCheckOutIsAWarning() throws {
        try repository.write("other/c.yaml", "x")
        try repository.commit("two")
        try repository.git("sparse-checkout", "set", "--no-cone", "/fleets/")
        let snapshot = try repository.readWorkTree()
        #expect(snapshot.paths == ["fleets/a.yaml", "fleets/b.yml"])
        #expect(
            snapshot.warnings == [
                "a sparse check-out leaves `other/c.yaml` out of the work tree: what it declares is missing here"
            ])
        #expect(try repository.readWorkTree(path: "fleets").warnings == [])
    }

    @Test func aLinkedWorkTreeHasItsOwnFiles() throws {
        let linked = "\(repository.directory)/linked"
        try repository.git("worktree", "add", "--quiet", "-b", "side", linked)
        try Data("linked".utf8).write(to: URL(fileURLWithPath: "\(linked)/fleets/a.yaml"))
        let snapshot = try GitReader.readWorkTree(repository: linked, workingDirectory: "/")
        #expect(snapshot.files.first?.bytes == Array("linked".utf8))
        #expect("\(snapshot.revision)" == "side@\(oid.prefix(12))+working tree")
    }
}

extension TemporaryRepository {
    func workTreeRequest(
        repository: String? = nil, paths: [String] = [], limits: GitReader.Limits = .init()
    ) -> GitRequest {
        GitRequest(
            repository: repository ?? self.path, workingDirectory: "/", ref: "HEAD", paths: paths,
            suffixes: [".yaml", ".yml"], limits: limits, readsWorkTree: true)
    }

    func readWorkTree(path: String = "") throws -> Snapshot { try readWorkTree(paths: [path]) }

    func readWorkTree(paths: [String]) throws -> Snapshot { try workTreeRequest(paths: paths).snapshot(by: nil) }

    /// The error of a reading that has to fail, the same in the child as in this process.
    func workTreeFailure(
        repository: String? = nil, path: String = "", limits: GitReader.Limits = .init(),
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> GitSourceError {
        try workTreeFailure(
            repository: repository, paths: [path], limits: limits, sourceLocation: sourceLocation)
    }

    func workTreeFailure(
        repository: String? = nil, paths: [String], limits: GitReader.Limits = .init(),
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> GitSourceError {
        let request = workTreeRequest(repository: repository, paths: paths, limits: limits)
        let errors = [GitChild.probe(), nil].map { child in
            #expect(throws: GitSourceError.self, sourceLocation: sourceLocation) { try request.snapshot(by: child) }
        }
        #expect(errors[0] == errors[1], sourceLocation: sourceLocation)
        return try #require(errors[1], sourceLocation: sourceLocation)
    }
}
