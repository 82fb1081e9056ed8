import Foundation
import TestSupport
import Testing

@testable import GitSource

/// Several paths at once: a union in which each has a part.
@Suite struct ChosenPathTests {
    private let repository: TemporaryRepository

    init() throws {
        repository = try TemporaryRepository()
        for file in ["a/one.yaml", "a/deep/two.yml", "a-b/three.yaml", "b/four.yaml", "docs/readme.md", "five.yaml"] {
            try repository.write(file, file)
        }
        try repository.commit("one")
    }

    @Test(
        arguments: [
            (["b", "a"], ["a/deep/two.yml", "a/one.yaml", "b/four.yaml"]),
            (["a", "a", "./a//", "a/deep/.."], ["a/deep/two.yml", "a/one.yaml"]),
            (["a/deep", "a", "a/one.yaml"], ["a/deep/two.yml", "a/one.yaml"]),
            (["a/one.yaml", "a-b"], ["a-b/three.yaml", "a/one.yaml"]),
            (["five.yaml", "a/deep/two.yml"], ["a/deep/two.yml", "five.yaml"]),
            (["b", ""], ["a-b/three.yaml", "a/deep/two.yml", "a/one.yaml", "b/four.yaml", "five.yaml"]),
            ([], ["a-b/three.yaml", "a/deep/two.yml", "a/one.yaml", "b/four.yaml", "five.yaml"]),
        ] as [([String], [String])])
    func theyAreAUnionInWhichEachFileIsOnceAndInOrder(_ paths: [String], _ files: [String]) throws {
        #expect(try repository.read(paths: paths).paths == files)
        #expect(try repository.readWorkTree(paths: paths).paths == files)
        let request = repository.workTreeRequest(paths: paths)
        #expect(try request.snapshot(by: .probe()).paths == files)
        var committed = request
        committed.readsWorkTree = false
        #expect(try committed.snapshot(by: .probe()).paths == files)
    }

    @Test(arguments: [
        (["a", "d"], "d"), (["a", "docs"], "docs"), (["a", "a/depe"], "a/depe"), (["", "docs"], "docs"),
        (["", "docs/readme.md"], "docs/readme.md"), (["b", "a/one.yaml/x"], "a/one.yaml/x"), (["", "a", "b/5"], "b/5"),
    ])
    func eachHasToHoldAManifest(_ paths: [String], _ named: String) throws {
        for error in [try repository.failure(paths: paths), try repository.workTreeFailure(paths: paths)] {
            #expect(error.code == (named.hasPrefix("docs") ? .noManifests : .pathNotFound))
            #expect(error.message.contains("`\(named)`"), "\(error)")
        }
    }

    @Test(arguments: [["a", "/b"], ["a", "../b"], ["b", "a\0"]]) func eachHasToBeInTheRepository(_ paths: [String])
        throws
    {
        #expect(try repository.failure(paths: paths).code == .invalidPath)
        #expect(try repository.workTreeFailure(paths: paths).code == .invalidPath)
    }

    @Test func twoNamesThatLookTheSameAreTwoPaths() throws {
        let (composed, decomposed) = ("\u{E9}", "e\u{301}")
        try repository.write("\(composed)/x.yaml", "x")
        try repository.write("\(decomposed)/y.yaml", "y")
        try repository.git("config", "core.precomposeUnicode", "false")
        try repository.commit("two")
        let snapshot = try repository.read(paths: [composed, decomposed])
        #expect(snapshot.files.map { Array($0.bytes) } == [Array("y".utf8), Array("x".utf8)])
        #expect(try repository.read(paths: [decomposed]).files.count == 1)
    }

    @Test func onlyDifferencesBelowAnyOfThemAreToldOnce() throws {
        try repository.write("a/one.yaml", "changed")
        try repository.write("a-b/three.yaml", "changed")
        try repository.write("b/new.yaml", "new")
        #expect(try repository.read(paths: ["five.yaml", "a/deep"]).warnings.isEmpty)
        let warning = try #require(try repository.read(paths: ["b", "a", "a/one.yaml"]).warnings.first)
        #expect(warning.hasSuffix("`a/one.yaml`, `b/new.yaml` are not as committed"))
    }

    @Test func aThousandPathsAreTheMost() throws {
        let many = (0..<1000).map { _ in "a" }
        #expect(try repository.read(paths: many).files.count == 2)
        let error = try repository.failure(paths: many + ["b"])
        #expect(error.code == .invalidPath && error.message.hasPrefix("1001 paths are chosen"))
    }

    @Test func aPathThatChangesIsFoundBetweenOthers() {
        let paths = ["a", "a-b", "a/c", "a/d", "b/a", "b/a.yaml", "c"]
        for (path, isThere) in [
            ("a", true), ("a/c", true), ("b", true), ("b/a", true), ("b/a.yaml", true), ("c", true), ("", true),
            ("a/b", false), ("a/cc", false), ("b/a.yam", false), ("d", false), ("A", false), ("c/c", false),
        ] {
            let components = path.split(separator: "/").map(String.init)
            #expect(paths.contains(at: RepositoryPath(components: components)) == isThere, "\(path)")
        }
        #expect(![String]().contains(at: RepositoryPath(components: [])))
    }
}
