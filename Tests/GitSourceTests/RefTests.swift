import TestSupport
import Testing

@testable import GitSource

@Suite struct RefTests {
    /// Two commits on main, tags of both kinds on the first, a remote's branch on the second.
    private let repository: TemporaryRepository
    private let first: String
    private let second: String

    init() throws {
        repository = try TemporaryRepository()
        try repository.write("a.yaml", "1")
        first = try repository.commit("one")
        try repository.git("tag", "light")
        try repository.git("tag", "--annotate", "v1.2", "--message", "release")
        try repository.git("tag", "--annotate", "nested", "v1.2", "--message", "a tag of a tag")
        try repository.write("a.yaml", "2")
        second = try repository.commit("two")
        try repository.git("update-ref", "refs/remotes/origin/feature/x", "HEAD")
    }

    @Test(arguments: [
        ("HEAD", "main", 2), ("@", "main", 2), ("main", "main", 2), ("refs/heads/main", "main", 2),
        ("heads/main", "heads/main", 2), ("origin/feature/x", "origin/feature/x", 2),
        ("refs/remotes/origin/feature/x", "origin/feature/x", 2), ("light", "light", 1), ("v1.2", "v1.2", 1),
        ("refs/tags/v1.2", "v1.2", 1), ("nested", "nested", 1), ("HEAD~1", "HEAD~1", 1), ("main^", "main^", 1),
    ])
    func aNameStandsForItsCommit(_ ref: String, shown: String, commit: Int) throws {
        let snapshot = try repository.read(ref: ref)
        #expect(snapshot.revision == Revision(ref: shown, oid: commit == 1 ? first : second))
        #expect(try snapshot.files.map(\.bytes) == [repository.show("a.yaml", at: ref)])
    }

    @Test(arguments: [4, 7, 12, 39, 40]) func anObjectIdMayBeAbbreviated(_ digits: Int) throws {
        let ref = String(first.prefix(digits))
        let revision = try repository.read(ref: ref).revision
        #expect(revision == Revision(ref: ref, oid: first))
        #expect(revision.description == String(first.prefix(12)))
        #expect(try repository.read(ref: ref.uppercased()).revision.oid == first)
    }

    @Test func aRevisionIsDescribedShortAndFull() {
        let revision = Revision(ref: "main", oid: first)
        #expect(revision.description == "main@\(first.prefix(12))")
        #expect(revision.fullDescription == "main@\(first)")
    }

    @Test(arguments: ["main", "v1.2", "HEAD~1", "HEAD", "@", "refs/heads/main", "origin/feature/x"])
    func aRevisionAsItIsPrintedIsARef(_ ref: String) throws {
        let revision = try repository.read(ref: ref).revision
        for oid in [revision.oid, revision.shortOID, revision.oid.uppercased()] {
            #expect(try repository.read(ref: "\(ref)@\(oid)").revision == revision)
        }
        for printed in [revision.fullDescription, revision.description] {
            #expect(try repository.read(ref: printed).revision == revision)
        }
    }

    @Test(arguments: [40, 12]) func aRefThatHasLeftItsCommitIsRefused(_ digits: Int) throws {
        let error = try repository.failure(ref: "main@\(first.prefix(digits))")
        #expect(error.code == .refMoved)
        #expect(error.message.contains("no longer stands at \(first.prefix(12)): it is at \(second.prefix(12))"))
        #expect(error.hint.contains("`--ref main`") && error.hint.contains("`--ref \(first.prefix(digits))`"))
        #expect(try repository.failure(ref: "mian@\(first)").hint.contains("`main`"))
    }

    @Test(arguments: ["main", "HEAD", "refs/heads/main"])
    func aBranchThatIsCalledAsARevisionIsPassesForNone(_ ref: String) throws {
        let name = ref.split(separator: "/").last.map(String.init) ?? ref
        try repository.git("branch", "\(name)@\(first)", "main")
        let error = try repository.failure(ref: "\(ref)@\(first)")
        #expect(error.code == .ambiguousRef, "\(error)")
        #expect(try repository.read(ref: first).revision.oid == first)
    }

    @Test func aBranchWhoseNameLooksLikeARevisionOfNothingIsRead() throws {
        try repository.git("branch", "release@\(first)", "main")
        #expect(try repository.read(ref: "release@\(first)").revision.oid == second)
    }

    @Test(arguments: [4, 12, 40]) func anIdIsNotShownTwice(_ digits: Int) throws {
        #expect(try repository.read(ref: String(first.prefix(digits))).revision.fullDescription == first)
        #expect(Revision(ref: String(first.prefix(1)), oid: first).fullDescription == "\(first.prefix(1))@\(first)")
    }

    @Test(arguments: ["HEAD", "main", "v1.2", "HEAD~1"]) func aRefIsResolvedAsWhenReading(_ ref: String) async throws {
        let read = try repository.read(ref: ref).revision
        #expect(try await GitReader.resolve(repository: repository.path, workingDirectory: "/", ref: ref) == read)
        #expect(try await GitReader.resolve(repository: nil, workingDirectory: repository.path, ref: ref) == read)
    }

    @Test func aBranchThatMovesIsResolvedAnew() throws {
        try repository.git("rm", "--quiet", "a.yaml")
        let third = try repository.commit("nothing left to read")
        let revision = try GitReader.resolve(repository: nil, workingDirectory: repository.path, ref: "main")
        #expect(revision == Revision(ref: "main", oid: third))
    }

    @Test func aDetachedHeadIsCalledHead() throws {
        try repository.git("checkout", "--quiet", "--detach", "HEAD~1")
        #expect(try repository.read().revision == Revision(ref: "HEAD", oid: first))
    }

    @Test func aBranchAndATagOfOneNameAreAmbiguous() throws {
        try repository.git("branch", "release", "main")
        try repository.git("tag", "release", "main~1")
        let error = try repository.failure(ref: "release")
        #expect(error.code == .ambiguousRef)
        #expect(error.message.contains("`refs/tags/release` and `refs/heads/release`"))
        #expect(try repository.failure(ref: "release~1").code == .ambiguousRef)
        #expect(try repository.read(ref: "refs/heads/release").revision == Revision(ref: "heads/release", oid: second))
        #expect(try repository.read(ref: "tags/release").revision == Revision(ref: "tags/release", oid: first))
        try repository.git("checkout", "--quiet", "refs/heads/release", "-B", "release")
        #expect(try repository.read().revision == Revision(ref: "heads/release", oid: second))
    }

    @Test func anAmbiguousAbbreviationIsRefused() throws {
        var blobs: [Substring: String] = [:]
        var ambiguous: Substring?
        for batch in 0..<20 where ambiguous == nil {
            let paths = try (0..<100).map { index in
                let name = "blob-\(batch)-\(index)"
                try repository.write(name, name)
                return "\(name)\n"
            }
            let oids = try repository.output(of: ["hash-object", "-w", "--stdin-paths"], input: paths.joined())
            for oid in String(decoding: oids, as: UTF8.self).split(separator: "\n") {
                if blobs.updateValue(String(oid), forKey: oid.prefix(4)) != nil { ambiguous = oid.prefix(4) }
            }
        }
        let prefix = String(try #require(ambiguous))
        let error = try repository.failure(ref: prefix)
        #expect(error.code == .ambiguousRef)
        #expect(error.message.contains("`\(prefix)`"))
    }

    @Test(arguments: ["HEAD", "v1.2"]) func treesAndBlobsAreNotCommits(_ ref: String) throws {
        let tree = try repository.git("rev-parse", "\(ref)^{tree}")
        #expect(try repository.failure(ref: tree).message == "`\(tree)` is a tree, not a commit")
        let blob = String(try repository.git("rev-parse", "\(ref):a.yaml").prefix(10))
        #expect(try repository.failure(ref: blob).code == .notACommit)
        try repository.git("tag", "--annotate", "of-a-tree", tree, "--message", "x")
        let error = try repository.failure(ref: "of-a-tree")
        #expect(error.code == .notACommit)
        #expect(error.message.contains("of-a-tree"))
    }

    @Test(arguments: [
        ("mian", "`main`"), ("v1.3", "`v1.2`"), ("x", "`origin/feature/x`"), ("Light", "`light`"),
        ("feature/x", "`origin/feature/x`"), ("quite-another", "branch -a"), ("bad", "branch -a"),
        ("0123456789012345678901234567890123456789", "branch -a"),
    ])
    func anUnknownRefSuggestsNearNames(_ ref: String, hint: String) throws {
        let error = try repository.failure(ref: ref)
        #expect(error.code == .unknownRef)
        #expect(error.message.contains("`\(ref)`"))
        #expect(error.hint.contains(hint))
    }

    @Test(arguments: ["HEAD~2", "HEAD~999999999", "main^2", "main^^^"]) func tooFarBackIsUnknown(_ ref: String) throws {
        #expect(try repository.failure(ref: ref).code == .unknownRef)
    }

    @Test(arguments: [
        "", " ", "HEAD:a.yaml", ":a.yaml", ":/one", "HEAD..main", "main...HEAD", "HEAD^{/one}", "HEAD^{tree}",
        "main@{0}", "@{-1}", "^main", "~1", "HEAD^@", "HEAD^!", "HEAD^-", "HEAD~99999999999999999999", "-x", "a\u{0}b",
        "main\n", "*",
    ])
    func anythingThatIsNotOneCommitIsRefused(_ ref: String) throws {
        #expect(try repository.failure(ref: ref).code == .invalidRef)
    }

    @Test(arguments: ["a.lock", ".hidden", "a//b", "ü", "a/", "HEAD/x", "config", "FETCH_HEAD", "a@b"])
    func anOddNameIsOnlyUnknown(_ ref: String) throws {
        #expect(try repository.failure(ref: ref).code == .unknownRef)
    }

    @Test(arguments: ["HEAD", "main", "v1"]) func aRepositoryWithoutCommitsSaysSo(_ ref: String) throws {
        for bare in [false, true] {
            let error = try TemporaryRepository(bare: bare).failure(ref: ref)
            #expect(error.code == .emptyRepository)
            #expect(error.message.contains("no commits yet"))
        }
    }

    @Test func aBranchWithoutCommitsSaysSo() throws {
        try repository.git("checkout", "--quiet", "--orphan", "fresh")
        let error = try repository.failure()
        #expect(error.code == .unknownRef)
        #expect(error.message.contains("`fresh`, has no commits yet"))
        #expect(error.hint.contains("`main`"))
    }

    @Test func aBranchWhoseCommitIsGoneIsUnreadable() throws {
        try repository.write(".git/refs/heads/broken", "0123456789012345678901234567890123456789\n")
        #expect(try repository.failure(ref: "broken").code == .unreadable)
    }
}
