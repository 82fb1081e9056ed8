import Foundation
import TestSupport
import Testing

@testable import GitSource

/// Where a change left its base, and what was declared there.
@Suite struct MergeBaseTests {
    private let repository: TemporaryRepository
    /// On main: one, two, three. From one: side, which was not merged. From two: feature, into which three was merged.
    private let one, two, three, side, feature, merged: String

    init() throws {
        repository = try TemporaryRepository()
        try repository.write("fleets/a.yaml", "a: 1\n")
        one = try repository.commit("one")
        try repository.write("fleets/b.yaml", "b: 1\n")
        two = try repository.commit("two")
        try repository.git("checkout", "--quiet", "-b", "side", one)
        try repository.write("fleets/s.yaml", "s: 1\n")
        side = try repository.commit("side")
        try repository.git("checkout", "--quiet", "-b", "feature", two)
        try repository.write("fleets/a.yaml", "a: 2\n")
        feature = try repository.commit("feature")
        try repository.git("checkout", "--quiet", "main")
        try repository.write("fleets/c.yaml", "c: 1\n")
        three = try repository.commit("three")
        try repository.git("checkout", "--quiet", "feature")
        try repository.git("merge", "--quiet", "--no-ff", "--no-edit", "main")
        merged = try repository.git("rev-parse", "HEAD")
        try repository.git("checkout", "--quiet", "main")
    }

    private func base(
        _ ref: String, of head: String, at path: String = "", in place: String? = nil, known: [RevisionFile] = [],
        by child: GitChild? = .probe()
    ) throws -> BaseSnapshot {
        var request = GitRequest(
            repository: place ?? repository.path, workingDirectory: "/", ref: ref, paths: path.isEmpty ? [] : [path],
            suffixes: [".yaml", ".yml"])
        request.head = head
        return try request.base(known: known, by: child)
    }

    @Test(arguments: [true, false]) func itIsWhatGitSays(inChild: Bool) throws {
        let child = inChild ? GitChild.probe() : nil
        for head in [one, two, three, side, feature, merged] {
            for ref in ["main", "side", "feature", "main~1", one, "feature^2", "HEAD"] {
                let found = try base(ref, of: head, by: child)
                #expect(try found.oid == repository.git("merge-base", ref, head), "\(ref) \(head)")
                #expect(try found.tip.oid == repository.git("rev-parse", ref))
                let names = try repository.git("ls-tree", "-r", "--name-only", found.oid).split(separator: "\n")
                #expect(found.files.map(\.path) == names.map(String.init))
            }
        }
    }

    @Test func packedCommitsAreReadToo() throws {
        try repository.git("gc", "--quiet")
        #expect(try base("main", of: feature).oid == two)
        #expect(try base("main", of: merged).oid == three)
    }

    /// Histories of random merges, with clocks that are right, that stand still and that run backwards.
    @Test(arguments: [1, 0, -1]) func itIsOneOfThoseThatGitFindsInAnyHistory(clock: Int) throws {
        var random = SplitMix(seed: 17)
        var input = ""
        for number in 1...40 {
            input += """
                commit refs/heads/c\(number)
                mark :\(number)
                committer Ada <ada@example.com> \(1_700_000_000 + clock * number * 60) +0000
                data 1
                x

                """
            let parents = Set(
                (0..<Int.random(in: 1...2, using: &random)).map { _ in
                    Int.random(in: max(1, number - 6)...max(1, number - 1), using: &random)
                })
            for (index, parent) in parents.sorted().enumerated() where number > 2 {
                input += "\(index == 0 ? "from" : "merge") :\(parent)\n"
            }
            input += "\n"
        }
        _ = try repository.output(of: ["fast-import", "--quiet"], input: input)
        let opened = try Repository.open(repository.path, workingDirectory: "/")
        let history = opened.history(try DiskObjects(opened))
        for _ in 0..<60 {
            let pair = (0..<2).map { _ in "c\(Int.random(in: 1...40, using: &random))" }
            let ids = try pair.map { name in
                let digits = try repository.git("rev-parse", name)
                return try #require(ObjectID(hexadecimal: digits.utf8))
            }
            let all = (try? repository.git("merge-base", "--all", pair[0], pair[1])) ?? ""
            switch try history.mergeBase(of: ids[0], and: ids[1]) {
            case .found(let id): #expect(all.contains(id.hexadecimal), "\(pair) \(all)")
            case .unrelated: #expect(all.isEmpty, "\(pair) \(all)")
            case let other: Issue.record("\(pair): \(other)")
            }
        }
    }

    @Test func whatThereIsNotYetIsNothing() throws {
        #expect(try base("main", of: feature, at: "elsewhere").files.isEmpty)
        #expect(try base("side", of: two, at: "fleets/b.yaml").files.isEmpty)
        try repository.git("checkout", "--quiet", "--orphan", "bare")
        try repository.git("rm", "-rf", "--quiet", ".")
        try repository.write("README", "x")
        let empty = try repository.commit("no manifests")
        #expect(try base("bare", of: empty).files.isEmpty)
    }

    @Test func whatIsKnownIsNotReadAgain() throws {
        let head = try repository.read(ref: "feature")
        try repository.git("checkout", "--quiet", "main")
        // Only `a.yaml` differs; the other file is missing, and is not missed.
        try FileManager.default.removeItem(atPath: repository.loose("main:fleets/b.yaml"))
        let found = try base("main", of: feature, known: head.files)
        #expect(found.oid == two && found.files.map(\.path) == ["fleets/a.yaml", "fleets/b.yaml"])
        #expect(found.files.map { String(decoding: $0.bytes, as: UTF8.self) } == ["a: 1\n", "b: 1\n"])
        #expect(throws: GitSourceError.self) { try base("main", of: feature) }
    }

    @Test func otherHistoriesHaveNothingToCompare() throws {
        try repository.git("checkout", "--quiet", "--orphan", "new")
        let orphan = try repository.commit("orphan")
        for child in [GitChild.probe(), nil] {
            let error = #expect(throws: GitSourceError.self) { try base("main", of: orphan, by: child) }
            #expect(error?.code == .noMergeBase, "\(String(describing: error))")
            #expect(error?.message.contains("no commit in common") == true)
        }
    }

    @Test(arguments: ["maim", "origin/main", "refs/heads/nope", "origin/"]) func anUnknownBaseIsAnError(_ ref: String)
        throws
    {
        let error = #expect(throws: GitSourceError.self) { try base(ref, of: feature) }
        #expect(error?.code == .unknownRef, "\(String(describing: error))")
        if ref != "origin/" && ref != "refs/heads/nope" { #expect(error?.hint == "did you mean `main`?") }
    }

    @Test func aShallowCloneSaysWhatItCannotTell() throws {
        func clone(_ depth: Int, _ branch: String) throws -> String {
            let place = "\(repository.directory)/clone-\(depth)-\(branch)"
            try repository.git(
                "clone", "--quiet", "--depth=\(depth)", "--no-single-branch", "--branch=\(branch)",
                "file://\(repository.path)", place)
            return place
        }
        // What a check-out of one commit has of the history.
        let error = #expect(throws: GitSourceError.self) {
            try base("origin/main", of: side, in: clone(1, "side"))
        }
        #expect(error?.code == .shallowClone, "\(String(describing: error))")
        #expect(error?.hint.contains("fetch --unshallow") == true && error?.hint.contains("fetch-depth: 0") == true)
        // Two commits of each reach back to where they part.
        #expect(try base("origin/main", of: side, in: clone(2, "side")).oid == one)
        // The merge commit of a pull request and its parents are enough.
        #expect(try base("origin/main", of: merged, in: clone(2, "feature")).oid == three)
    }

    @Test func whatTheBaseHoldsMayBeWrongInWaysOfItsOwn() throws {
        try repository.git("checkout", "--quiet", "-b", "linked")
        try FileManager.default.createSymbolicLink(
            atPath: "\(repository.path)/fleets/l.yaml", withDestinationPath: "a.yaml")
        try repository.commit("link")
        try repository.git("checkout", "--quiet", "-b", "mended")
        try FileManager.default.removeItem(atPath: "\(repository.path)/fleets/l.yaml")
        let mended = try repository.commit("mended")
        let error = #expect(throws: GitSourceError.self) { try base("linked", of: mended) }
        #expect(error?.code == .symbolicLink && error?.concernsFiles == true, "\(String(describing: error))")
    }

    /// What a child says is not believed without every commit on the way.
    @Test(arguments: ["two", "feature", "a: 1"]) func aChildThatAltersWhatItSendsIsNotBelieved(_ text: String) throws {
        let real = try #require(GitChild.probe().executable)
        let child = try repository.child(#"'\#(real)' __read-git | LC_ALL=C sed 's/\#(text)/\#(text.uppercased())/'"#)
        let error = #expect(throws: GitSourceError.self) { try base("main", of: feature, by: child) }
        #expect(error?.code == .damaged, "\(String(describing: error))")
    }
}
