import Foundation
import TestSupport
import Testing

@testable import GitSource

/// The rules of `.dbconvergeignore` beside git's own reading of the same rules in `.gitignore`.
@Suite struct RandomIgnoreTests {
    private static let names = ["a", "b", "c", "d.x"]

    private static func path(_ random: inout SplitMix) -> String {
        let parents = (0..<Int.random(in: 0...3, using: &random)).map { _ in
            names.randomElement(using: &random) ?? "a"
        }
        let name = names.randomElement(using: &random) ?? "a"
        return (parents + ["\(name).\(Bool.random(using: &random) ? "yaml" : "yml")"]).joined(separator: "/")
    }

    private static func rules(_ random: inout SplitMix) -> String {
        (0..<4).map { _ in
            (Bool.random(using: &random) ? "" : "!")
                + (WorkTreeFilesTests.patterns.randomElement(using: &random) ?? "a/")
        }.joined(separator: "\n") + "\n"
    }

    /// What git says of each path that it ignores: the file of the rule, and its line.
    private static func ignored(_ paths: [String], in repository: TemporaryRepository) throws -> [String: String] {
        // The last pattern that matches is told, also where it takes back what another ignores.
        let said = try? repository.output(
            of: ["check-ignore", "--no-index", "--verbose", "-z", "--stdin"],
            input: paths.joined(separator: "\0") + "\0")
        let fields = (said ?? []).split(separator: 0, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        var found: [String: String] = [:]
        for start in stride(from: 0, to: fields.count - 3, by: 4) where !fields[start + 2].hasPrefix("!") {
            let file = fields[start].replacing(".gitignore", with: ".dbconvergeignore")
            found[fields[start + 3]] = "line \(fields[start + 1]) of `\(file)`"
        }
        return found
    }

    @Test(arguments: 0..<100) func theFilesAreThoseThatGitDoesNotIgnore(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let (repository, reference) = (try TemporaryRepository(), try TemporaryRepository())
        let files = Set((0..<30).map { _ in Self.path(&random) }).sorted()
        for file in files {
            try repository.write(file, file)
            try reference.write(file, file)
        }
        for folder in ["", "a/", "b/c/"] where folder.isEmpty || Bool.random(using: &random) {
            let rules = Self.rules(&random)
            try repository.write("\(folder).dbconvergeignore", rules)
            try reference.write("\(folder).gitignore", rules)
        }
        try repository.commit("one")

        let ignored = try Self.ignored(files, in: reference)
        let expected = files.filter { ignored[$0] == nil }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        if expected.isEmpty {
            #expect(try repository.failure().code == .noManifests)
            #expect(try repository.workTreeFailure().code == .noManifests)
        } else {
            #expect(try repository.read().paths == expected)
            #expect(try repository.readWorkTree().paths == expected)
        }
        // A path that is asked for by its name is refused by the rule that git names.
        for (path, rule) in ignored.sorted(by: { $0.key < $1.key }).prefix(3) {
            let error = try repository.failure(path: path)
            #expect(
                error.code == .ignoredPath && error.message.contains(rule), "\(path): \(error.message); git: \(rule)")
        }
        for path in expected.prefix(3) { #expect(try repository.read(path: path).paths == [path]) }
    }
}
