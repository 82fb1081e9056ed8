import Foundation
import TestSupport
import Testing

@testable import GitSource

/// How a commit stands to the one that was applied before it.
@Suite struct CommitRelationTests {
    private let repository: TemporaryRepository
    /// A line of three commits, and one beside it that was merged after the third.
    private let one, two, three, side, merged: String

    init() throws {
        repository = try TemporaryRepository()
        one = try repository.commit("one")
        two = try repository.commit("two")
        try repository.git("checkout", "--quiet", "-b", "side", one)
        side = try repository.commit("side")
        try repository.git("checkout", "--quiet", "main")
        three = try repository.commit("three")
        try repository.git("merge", "--quiet", "--no-ff", "--no-edit", "side")
        merged = try repository.git("rev-parse", "HEAD")
    }

    private func relation(
        _ commit: String, to earlier: String, in path: String? = nil, by child: GitChild? = .probe()
    ) throws -> CommitRelation {
        var request = GitRequest(repository: path ?? repository.path, workingDirectory: "/", ref: commit)
        request.earlier = earlier
        return try request.relation(by: child)
    }

    @Test(arguments: [true, false]) func whatFollowsWhatIsReadOffTheCommits(inChild: Bool) throws {
        let child = inChild ? GitChild.probe() : nil
        let cases: [(String, String, CommitRelation)] = [
            (two, two, .same), (two, one, .descendant), (three, one, .descendant), (merged, side, .descendant),
            (merged, one, .descendant), (one, three, .ancestor), (side, merged, .ancestor), (side, two, .unrelated),
            (two, String(repeating: "1", count: 40), .absent),
        ]
        for (commit, earlier, expected) in cases {
            #expect(try relation(commit, to: earlier, by: child) == expected, "\(commit) \(earlier)")
        }
    }

    @Test func packedCommitsAreReadToo() throws {
        try repository.git("gc", "--quiet")
        #expect(try relation(merged, to: one) == .descendant)
        #expect(try relation(one, to: merged) == .ancestor)
    }

    /// A force push to a commit that has no parent.
    @Test func anOrphanFollowsNothing() throws {
        try repository.git("checkout", "--quiet", "--orphan", "new")
        let orphan = try repository.commit("orphan")
        #expect(try relation(orphan, to: merged) == .unrelated)
        #expect(try relation(merged, to: orphan) == .unrelated)
    }

    @Test func aShallowCloneSaysWhatItHasAndNoMore() throws {
        let clone = "\(repository.directory)/clone"
        try repository.git("clone", "--quiet", "--depth=2", "--branch=main", "file://\(repository.path)", clone)
        #expect(try relation(merged, to: three, in: clone) == .descendant)
        #expect(try relation(merged, to: one, in: clone) == .cutOff)
        #expect(try relation(three, to: side, in: clone) == .cutOff)
    }

    @Test func aLongLineIsFollowedAndItsLimitKept() throws {
        var input = ""
        for number in 1...300 {
            input += """
                commit refs/heads/long
                committer Ada <ada@example.com> \(1_700_000_000 + number) +0000
                data 1
                x

                """
        }
        _ = try repository.output(of: ["fast-import", "--quiet"], input: input)
        let last = try repository.git("rev-parse", "long")
        let first = try repository.git("rev-parse", "long~299")
        #expect(try relation(last, to: first) == .descendant)
        let opened = try Repository.open(repository.path, workingDirectory: "/")
        let ids = try [last, first].map { try #require(ObjectID(hexadecimal: $0.utf8)) }
        var history = opened.history(try DiskObjects(opened))
        history.limit = 298
        #expect(try history.relation(of: ids[0], to: ids[1]).0 == .tooFar)
        history.limit = 299
        #expect(try history.relation(of: ids[0], to: ids[1]).0 == .descendant)
    }

    /// What a child says of the way is not believed without the commits on it.
    @Test func aChildThatOnlyClaimsIsNotBelieved() throws {
        let bytes = try repository.output(of: ["cat-file", "commit", merged])
        let refState = RefState(
            repository: repository.path, ref: merged, spelling: merged, name: merged,
            object: try #require(ObjectID(hexadecimal: merged.utf8)), checkedOut: nil)
        var answer = Data()
        for (kind, content) in [
            (FrameKind.commit, Data(bytes)), (.refState, try JSONEncoder().encode(refState)),
            (.relation, try JSONEncoder().encode(CommitRelation.descendant)),
        ] {
            answer.append(kind.rawValue)
            withUnsafeBytes(of: UInt64(content.count).littleEndian) { answer.append(contentsOf: $0) }
            answer.append(content)
        }
        let file = "\(repository.directory)/answer"
        try answer.write(to: URL(fileURLWithPath: file))
        let child = try repository.child("exec cat \(file)")
        let error = #expect(throws: GitSourceError.self) { try relation(merged, to: one, by: child) }
        #expect(error?.code == .damaged, "\(String(describing: error))")
        #expect(throws: GitSourceError.self) { try relation(merged, to: String(merged.reversed()), by: child) }
    }
}
