import Foundation
import TestSupport
import Testing

@testable import GitSource

#if canImport(Glibc)
    import Glibc
#endif

/// A repository's own configuration and attributes: none of the commands in them is ever run, and none of the files that
/// they name can hold the reading up.
@Suite(.timeLimit(.minutes(10))) struct HostileConfigurationTests {
    private let repository: TemporaryRepository
    private let marker: String
    private let command: String
    /// The line end is on disk what `eol` says, and in the commit what `text` makes of it; `$Id$` is never replaced.
    private static let committed = [Array("a: $Id$\n".utf8), Array("b\n".utf8)]

    init() throws {
        repository = try TemporaryRepository()
        try repository.write("a.yaml", "a: $Id$\n")
        try repository.write("b.yaml", "b\r\n")
        try repository.write(".gitattributes", "*.yaml text eol=crlf ident\n")
        try repository.commit("one")
        marker = "\(repository.directory)/was-run"
        command = "\(repository.directory)/command"
        try Data("#!/bin/sh\ntouch '\(marker)'\ncat\n".utf8).write(to: URL(filePath: command))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: command)
    }

    private func configure(_ text: String) throws {
        try repository.replace("\(repository.path)/.git/config") { $0 += Array(text.utf8) }
    }

    private static let commands = """
        [core]
            fsmonitor = COMMAND
            sshCommand = COMMAND
            gitProxy = COMMAND
            hooksPath = FOLDER
            editor = COMMAND
            pager = COMMAND
            askPass = COMMAND
            alternateRefsCommand = COMMAND
        [filter "evil"]
            clean = COMMAND
            smudge = COMMAND
            process = COMMAND
            required = true
        [diff "evil"]
            command = COMMAND
            textconv = COMMAND
        [diff]
            external = COMMAND
        [merge "evil"]
            driver = COMMAND
        [credential]
            helper = !COMMAND
        [alias]
            status = !COMMAND
            fsck = !COMMAND
        [uploadpack]
            packObjectsHook = COMMAND
        [gpg]
            program = COMMAND
        [gpg "ssh"]
            program = COMMAND
            defaultKeyCommand = COMMAND
        [remote "origin"]
            url = ext::COMMAND
            promisor = true
            uploadpack = COMMAND
            vcs = evil
        [extensions]
            partialClone = origin
        [trailer "x"]
            command = COMMAND
        [submodule "x"]
            update = !COMMAND
        [sequence]
            editor = COMMAND
        [interactive]
            diffFilter = COMMAND
        [url "ext::COMMAND"]
            insteadOf = https://
        """

    private func poison() throws {
        try configure(
            Self.commands.replacingOccurrences(of: "COMMAND", with: command)
                .replacingOccurrences(of: "FOLDER", with: repository.directory))
        for hook in ["post-checkout", "post-index-change", "fsmonitor-watchman", "reference-transaction"] {
            for folder in ["\(repository.path)/.git/hooks", repository.directory] {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
                try? FileManager.default.copyItem(atPath: command, toPath: "\(folder)/\(hook)")
            }
        }
        try repository.write(
            ".git/info/attributes", "*.yaml filter=evil diff=evil merge=evil working-tree-encoding=UTF-16\n")
    }

    @Test func noCommandOfAConfigurationIsRunForACommit() throws {
        try poison()
        // The content of a file is compared only where its time does not tell.
        try repository.write("b.yaml", "c\n")
        let snapshot = try repository.request().snapshot(by: .probe())
        #expect(snapshot.files.map(\.bytes) == Self.committed)
        #expect(!FileManager.default.fileExists(atPath: marker))
        // What is missing is not fetched either.
        try FileManager.default.removeItem(atPath: repository.loose("HEAD:a.yaml"))
        #expect(try repository.damage().code == .notFetched)
        #expect(!FileManager.default.fileExists(atPath: marker))
    }

    @Test func noCommandOfAConfigurationIsRunForAWorkTree() throws {
        try poison()
        let request = GitRequest(
            repository: repository.path, workingDirectory: "/", ref: "HEAD", paths: [], suffixes: [".yaml"],
            readsWorkTree: true)
        let files = try request.snapshot(by: .probe()).files
        #expect(files.map(\.bytes) == [Array("a: $Id$\n".utf8), Array("b\r\n".utf8)])
        #expect(!FileManager.default.fileExists(atPath: marker))
    }

    @Test func attributesOfTheCommitChangeNoByte() throws {
        try repository.write(".gitattributes", "*.yaml filter=evil text eol=crlf ident working-tree-encoding=UTF-16\n")
        try repository.git("config", "filter.evil.smudge", command)
        try repository.git("update-index", "--add", "--cacheinfo", "100644,\(oid(".gitattributes")),.gitattributes")
        try repository.git("commit", "--quiet", "--message", "two")
        let files = try repository.request().snapshot(by: .probe()).files
        #expect(files.map(\.bytes) == Self.committed)
        #expect(!FileManager.default.fileExists(atPath: marker))
    }

    private func oid(_ file: String) throws -> String {
        try repository.git("hash-object", "-w", "--no-filters", file)
    }

    enum Trap: CaseIterable {
        case pipe, zeros, itself, directory, nowhere, memory

        func path(_ repository: TemporaryRepository) throws -> String {
            switch self {
            case .pipe:
                let path = "\(repository.directory)/pipe"
                if mkfifo(path, 0o600) != 0 { try #require(errno == EEXIST) }
                return path
            case .zeros: return "/dev/zero"
            case .itself: return "\(repository.path)/.git/config"
            case .directory: return "/"
            case .nowhere: return "/nowhere"
            case .memory: return "/proc/self/mem"
            }
        }
    }

    /// git waits for ever for a pipe, and counts the depth of files that include each other.
    @Test(arguments: ["include", "includeIf \"gitdir:/**\""], Trap.allCases)
    func anIncludedFileCannotHoldTheReadingUp(_ section: String, trap: Trap) throws {
        try configure("[\(section)]\n\tpath = \(trap.path(repository))\n")
        try expectRightOrRefused()
    }

    @Test(arguments: ["core.excludesFile", "core.attributesFile", "commit.template", "core.worktree"], Trap.allCases)
    func aFileThatTheConfigurationNamesCannotHoldTheReadingUp(_ key: String, trap: Trap) throws {
        try repository.git("config", key, trap.path(repository))
        // The work tree is compared, and read only where it differs by its times.
        try repository.write("b.yaml", "c\n")
        try expectRightOrRefused()
    }

    @Test(arguments: ["info/exclude", "info/attributes", "commondir", "config.worktree", "shallow", "index", "HEAD"])
    func aNamedPipeInPlaceOfAnyFileCannotHoldTheReadingUp(_ file: String) throws {
        let path = "\(repository.path)/.git/\(file)"
        try configure("[extensions]\n\tworktreeConfig = true\n[core]\n\trepositoryFormatVersion = 1\n")
        try? FileManager.default.removeItem(atPath: path)
        try #require(mkfifo(path, 0o600) == 0)
        try expectRightOrRefused()
    }

    /// With `core.worktree = /` everything that is on the machine is an untracked file of this repository.
    @Test func aWorkTreeThatIsTheWholeMachineIsNotWalkedForLong() throws {
        try repository.git("config", "core.worktree", "/")
        let snapshot = try repository.request().snapshot(by: .probe(silence: .seconds(2)))
        #expect(snapshot.files.count == 2)
        #expect(!snapshot.warnings.isEmpty)
    }

    /// By their names: some are too long to be printed by a test that runs.
    private static let malformed = [
        "an open section": "[core", "an unknown format": "[core]\n\trepositoryformatversion = 99\n",
        "no boolean": "[core]\n\tbare = perhaps\n", "NUL": "\u{0}\u{0}\u{0}", "no key": "= x\n",
        "a format that is no number": "[core]\n\trepositoryformatversion = 99999999999999999999\n",
        "an unknown extension": "[extensions]\n\tnoop-v9 = true\n", "an open quote": "[core]\n\tx = \"\n",
        "an open subsection": "[a \"\\", "many brackets": String(repeating: "[", count: 100_000),
        "many sections": String(repeating: "[a]\n", count: 100_000),
        "many continued lines": "[a]\n\tb = " + String(repeating: "x\\\n", count: 100_000) + "\n",
    ]

    @Test(arguments: malformed.keys.sorted()) func aConfigurationThatIsNoneIsReadPastOrRefused(_ name: String) throws {
        try configure(try #require(Self.malformed[name]))
        try expectRightOrRefused()
    }

    private func expectRightOrRefused(sourceLocation: SourceLocation = #_sourceLocation) throws {
        do throws(GitSourceError) {
            let child = GitChild.probe(silence: .seconds(1), memoryBytes: 256 << 20)
            let snapshot = try repository.request().snapshot(by: child)
            #expect(snapshot.files.map(\.bytes) == Self.committed, sourceLocation: sourceLocation)
        } catch {
            #expect(!error.hint.isEmpty, "\(error)", sourceLocation: sourceLocation)
            #expect(!error.message.isEmpty, sourceLocation: sourceLocation)
        }
    }
}
