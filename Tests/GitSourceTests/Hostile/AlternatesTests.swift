import Foundation
import TestSupport
import Testing

@testable import GitSource

#if canImport(Glibc)
    import Glibc
#endif

/// Object directories that are borrowed from elsewhere.
@Suite(.timeLimit(.minutes(10))) struct AlternatesTests {
    /// `lender` has the objects, `borrower` the references.
    private let repository: TemporaryRepository
    private let lender, borrower: String

    init() throws {
        repository = try TemporaryRepository()
        try repository.write("a.yaml", "a")
        try repository.commit("one")
        (lender, borrower) = (repository.path, "\(repository.directory)/borrower")
        try repository.git("clone", "--quiet", "--shared", "--bare", lender, borrower)
    }

    private func lend(_ text: String, to path: String? = nil) throws {
        let url = URL(filePath: "\(path ?? borrower)/objects/info/alternates")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    private func read(_ path: String? = nil) throws(GitSourceError) -> [String] {
        let request = GitRequest(
            repository: path ?? borrower, workingDirectory: "/", ref: "HEAD", paths: [], suffixes: [".yaml"])
        return try request.snapshot(by: .probe(silence: .seconds(2), memoryBytes: 256 << 20)).paths
    }

    @Test(arguments: [
        "../../repository/.git/objects", "../../repository/.git/objects/", "/nowhere\n../../repository/.git/objects\n",
        "# comment\n../../repository/.git/objects\n", "../../borrower/objects\n../../repository/.git/objects\n",
        "../objects/../../repository/.git/objects\n",
    ])
    func aRelativeDirectoryIsTakenFromTheObjects(_ text: String) throws {
        try lend(text)
        #expect(try read() == ["a.yaml"])
        try repository.git("repack", "-a", "-d", "--quiet")
        #expect(try read() == ["a.yaml"])
    }

    @Test func aCircleOfLendersIsLeft() throws {
        try lend("\(lender)/.git/objects\n")
        try lend("\(borrower)/objects\n", to: "\(lender)/.git")
        #expect(try read() == ["a.yaml"])
        #expect(try read(lender) == ["a.yaml"])
    }

    /// git follows five, and so does what reads here.
    @Test(arguments: [3, 30]) func aChainOfLendersHasAnEnd(_ length: Int) throws {
        var next = "\(lender)/.git/objects"
        for number in 0..<length {
            let folder = "\(repository.directory)/chain-\(number)"
            try lend("\(next)\n", to: folder)
            next = "\(folder)/objects"
        }
        try lend("\(next)\n")
        if length == 3 {
            #expect(try read() == ["a.yaml"])
        } else {
            #expect(throws: GitSourceError.self) { try read() }
        }
    }

    @Test(arguments: [
        "/proc", "/proc/self/root", "/proc/self/fd", "/dev/zero", "/dev/stdin", "/etc", "/", "/root", "/sys/kernel",
        "pipe", "link", "\u{1B}[2J", "\"quoted\\", "long",
    ])
    func whereNothingIsLentTheOwnObjectsAreReadAllTheSame(_ place: String) throws {
        if place == "pipe" { try #require(mkfifo("\(lender)/.git/objects/pipe", 0o600) == 0) }
        if place == "link" {
            try FileManager.default.createSymbolicLink(
                atPath: "\(lender)/.git/objects/link", withDestinationPath: "link")
        }
        let line = place == "long" ? String(repeating: "x/", count: 4000) : place
        try lend("\(line)\n", to: "\(lender)/.git")
        do throws(GitSourceError) {
            #expect(try read(lender) == ["a.yaml"])
        } catch {
            #expect(!error.hint.isEmpty, "\(error)")
        }
    }

    @Test(arguments: ["/nowhere-", "lenders/"]) func thousandsOfLendersHaveAnEnd(_ place: String) throws {
        let count = place.hasPrefix("/") ? 60_000 : 2000
        if !place.hasPrefix("/") {
            for number in 0..<count {
                try FileManager.default.createDirectory(
                    atPath: "\(lender)/.git/objects/\(place)\(number)", withIntermediateDirectories: true)
            }
        }
        try lend((0..<count).map { "\(place)\($0)\n" }.joined(), to: "\(lender)/.git")
        do throws(GitSourceError) {
            #expect(try read(lender) == ["a.yaml"])
        } catch {
            #expect(!error.hint.isEmpty, "\(error)")
        }
    }

    /// No matter who owns the directory that lends: an object that is not what its id says is not believed, here as elsewhere.
    @Test(.enabled(if: geteuid() == 0, "it gives files to another user"))
    func anotherUsersObjectsAreReadAndCheckedByTheirIDs() throws {
        let files = FileManager.default.enumerator(atPath: "\(lender)/.git/objects")
        for case let name as String in files ?? .init() {
            try FileManager.default.setAttributes(
                [.ownerAccountID: 4242], ofItemAtPath: "\(lender)/.git/objects/\(name)")
        }
        #expect(try read() == ["a.yaml"])
        try repository.plant(.blob, Array("b".utf8), as: repository.git("rev-parse", "HEAD:a.yaml"))
        let error = #expect(throws: GitSourceError.self) { try read() }
        #expect(error?.code == .damaged)
    }
}
