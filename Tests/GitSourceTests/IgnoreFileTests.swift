import Foundation
import TestSupport
import Testing

@testable import GitSource

/// `.dbconvergeignore`: what is no manifest although its name says so.
@Suite struct IgnoreFileTests {
    private let repository: TemporaryRepository

    init() throws {
        repository = try TemporaryRepository()
        for file in ["fleets/a.yaml", "fleets/b.yml", "fleets/old/c.yaml", "charts/values.yaml", "charts/deep/x.yaml"] {
            try repository.write(file, file)
        }
        try repository.commit("one")
    }

    /// Commits a file of rules, and reads the commit and the work tree: they give the same.
    private func read(_ rules: String, in folder: String = "", paths: [String] = []) throws -> Snapshot {
        try repository.write("\(folder).dbconvergeignore", rules)
        try repository.commit("rules")
        let snapshot = try repository.read(paths: paths)
        let onDisk = try repository.readWorkTree(paths: paths)
        #expect(onDisk.files == snapshot.files && onDisk.ignored == snapshot.ignored)
        return snapshot
    }

    @Test func whatItListsIsLeftOutAndCounted() throws {
        let snapshot = try read("# charts are templates\n/charts/\n*.yml\n!b.yml\nfleets/old/*\n")
        #expect(snapshot.paths == ["fleets/a.yaml", "fleets/b.yml"])
        #expect(snapshot.ignored.directories == 1 && snapshot.ignored.files == 1)
        #expect(snapshot.warnings.isEmpty)
    }

    @Test func itCountsInItsDirectoryAndBelow() throws {
        try repository.write("fleets/.dbconvergeignore", "!c.yaml\nb.*\n")
        #expect(try read("*.yaml\n").paths == ["fleets/old/c.yaml"])
        #expect(try read("*.yaml\n", paths: ["fleets/old"]).paths == ["fleets/old/c.yaml"])
        // Those of other directories play no part where they are not read.
        #expect(try repository.read(paths: ["fleets/old"]).ignored.isEmpty)
    }

    @Test func whatIsRefusedElsewhereMayBeIgnored() throws {
        try FileManager.default.createSymbolicLink(
            atPath: "\(repository.path)/charts/link.yaml", withDestinationPath: "values.yaml")
        try FileManager.default.createSymbolicLink(
            atPath: "\(repository.path)/charts/folder", withDestinationPath: "deep")
        try repository.write("charts/x.yaml.bak", "x")
        try repository.write("fleets/bell\u{7}.yaml", "x")
        let snapshot = try read("/charts/*\nbell*\n")
        #expect(snapshot.paths == ["fleets/a.yaml", "fleets/b.yml", "fleets/old/c.yaml"])
        // The folder `deep`; the links, the file and the odd name. What only looks like a manifest is not counted.
        #expect(snapshot.ignored.directories == 1 && snapshot.ignored.files == 4)
        #expect(snapshot.warnings.isEmpty)
    }

    @Test func theRulesAreThoseOfTheCommitAndNotOfTheDisk() throws {
        _ = try read("/charts/\n")
        try repository.write(".dbconvergeignore", "/fleets/\n")
        let snapshot = try repository.read()
        #expect(snapshot.paths == ["fleets/a.yaml", "fleets/b.yml", "fleets/old/c.yaml"])
        #expect(
            snapshot.warnings == [
                "the work tree differs from \(snapshot.revision), and the commit counts: "
                    + "`.dbconvergeignore` is not as committed"
            ])
        // It stands above the path, and has a part in it.
        #expect(try repository.read(paths: ["fleets/old"]).warnings.count == 1)
        #expect(try repository.readWorkTree().paths == ["charts/deep/x.yaml", "charts/values.yaml"])
        #expect(try repository.read(ref: "main~1").files.count == 5)
    }

    @Test func aDifferenceOfWhatIsIgnoredIsNone() throws {
        _ = try read("/charts/\nscratch*\n")
        try repository.write("charts/values.yaml", "changed")
        try repository.write("charts/.dbconvergeignore", "x")
        try repository.write("fleets/scratch.yaml", "new")
        #expect(try repository.read().warnings.isEmpty)
        try repository.write("fleets/a.yaml", "changed")
        #expect(try repository.read().warnings.first?.hasSuffix("`fleets/a.yaml` is not as committed") == true)
    }

    @Test func aFileOfRulesThatGitIgnoresDoesNotCount() throws {
        try repository.write(".gitignore", ".dbconvergeignore\n")
        try repository.write(".dbconvergeignore", "*\n")
        #expect(try repository.readWorkTree().files.count == 5)
    }

    @Test func aSparseCheckOutOfWhatIsIgnoredIsNoWarning() throws {
        _ = try read("/charts/\n")
        try repository.git("sparse-checkout", "set", "--no-cone", "/fleets/", "/.dbconvergeignore")
        #expect(try repository.readWorkTree().warnings.isEmpty)
    }

    @Test func aChildAppliesTheSameRules() throws {
        let there = try read("/charts/\n*.yml\n", paths: ["fleets", "fleets/old"])
        for readsWorkTree in [false, true] {
            var request = repository.workTreeRequest(paths: ["fleets", "fleets/old"])
            request.readsWorkTree = readsWorkTree
            let snapshot = try request.snapshot(by: .probe())
            #expect(snapshot.files == there.files && snapshot.ignored == there.ignored && snapshot.ignored.files == 1)
        }
    }

    /// Each commit has rules that are an error.
    @Test func whatIsWrongIsSaidWithTheLine() throws {
        var told: [String] = []
        func tell(_ what: String, _ rules: String, paths: [String] = [], _ code: GitSourceError.Code) throws {
            try repository.write(".dbconvergeignore", rules)
            try repository.commit("rules")
            let request = GitRequest(
                repository: repository.path, workingDirectory: "/", ref: "HEAD", paths: paths,
                suffixes: [".yaml", ".yml"])
            let errors = [GitChild.probe(), nil].map { child in
                #expect(throws: GitSourceError.self) { try request.snapshot(by: child) }
            }
            #expect(errors[0] == errors[1])
            let error = try #require(errors[1])
            #expect(error.code == code, "\(error)")
            let onDisk = try repository.workTreeFailure(paths: paths)
            #expect(onDisk.code == code)
            for (place, error) in [("", error), (" in the work tree", onDisk)] {
                told.append("\(what)\(place): \(error.message)\n  hint: \(error.hint)\n")
            }
        }
        try tell("all of it", "*\n", .noManifests)
        try tell("all at a path", "# old ones\n/fleets/old/*\n", paths: ["fleets/old", "charts"], .noManifests)
        try tell("a folder", "old/\n", paths: ["fleets", "fleets/old"], .ignoredPath)
        try tell("a file", "\n\n*.yaml   \n", paths: ["fleets/a.yaml"], .ignoredPath)
        try tell("a file in a folder", "/fleets\n!a.yaml\n", paths: ["fleets/a.yaml"], .ignoredPath)
        try tell("a long line", "a\n" + String(repeating: "*", count: 5000), .unfitIgnoreFile)
        try tell("too many", String(repeating: "a/b/c\n", count: 200_000), .unfitIgnoreFile)
        try FileManager.default.createSymbolicLink(
            atPath: "\(repository.path)/fleets/.dbconvergeignore", withDestinationPath: "/etc/passwd")
        try tell("a link", "", .unfitIgnoreFile)
        try FileManager.default.removeItem(atPath: "\(repository.path)/fleets/.dbconvergeignore")
        try repository.write("fleets/.dbconvergeignore/a.yaml", "x")
        try tell("a folder of that name", "", .unfitIgnoreFile)
        try FileManager.default.removeItem(atPath: "\(repository.path)/fleets/.dbconvergeignore")
        try Data([0x61, 0xFF, 0x0A]).write(to: URL(filePath: "\(repository.path)/fleets/.dbconvergeignore"))
        try tell("not UTF-8", "", .unfitIgnoreFile)
        let text = told.joined(separator: "\n").replacing(repository.directory, with: "/tmp")
        expectGolden(text.replacing(/@[0-9a-f]{12}/, with: "@0123456789ab"), "git/ignore-errors.txt")
    }
}
