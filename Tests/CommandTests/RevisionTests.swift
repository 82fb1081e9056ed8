import ArgumentParser
import Foundation
import GitSource
import Planning
import Reconciler
import TestSupport
import Testing

@testable import dbconverge

/// What the commands' `--repo` and `--ref` make of following a ref.
@Suite struct RevisionTests {
    let repository: TemporaryRepository
    let first: String

    init() throws {
        repository = try TemporaryRepository()
        try repository.write(
            "fleet.yaml",
            """
            apiVersion: dbconverge/v1
            kind: Fleet
            metadata: { name: orders }
            spec:
              region: cn-north-4
              projectID: 054e292c9880d4992f02c0196d3ea468
              kernelVersion: 2.0.75.260400
              instances: [{ id: a4c123b1612dd272d1371c17149d4395in07 }]

            """)
        first = try repository.commit("one")
        try repository.git("tag", "--annotate", "--message", "t", "released")
    }

    private func follower(of ref: String) async throws -> GitRevisionFollower? {
        let options = try SourceOptions.parse(["--repo", repository.path, "--ref", ref])
        return try await Manifests.read(options, try OutputOptions.parse([])).follower
    }

    @Test(arguments: ["HEAD", "main", "refs/heads/main", "@", "main~0"])
    func aBranchIsFollowedToItsNextCommitAndBack(ref: String) async throws {
        let follower = try #require(try await follower(of: ref))
        #expect(await follower.revisionState() == .current)
        let second = try repository.commit("two")
        guard case .moved(let to) = await follower.revisionState() else {
            Issue.record("it has moved")
            return
        }
        #expect(to.hasSuffix("@\(second.prefix(12))"), "\(to)")
        try repository.git("reset", "--quiet", "--hard", first)
        #expect(await follower.revisionState() == .current)
    }

    @Test func aTagThatIsMovedAndOneThatIsDeletedAreNoticed() async throws {
        let follower = try #require(try await follower(of: "released"))
        let second = try repository.commit("two")
        #expect(await follower.revisionState() == .current)
        try repository.git("tag", "--force", "released", second)
        #expect(await follower.revisionState() == .moved(to: "released@\(second.prefix(12))"))
        try repository.git("tag", "--delete", "released")
        guard case .unresolvable(let message) = await follower.revisionState() else {
            Issue.record("it is gone")
            return
        }
        #expect(message.contains("`released`"), "\(message)")
    }

    @Test func packedRefsAndAnotherBranchAtTheSameCommitAreNoMove() async throws {
        let follower = try #require(try await follower(of: "HEAD"))
        try repository.git("pack-refs", "--all")
        #expect(await follower.revisionState() == .current)
        try repository.git("checkout", "--quiet", "-b", "other")
        #expect(await follower.revisionState() == .current)
        let second = try repository.commit("two")
        #expect(await follower.revisionState() == .moved(to: "other@\(second.prefix(12))"))
    }

    @Test func aRepositoryThatGoesAwayIsNoMove() async throws {
        let follower = try #require(try await follower(of: "main"))
        try FileManager.default.removeItem(atPath: repository.path)
        guard case .unresolvable = await follower.revisionState() else {
            Issue.record("where it stands is unknown")
            return
        }
    }

    @Test func aFullIdAndARefWithItsIdArePinned() async throws {
        for ref in [first, first.uppercased(), "main@\(first)", "main@\(first.prefix(12))", "HEAD@\(first.prefix(20))"]
        {
            #expect(try await follower(of: ref) == nil, "\(ref)")
        }
    }

    @Test func aBranchThatIsCalledLikeARefWithItsIdIsFollowed() async throws {
        // There is no `release` for which it could pass.
        let name = "release@\(first.prefix(12))"
        try repository.git("branch", name)
        for ref in [name, "refs/heads/\(name)"] { #expect(try await follower(of: ref) != nil, "\(ref)") }
    }
}
