import Foundation
import TestSupport
import Testing

@testable import GitSource

#if canImport(Glibc)
    import Glibc
#endif

/// In processes of their own: libgit2 reads HOME once, and the configuration of whoever runs the tests may list anything.
@Suite struct OwnershipTests {
    /// Somebody who is not running the tests.
    private static let stranger = 4242

    /// A repository with one manifest and a HOME without configuration, both in this process.
    private static func prepare(bare: Bool = false) throws -> (repository: TemporaryRepository, path: String) {
        let repository = try TemporaryRepository()
        try repository.write("a.yaml", "a")
        try repository.commit("x")
        setenv("HOME", repository.directory, 1)
        unsetenv("XDG_CONFIG_HOME")
        unsetenv("SUDO_UID")
        guard bare else { return (repository, repository.path) }
        let path = "\(repository.directory)/it's bare.git"
        try repository.git("clone", "--quiet", "--bare", repository.path, path)
        return (repository, path)
    }

    private static func give(_ path: String, to owner: Int) throws {
        try FileManager.default.setAttributes([.ownerAccountID: owner], ofItemAtPath: path)
    }

    private static func expectRefusal(
        _ repository: TemporaryRepository, at path: String, naming safe: String
    ) throws {
        let error = try repository.failure(repository: path)
        #expect(error.code == .ownedBySomebodyElse)
        #expect(error.message.contains("owned by somebody else"))
        #expect(error.hint.hasSuffix("git config --global --add safe.directory \(safe)"))
    }

    /// Root can give a repository away. Others get a work tree that root owns: `/usr`.
    @Test func aWorkTreeOfSomebodyElseIsRefusedUntilItIsSafe() async {
        await #expect(processExitsWith: .success) {
            let (repository, path) = try Self.prepare()
            if geteuid() == 0 {
                try Self.give(path, to: Self.stranger)
                try Self.expectRefusal(repository, at: path, naming: path)
                try Self.expectRefusal(repository, at: "\(path)/.git", naming: path)
                // With another repository in the list, libgit2 refuses in another way.
                try Self.trust("/elsewhere", home: repository.directory)
                try Self.expectRefusal(repository, at: path, naming: path)
            } else {
                try repository.git("config", "core.worktree", "/usr")
                #expect(try repository.failure().code == .ownedBySomebodyElse)
            }
            try Self.trust(geteuid() == 0 ? path : "/usr", home: repository.directory)
            #expect(try repository.read().paths == ["a.yaml"])
        }
    }

    @Test func aBareRepositoryOfSomebodyElseIsRefusedUntilItIsSafe() async {
        await #expect(processExitsWith: .success) {
            let (repository, path) = try Self.prepare(bare: true)
            if geteuid() == 0 {
                try Self.give(path, to: Self.stranger)
                let quoted = "'\(path.replacingOccurrences(of: "'", with: "'\\''"))'"
                try Self.expectRefusal(repository, at: path, naming: quoted)
                try Self.expectRefusal(repository, at: "\(path)/refs", naming: quoted)
            } else {
                try repository.git("-C", path, "config", "core.bare", "false")
                try repository.git("-C", path, "config", "core.worktree", "/usr")
                #expect(try repository.failure(repository: path).code == .ownedBySomebodyElse)
            }
            try Self.trust(geteuid() == 0 ? path : "/usr", home: repository.directory)
            #expect(try GitReader.read(repository: path, workingDirectory: "/").paths == ["a.yaml"])
        }
    }

    @Test func aLinkedWorkTreeBelongsToWhoeverOwnsAnyPartOfIt() async {
        await #expect(processExitsWith: .success) {
            let (repository, path) = try Self.prepare()
            let linked = "\(repository.directory)/linked"
            try repository.git("worktree", "add", "--quiet", linked)
            #expect(try GitReader.read(repository: linked, workingDirectory: "/").paths == ["a.yaml"])
            guard geteuid() == 0 else { return }
            for part in [linked, "\(linked)/.git", "\(path)/.git/worktrees/linked"] {
                try Self.give(part, to: Self.stranger)
                try Self.expectRefusal(repository, at: linked, naming: linked)
                try Self.give(part, to: 0)
            }
            try Self.give(linked, to: Self.stranger)
            try Self.trust(linked, home: repository.directory)
            #expect(try GitReader.read(repository: linked, workingDirectory: "/").paths == ["a.yaml"])
        }
    }

    /// As git does: what belongs to whoever called sudo is root's to read, and SUDO_UID means nothing to others.
    @Test func rootBySudoMayReadTheCallersRepository() async {
        await #expect(processExitsWith: .success) {
            let (repository, path) = try Self.prepare()
            if geteuid() == 0 {
                try Self.give(path, to: Self.stranger)
                setenv("SUDO_UID", "\(Self.stranger + 1)", 1)
                try Self.expectRefusal(repository, at: path, naming: path)
                setenv("SUDO_UID", "\(Self.stranger)", 1)
                #expect(try repository.read().paths == ["a.yaml"])
            } else {
                try repository.git("config", "core.worktree", "/usr")
                setenv("SUDO_UID", "0", 1)
                #expect(try repository.failure().code == .ownedBySomebodyElse)
            }
        }
    }

    private static func trust(_ path: String, home: String) throws {
        let file = "\(home)/.gitconfig"
        let before = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
        try "\(before)[safe]\n\tdirectory = \"\(path)\"\n".write(toFile: file, atomically: true, encoding: .utf8)
    }
}
