import Foundation
import TestSupport
import Testing

@testable import GitSource

/// Objects that fit their ids, and that no git has written.
@Suite struct HostileObjectTests {
    private let repository: TemporaryRepository
    private let blob: String

    init() throws {
        repository = try TemporaryRepository()
        try repository.write("a.yaml", "a")
        try repository.commit("one")
        blob = try repository.git("rev-parse", "HEAD:a.yaml")
    }

    /// The error of reading a commit whose root holds these entries.
    private func damage(_ entries: [UInt8]...) throws -> GitSourceError {
        let commit = try repository.plantCommit(tree: repository.plant(.tree, entries.flatMap { $0 }))
        // In this process it is the same.
        let here = try repository.failure(ref: commit)
        let error = try repository.damage(ref: commit)
        #expect(error == GitSourceError(here.code, here.message, hint: here.hint, underlying: here.underlying))
        return error
    }

    @Test(arguments: [".", "..", ".git", ".GIT", ".gIt", "a/b.yaml", "../a.yaml", "/a.yaml", ""])
    func aNameThatNoFileCanHaveIsRefused(_ name: String) throws {
        for mode in ["100644", "40000", "120000", "160000"] {
            let error = try damage(TemporaryRepository.entry(Array(name.utf8), blob, mode: mode))
            #expect(error.code == .damaged, "\(error)")
            #expect(error.message.contains("an entry named `\(name)`"), "\(error)")
        }
    }

    @Test(arguments: ["a\n::error::.yaml", "\u{1B}[2Ja.yaml", "a\u{7F}.yaml", "\t.yaml"])
    func aManifestsNameWithAControlCharacterIsRefused(_ name: String) throws {
        for mode in ["100644", "120000"] {
            let error = try damage(TemporaryRepository.entry(Array(name.utf8), blob, mode: mode))
            #expect(error.code == .unfitName && error.message.contains("have control characters: `"), "\(error)")
        }
    }

    @Test func anotherFilesNameMayHaveAControlCharacter() throws {
        let tree = try repository.plant(
            .tree,
            TemporaryRepository.entry(Array("Icon\r".utf8), blob)
                + TemporaryRepository.entry(Array("a.yaml".utf8), blob))
        let commit = try repository.plantCommit(tree: tree)
        #expect(try repository.request(ref: commit).snapshot(by: .probe()).paths == ["a.yaml"])
    }

    @Test(arguments: [256, 4000]) func aLongNameIsRefused(_ length: Int) throws {
        let error = try damage(TemporaryRepository.entry([UInt8](repeating: 97, count: length), blob))
        #expect(error.message.contains("has \(length) bytes; one may have 255"), "\(error)")
    }

    @Test func theLongestNameIsRead() throws {
        let name = String(repeating: "a", count: 250) + ".yaml"
        let tree = try repository.plant(.tree, TemporaryRepository.entry(Array(name.utf8), blob))
        let snapshot = try repository.request(ref: repository.plantCommit(tree: tree)).snapshot(by: .probe())
        #expect(snapshot.paths == [name])
    }

    @Test func aNameThatStandsTwiceIsRefused() throws {
        let entry = try TemporaryRepository.entry(Array("a.yaml".utf8), blob)
        #expect(try damage(entry, entry).message.contains("two entries named `a.yaml`"))
        let directory = try TemporaryRepository.entry(Array("a.yaml".utf8), blob, mode: "40000")
        #expect(try damage(entry, directory).message.contains("two entries named `a.yaml`"))
    }

    @Test(arguments: ["", "100644", "100644 ", "100644 a.yaml", "100644 a.yaml\0short", "10064x a.yaml\0"])
    func aTreeThatIsNotWrittenAsOneIsRefused(_ text: String) throws {
        let whole = try TemporaryRepository.entry(Array("b.yaml".utf8), blob)
        #expect(try damage(whole, Array("\(text)x".utf8)).code == .damaged)
    }

    @Test(arguments: ["0", "10", "20000", "60000", "140000"]) func anUnknownModeIsRefused(_ mode: String) throws {
        #expect(
            try damage(TemporaryRepository.entry(Array("a.yaml".utf8), blob, mode: mode)).message
                .contains("unknown mode"))
    }

    @Test func aFileThatIsATreeAndADirectoryThatIsAFileAreRefused() throws {
        let tree = try repository.git("rev-parse", "HEAD^{tree}")
        #expect(
            try damage(TemporaryRepository.entry(Array("a.yaml".utf8), tree)).message.contains("is a tree, not a file"))
        #expect(
            try damage(TemporaryRepository.entry(Array("d".utf8), blob, mode: "40000")).message
                .contains("is a blob, not a tree"))
    }

    @Test func aCommitOfMoreThanAMebibyteIsRefused() throws {
        let tree = try repository.git("rev-parse", "HEAD^{tree}")
        let commit = try repository.plantCommit(tree: tree, message: String(repeating: "a", count: 2 << 20))
        let error = try repository.damage(ref: commit)
        #expect(error.code == .tooLarge, "\(error)")
        #expect(
            error.message.contains("the commit \(commit)") && error.message.contains("may have 1048576"), "\(error)")
        #expect(error.hint.contains("git -C \(repository.path) fsck"), "\(error)")
    }

    @Test func aPackedCommitOfMoreThanAMebibyteIsRefusedToo() throws {
        let tree = try repository.git("rev-parse", "HEAD^{tree}")
        let commit = try repository.plantCommit(tree: tree, message: String(repeating: "a", count: 2 << 20))
        try repository.git("update-ref", "refs/heads/big", commit)
        try repository.git("repack", "-a", "-d", "--quiet")
        #expect(try repository.damage(ref: "big").code == .tooLarge)
    }

    @Test func aTagOfMoreThanAMebibyteIsRefused() throws {
        let commit = try repository.git("rev-parse", "HEAD")
        let text = "object \(commit)\ntype commit\ntag v\n\n" + String(repeating: "a", count: 1 << 20)
        #expect(try repository.damage(ref: repository.plant(.tag, Array(text.utf8))).code == .tooLarge)
    }

    @Test func aDirectoryOfMoreThanSixteenMebibytesIsRefused() throws {
        let tree = try repository.plant(.tree, [UInt8](repeating: 48, count: 16 << 20 + 1))
        #expect(try repository.damage(ref: repository.plantCommit(tree: tree)).code == .tooLarge)
    }

    @Test func tagsOfTagsHaveAnEnd() throws {
        var id = try repository.git("rev-parse", "HEAD")
        for _ in 0..<64 { id = try repository.plant(.tag, Array("object \(id)\ntype tag\ntag v\n\n".utf8)) }
        #expect(try repository.damage(ref: id).message.contains("a tag of a tag"))
    }

    @Test(arguments: ["", "tree x\n", "tree 0123\n", "parent \n"]) func aMalformedCommitIsRefused(_ text: String) throws
    {
        #expect(try repository.damage(ref: repository.plant(.commit, Array(text.utf8))).message.contains("malformed"))
    }

    @Test func whatAMessageSaysIsTakenAsGitTakesIt() throws {
        let tree = try repository.git("rev-parse", "HEAD^{tree}")
        let commit = try repository.plantCommit(tree: tree, message: "\n\n  first\n second \n \nbody\n")
        let summary = try repository.request(ref: commit).snapshot(by: .probe()).commit
        #expect(summary.subject == "first second")
        #expect(summary.author == "A")
        #expect(summary.committedAt == Date(timeIntervalSince1970: 1_767_323_045))
    }
}
