import Foundation
import TestSupport
import Testing

@testable import GitSource

/// Every way in which people and CI systems clone: what can be read of it, and what is said where it cannot.
@Suite struct CloneKindTests {
    private let repository: TemporaryRepository
    private let url: String

    init() throws {
        repository = try TemporaryRepository()
        try repository.write("fleets/a.yaml", "1")
        try repository.write("other/b.yaml", "1")
        try repository.commit("one")
        try repository.write("fleets/a.yaml", "2")
        try repository.commit("two")
        try repository.git("tag", "--annotate", "v1", "--message", "release")
        try repository.git("config", "uploadpack.allowFilter", "true")
        try repository.git("config", "uploadpack.allowAnySHA1InWant", "true")
        url = "file://\(repository.path)"
    }

    private func clone(_ name: String, _ options: String...) throws -> String {
        let path = "\(repository.directory)/\(name)"
        _ = try repository.output(of: ["clone", "--quiet"] + options + [url, path])
        return path
    }

    private func answer(_ path: String, ref: String = "HEAD") -> String {
        let request = GitRequest(
            repository: path, workingDirectory: "/", ref: ref, paths: [], suffixes: [".yaml", ".yml"])
        do throws(GitSourceError) {
            let snapshot = try request.snapshot(by: .probe())
            let files = snapshot.files.map { "\($0.path)=\(String(decoding: $0.bytes, as: UTF8.self))" }
            return
                (["\(snapshot.revision) \(files.joined(separator: " "))"] + snapshot.warnings.map { "warning: \($0)" })
                .joined(separator: "\n  ")
        } catch {
            return "\(error.code): \(error.message)\n  hint: \(error.hint)"
        }
    }

    @Test func everyKindOfCloneIsReadOrExplained() throws {
        let partial = try clone("partial", "--filter=blob:none")
        let unfetched = try clone("unfetched", "--filter=blob:none", "--no-checkout")
        let treeless = try clone("treeless", "--filter=tree:0", "--no-checkout")
        let shallow = try clone("shallow", "--depth=1")
        let sparse = try clone("sparse")
        try repository.git("-C", sparse, "sparse-checkout", "set", "fleets")
        let sparsePartial = try clone("sparse-partial", "--filter=blob:none", "--sparse")
        try repository.git("-C", sparsePartial, "sparse-checkout", "set", "fleets")
        let linked = "\(repository.directory)/linked"
        try repository.git("worktree", "add", "--quiet", linked, "v1")
        let shared = "\(repository.directory)/shared"
        try repository.git("clone", "--quiet", "--shared", repository.path, shared)
        let answers = try [
            ("an ordinary clone", answer(clone("ordinary"))),
            ("a bare clone", answer(clone("bare.git", "--bare"))),
            ("a mirror", answer(clone("mirror.git", "--mirror"), ref: "v1")),
            ("a shallow clone", answer(shallow)),
            ("a shallow clone, one commit back", answer(shallow, ref: "HEAD~1")),
            ("what CI checks out: one fetched commit, detached", answer(fetchedByCI())),
            ("a partial clone whose files were checked out", answer(partial)),
            ("a partial clone, one commit back", answer(partial, ref: "HEAD~1")),
            ("a partial clone without a check-out", answer(unfetched)),
            ("a partial clone without trees", answer(treeless)),
            ("a sparse check-out", answer(sparse)),
            ("a sparse check-out of a partial clone", answer(sparsePartial)),
            ("a linked work tree", answer(linked)),
            ("a submodule", answer(submodule())),
            ("a clone with its git directory elsewhere", answer(separate())),
            ("a clone that borrows its objects", answer(shared)),
            ("a clone without commits", answer(empty())),
            ("a SHA-256 repository", answer(sha256())),
            ("a repository with reftable", answer(reftable())),
            ("a bundle", answer(bundle())),
        ]
        let text = answers.map { "\($0):\n  \($1)" }.joined(separator: "\n\n")
        expectGolden(text.replacingOccurrences(of: repository.directory, with: "/tmp"), "git/clone-kinds.txt")
    }

    private func fetchedByCI() throws -> String {
        let path = "\(repository.directory)/ci"
        try repository.git("init", "--quiet", path)
        let oid = try repository.git("rev-parse", "HEAD")
        try repository.git(
            "-C", path, "fetch", "--quiet", "--no-tags", "--depth=1", url, "+\(oid):refs/remotes/origin/main")
        try repository.git("-C", path, "checkout", "--quiet", "--detach", oid)
        return path
    }

    private func submodule() throws -> String {
        let outer = try clone("outer")
        try repository.git(
            "-C", outer, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", url, "libs/inner")
        return "\(outer)/libs/inner"
    }

    private func separate() throws -> String {
        let path = "\(repository.directory)/separate"
        try repository.git("clone", "--quiet", "--separate-git-dir=\(path).git", url, path)
        return path
    }

    private func empty() throws -> String {
        let path = "\(repository.directory)/empty"
        try repository.git("init", "--quiet", "--initial-branch=main", path)
        return path
    }

    private func sha256() throws -> String {
        let path = "\(repository.directory)/sha256"
        try repository.git("init", "--quiet", "--object-format=sha256", path)
        try Data("a".utf8).write(to: URL(filePath: "\(path)/a.yaml"))
        try repository.git("-C", path, "add", "--all")
        try repository.git("-C", path, "commit", "--quiet", "--message", "one")
        return path
    }

    /// As git 2.45 and later lay one out; this git may be older.
    private func reftable() throws -> String {
        let path = try clone("reftable")
        try repository.git("-C", path, "config", "core.repositoryFormatVersion", "1")
        try repository.git("-C", path, "config", "extensions.refStorage", "reftable")
        let folder = "\(path)/.git"
        try FileManager.default.removeItem(atPath: "\(folder)/refs")
        for name in ["refs", "reftable"] {
            try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: false)
        }
        for (name, text) in [
            ("refs/heads", "this repository uses the reftable format\n"), ("HEAD", "ref: refs/heads/.invalid\n"),
            ("reftable/tables.list", "0x000000000001-0x000000000001-5a5a5a5a.ref\n"),
        ] {
            try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
        }
        return path
    }

    private func bundle() throws -> String {
        let path = "\(repository.directory)/all.bundle"
        try repository.git("bundle", "create", "--quiet", path, "--all")
        return path
    }
}
