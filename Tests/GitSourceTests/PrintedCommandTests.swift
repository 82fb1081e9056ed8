import Foundation
import TestSupport
import Testing

@testable import GitSource

/// Git commands that errors print work as printed, wherever the user stands.
@Suite struct PrintedCommandTests {
    @Test(arguments: [("HEAD~9", ""), ("nothing", ""), ("HEAD", "missing/deep"), ("HEAD", "notes.txt")])
    func aCommandIsAboutTheRepositoryThatWasGiven(ref: String, path: String) throws {
        let origin = try TemporaryRepository()
        try origin.write("a.yaml", "a")
        try origin.write("notes.txt", "n")
        try origin.commit("one")
        let clone = "\(origin.directory)/it's a `clone`"
        try origin.git("clone", "--quiet", origin.path, clone)
        let error = try origin.failure(repository: clone, workingDirectory: "/", ref: ref, path: path)
        let commands = try ShellWords.commands(of: "git", in: error.hint)
        #expect(!commands.isEmpty, "\(error)")
        for words in commands {
            #expect(words.starts(with: ["git", "-C", clone]))
            #expect(try !origin.output(of: Array(words.dropFirst())).isEmpty || words.last == "tag")
        }
    }
}
