import Foundation
import TestSupport
import Testing

@testable import GitSource

#if canImport(Glibc)
    import Glibc
#endif

/// Repositories as CI systems and servers make them.
@Suite struct CheckoutTests {
    private let repository: TemporaryRepository

    init() throws {
        repository = try TemporaryRepository()
        try repository.write("fleets/a.yaml", "a")
        try repository.write("other/b.yaml", "b")
        try repository.commit("x")
    }

    @Test(arguments: ["worktreeConfig", "partialClone", "preciousObjects"])
    func anExtensionThatDoesNotConcernReadingIsAccepted(_ name: String) throws {
        try repository.git("config", "core.repositoryFormatVersion", "1")
        try repository.git("config", "extensions.\(name)", name == "partialClone" ? "origin" : "true")
        #expect(try repository.read().paths == ["fleets/a.yaml", "other/b.yaml"])
    }

    @Test func anExtensionThatIsNotKnownIsRefused() throws {
        try repository.git("config", "core.repositoryFormatVersion", "1")
        try repository.git("config", "extensions.unheardOf", "true")
        #expect(try repository.failure().code == .unreadable)
    }

    @Test func aSparseCheckoutIsReadWithoutAWarning() throws {
        try repository.git("sparse-checkout", "set", "--sparse-index", "fleets")
        let snapshot = try repository.read()
        #expect(snapshot.paths == ["fleets/a.yaml", "other/b.yaml"])
        #expect(snapshot.warnings.isEmpty)
    }

    @Test func aSplitIndexIsReadWithoutAWarning() throws {
        try repository.git("update-index", "--split-index")
        #expect(try repository.read().warnings.isEmpty)
    }

    @Test func anObjectThatWasNotFetchedSaysHowToFetchIt() throws {
        try repository.git("config", "uploadpack.allowFilter", "true")
        let clone = "\(repository.directory)/partial"
        try repository.git(
            "clone", "--quiet", "--filter=blob:none", "--no-checkout", "file://\(repository.path)", clone)
        let error = try repository.failure(repository: clone)
        #expect(error.code == .notFetched)
        #expect(error.hint.contains("`git -C \(clone) fetch --refetch --no-filter origin`"))
        try repository.git("-C", clone, "fetch", "--quiet", "--refetch", "--no-filter", "origin")
        #expect(try GitReader.read(repository: clone, workingDirectory: "/").files.count == 2)
    }

    @Test(arguments: ["FOUR.YAML", "x.yml.j2", "x.yaml.tmpl", "x.YML", "x.yaml~", "x.yaml.bak", "x.yaml "])
    func aFileThatLooksLikeAManifestIsNamed(_ name: String) throws {
        try repository.write("fleets/\(name)", "a")
        try repository.commit("y")
        let snapshot = try repository.read(path: "fleets")
        #expect(snapshot.paths == ["fleets/a.yaml"])
        #expect(snapshot.warnings.count == 1)
        #expect(snapshot.warnings.first?.hasPrefix("`fleets/\(name)` is not read") == true)
        try repository.git("rm", "--quiet", "fleets/a.yaml")
        try repository.commit("z")
        #expect(try repository.failure(path: "fleets").hint.contains("`fleets/\(name)` is not read"))
    }

    @Test(arguments: ["README.md", ".yamllint", "yaml", "x.yamlfmt", "photo.jpg", "x.json"])
    func aFileOfAnotherKindIsNotNamed(_ name: String) throws {
        try repository.write("fleets/\(name)", "a")
        try repository.commit("y")
        #expect(try repository.read(path: "fleets").warnings.isEmpty)
    }

    @Test func whatLiesInTheQuarantineOfAPushIsRead() async {
        await #expect(processExitsWith: .success) {
            let repository = try TemporaryRepository()
            try repository.write("a.yaml", "1")
            try repository.commit("one")
            let server = "\(repository.directory)/server.git"
            try repository.git("clone", "--quiet", "--bare", repository.path, server)
            try repository.write("a.yaml", "2")
            let second = try repository.commit("two")
            setenv("GIT_DIR", ".", 1)
            #expect(throws: GitSourceError.self) {
                try GitReader.read(repository: nil, workingDirectory: server, ref: second)
            }
            setenv("GIT_OBJECT_DIRECTORY", "\(repository.path)/.git/objects", 1)
            setenv("GIT_ALTERNATE_OBJECT_DIRECTORIES", "\"./objects\":/nowhere", 1)
            for given in [nil, "."] {
                let files = try GitReader.read(repository: given, workingDirectory: server, ref: second).files
                #expect(files.map(\.bytes) == [Array("2".utf8)])
            }
        }
    }

    @Test func gitDirWinsOverTheWorkingDirectoryAndRepoOverGitDir() async {
        await #expect(processExitsWith: .success) {
            let named = try TemporaryRepository()
            try named.write("named.yaml", "a")
            try named.commit("x")
            let here = try TemporaryRepository()
            try here.write("here.yaml", "a")
            try here.commit("x")
            setenv("GIT_DIR", "\(named.path)/.git", 1)
            #expect(try GitReader.read(repository: nil, workingDirectory: here.path).paths == ["named.yaml"])
            #expect(try GitReader.read(repository: here.path, workingDirectory: "/").paths == ["here.yaml"])
            setenv("GIT_DIR", "\(here.directory)", 1)
            let error = try here.failure()
            #expect(error.code == .notARepository)
            #expect(error.message.hasPrefix("GIT_DIR names"))
        }
    }
}
