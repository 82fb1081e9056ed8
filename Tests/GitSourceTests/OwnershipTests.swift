import Foundation
import TestSupport
import Testing

@testable import GitSource

#if canImport(Glibc)
    import Glibc
#endif

/// In processes of their own: libgit2 reads HOME once, and the configuration of the user who runs the tests may list
/// anything.
@Suite struct OwnershipTests {
    /// A user who is not running the tests.
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
        #expect(error.code == .ownedByAnotherUser)
        #expect(error.message.contains("owned by another user"))
        #expect(error.hint.hasSuffix("`git config --global --add safe.directory \(safe)`"))
    }

    @Test(.asRoot) func aWorkTreeOfSomebodyElseIsRefusedUntilItIsSafe() async {
        await #expect(processExitsWith: .success) {
            let (repository, path) = try Self.prepare()
            try Self.give(path, to: Self.stranger)
            try Self.expectRefusal(repository, at: path, naming: path)
            try Self.expectRefusal(repository, at: "\(path)/.git", naming: path)
            try Self.trust("/elsewhere", home: repository.directory)
            try Self.expectRefusal(repository, at: path, naming: path)
            try Self.trust(path, home: repository.directory)
            #expect(try repository.read().paths == ["a.yaml"])
        }
    }

    @Test(.asRoot) func theFilesOfAWorkTreeOfSomebodyElseAreRefusedUntilItIsSafe() async {
        await #expect(processExitsWith: .success) {
            let (repository, path) = try Self.prepare()
            try Self.give(path, to: Self.stranger)
            let error = #expect(throws: GitSourceError.self) { try repository.readWorkTree() }
            #expect(error?.code == .ownedByAnotherUser)
            try Self.trust(path, home: repository.directory)
            #expect(try repository.readWorkTree().paths == ["a.yaml"])
        }
    }

    @Test(.asRoot) func aBareRepositoryOfSomebodyElseIsRefusedUntilItIsSafe() async {
        await #expect(processExitsWith: .success) {
            let (repository, path) = try Self.prepare(bare: true)
            try Self.give(path, to: Self.stranger)
            let quoted = "'\(path.replacingOccurrences(of: "'", with: "'\\''"))'"
            try Self.expectRefusal(repository, at: path, naming: quoted)
            try Self.expectRefusal(repository, at: "\(path)/refs", naming: quoted)
            try Self.trust(path, home: repository.directory)
            #expect(try GitReader.read(repository: path, workingDirectory: "/").paths == ["a.yaml"])
        }
    }

    @Test(.asRoot) func aLinkedWorkTreeBelongsToWhoeverOwnsAnyPartOfIt() async {
        await #expect(processExitsWith: .success) {
            let (repository, path) = try Self.prepare()
            let linked = "\(repository.directory)/linked"
            try repository.git("worktree", "add", "--quiet", linked)
            #expect(try GitReader.read(repository: linked, workingDirectory: "/").paths == ["a.yaml"])
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
    @Test(.asRoot) func rootBySudoMayReadTheCallersRepository() async {
        await #expect(processExitsWith: .success) {
            let (repository, path) = try Self.prepare()
            try Self.give(path, to: Self.stranger)
            setenv("SUDO_UID", "\(Self.stranger + 1)", 1)
            try Self.expectRefusal(repository, at: path, naming: path)
            setenv("SUDO_UID", "\(Self.stranger)", 1)
            #expect(try repository.read().paths == ["a.yaml"])
        }
    }

    @Test(.asRoot, arguments: TrustSource.allCases)
    func trustIsReadWhereverGitReadsIt(_ source: TrustSource) async {
        await #expect(processExitsWith: .success) { [source] in
            let (repository, path) = try Self.prepare()
            try Self.give(path, to: Self.stranger)
            for name in ["GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS"] {
                unsetenv(name)
            }
            setenv("GIT_CONFIG_SYSTEM", "/dev/null", 1)
            try source.trust("*", home: repository.directory, repository: path)
            if source == .repository {
                try Self.expectRefusal(repository, at: path, naming: path)
            } else {
                #expect(try repository.read().paths == ["a.yaml"])
                try source.trust("/elsewhere", home: repository.directory, repository: path)
                try Self.expectRefusal(repository, at: path, naming: path)
            }
        }
    }

    @Test(.asRoot) func aRepositoryThatGitDirNamesIsTrusted() async {
        await #expect(processExitsWith: .success) {
            let (repository, path) = try Self.prepare()
            try Self.give("\(path)/.git", to: Self.stranger)
            setenv("GIT_DIR", "\(path)/.git", 1)
            #expect(try GitReader.read(repository: nil, workingDirectory: "/").paths == ["a.yaml"])
            try Self.expectRefusal(repository, at: path, naming: path)
        }
    }

    private static func trust(_ path: String, home: String) throws {
        let file = "\(home)/.gitconfig"
        let before = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
        try "\(before)[safe]\n\tdirectory = \"\(path)\"\n".write(toFile: file, atomically: true, encoding: .utf8)
    }
}

/// Where a value of `safe.directory` can stand.
enum TrustSource: String, CaseIterable, Codable, Sendable {
    case home, xdg, global, system, count, parameters, repository

    func trust(_ value: String, home: String, repository: String) throws {
        let text = "[safe]\n\tdirectory = \"\(value)\"\n"
        func write(_ file: String) throws {
            let url = URL(fileURLWithPath: file)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
        }
        switch self {
        case .home: try write("\(home)/.gitconfig")
        case .xdg: try write("\(home)/.config/git/config")
        case .global:
            setenv("GIT_CONFIG_GLOBAL", "\(home)/given", 1)
            try write("\(home)/given")
        case .system:
            setenv("GIT_CONFIG_SYSTEM", "\(home)/given", 1)
            try write("\(home)/given")
        case .count:
            setenv("GIT_CONFIG_COUNT", "1", 1)
            setenv("GIT_CONFIG_KEY_0", "Safe.Directory", 1)
            setenv("GIT_CONFIG_VALUE_0", value, 1)
        case .parameters: setenv("GIT_CONFIG_PARAMETERS", "'a.b'='it'\\''s' 'safe.directory'='\(value)'", 1)
        case .repository:
            let file = "\(repository)/.git/config"
            try (String(contentsOfFile: file, encoding: .utf8) + text).write(
                toFile: file, atomically: false, encoding: .utf8)
        }
    }
}

extension Trait where Self == ConditionTrait {
    /// Only root can give a repository away: elsewhere the test is skipped, and says so.
    fileprivate static var asRoot: Self { .enabled(if: geteuid() == 0, "it gives files to another user") }
}
