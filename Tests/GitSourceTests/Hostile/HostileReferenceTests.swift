import Foundation
import TestSupport
import Testing

@testable import GitSource

#if canImport(Glibc)
    import Glibc
#endif

/// References that lead in circles, out of the repository or to something else than they say.
@Suite struct HostileReferenceTests {
    private let repository: TemporaryRepository
    private let first, second: String

    init() throws {
        repository = try TemporaryRepository()
        try repository.write("a.yaml", "1")
        first = try repository.commit("one")
        try repository.write("a.yaml", "2")
        second = try repository.commit("two")
    }

    private func expectRefusal(
        _ ref: String = "HEAD", child: GitChild = .probe(), sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let error = try repository.damage(ref: ref, child: child, sourceLocation: sourceLocation)
        #expect(!error.hint.isEmpty, sourceLocation: sourceLocation)
        #expect(!error.description.contains("root:"), "\(error)", sourceLocation: sourceLocation)
    }

    @Test(arguments: ["HEAD", "loop", "refs/heads/loop", "loop~1", "turn"])
    func symbolicReferencesInACircleAreRefused(_ ref: String) throws {
        try repository.write(".git/refs/heads/loop", "ref: refs/heads/turn\n")
        try repository.write(".git/refs/heads/turn", "ref: refs/heads/loop\n")
        if ref == "HEAD" { try repository.write(".git/HEAD", "ref: refs/heads/loop\n") }
        try expectRefusal(ref)
        if ref != "HEAD" { #expect(try repository.request().revision(by: .probe()).oid == second) }
    }

    @Test func aLongChainOfSymbolicReferencesIsRefused() throws {
        for number in 0..<100 {
            try repository.write(".git/refs/heads/x\(number)", "ref: refs/heads/x\(number + 1)\n")
        }
        try repository.write(".git/refs/heads/x100", "\(first)\n")
        try expectRefusal("x0")
        #expect(try repository.request(ref: "x98").revision(by: .probe()).oid == first)
    }

    @Test(arguments: [
        "", "\n", "ref: ", "ref: \n", "ref: refs/heads/\n", "ref: ../../../../etc/passwd\n", "ref: /etc/passwd\n",
        "ref: refs/heads/../../config\n", "ref: config\n", "ref: HEAD\n",
        "0123456789012345678901234567890123456789\n", "0123\n", "x", "ref: refs/heads/a b\n",
        "ref: refs/heads/\u{1B}[2J\n",
    ])
    func aHEADThatSaysSomethingElseIsRefused(_ text: String) throws {
        try repository.write(".git/HEAD", text)
        try expectRefusal()
    }

    @Test(arguments: ["HEAD", "refs/heads/main"]) func aDirectoryInPlaceOfAReferenceIsRefused(_ file: String) throws {
        let path = "\(repository.path)/.git/\(file)"
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        try expectRefusal(file)
    }

    /// What another file holds is never repeated, no matter who can read it.
    @Test(
        arguments: ["HEAD", "refs/heads/main", "packed-refs", "config", "objects", "refs", "index"],
        ["/etc/passwd", "/dev/zero", "/proc/self/environ", "/proc/self/fd/0", "self", "/nowhere"])
    func aLinkOutOfTheRepositoryTellsNothing(_ file: String, target: String) throws {
        let path = "\(repository.path)/.git/\(file)"
        try? FileManager.default.removeItem(atPath: path)
        let destination = target == "self" ? path : target
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: destination)
        do throws(GitSourceError) {
            let snapshot = try repository.request().snapshot(by: .probe(silence: .seconds(2)))
            #expect(snapshot.revision.oid == second && snapshot.files.map(\.bytes) == [[50]])
            #expect(!snapshot.warnings.joined().contains("root:"))
        } catch {
            #expect(!error.hint.isEmpty && !error.description.contains("root:"), "\(error)")
            #expect(!error.description.contains("PATH="), "\(error)")
        }
    }

    @Test(arguments: [
        "x", "# pack-refs with: peeled fully-peeled sorted \n\u{0}\u{0}\u{0}\n",
        "^\(String(repeating: "1", count: 40))\n",
        "\(String(repeating: "g", count: 40)) refs/heads/main\n", "\(String(repeating: "1", count: 40)) \n",
        "\(String(repeating: "1", count: 40)) refs/heads/main",
        "\(String(repeating: "1", count: 39)) refs/heads/main\n",
        "\(String(repeating: "1", count: 40))\trefs/heads/main\n", "\n\n\n", "# pack-refs with: sorted \n^\n",
    ])
    func packedReferencesThatAreNoneAreRefused(_ text: String) throws {
        try repository.git("pack-refs", "--all")
        try repository.write(".git/packed-refs", text)
        try expectRefusal()
    }

    @Test func packedReferencesThatAreNotSortedAsTheySayAreRightOrUnknown() throws {
        let rows = (0..<200).map { "\(first) refs/heads/b\($0 * 7 % 200)\n" }
        try repository.git("pack-refs", "--all")
        try repository.write(
            ".git/packed-refs", "# pack-refs with: peeled fully-peeled sorted \n" + rows.reversed().joined())
        for number in 0..<10 {
            do throws(GitSourceError) {
                #expect(try repository.request(ref: "b\(number)").revision(by: .probe()).oid == first)
            } catch {
                #expect(error.code == .unknownRef, "\(error)")
            }
        }
    }

    /// `packed-refs` can name another commit for a tag than the tag's own object does.
    @Test func whatATagIsSaidToStandForIsNotBelieved() throws {
        try repository.git("tag", "--annotate", "v1", first, "--message", "x")
        try repository.git("pack-refs", "--all")
        try repository.replace("\(repository.path)/.git/packed-refs") { bytes in
            bytes = Array(
                String(decoding: bytes, as: UTF8.self).replacingOccurrences(of: "^\(first)", with: "^\(second)").utf8)
        }
        #expect(try repository.request(ref: "v1").snapshot(by: .probe()).revision.oid == first)
    }

    /// git shows the replacement; what was reviewed and signed is the commit itself.
    @Test(arguments: ["loose", "packed"]) func replacementsAreNotFollowed(_ how: String) throws {
        let (blob, other) = try (
            repository.git("rev-parse", "\(second):a.yaml"), repository.git("rev-parse", "\(first):a.yaml")
        )
        try repository.git("replace", second, first)
        try repository.git("replace", blob, other)
        if how == "packed" {
            try repository.git("pack-refs", "--all")
            try repository.git("repack", "-a", "-d", "--quiet")
        }
        #expect(try repository.show("a.yaml") == [49])
        let snapshot = try repository.request().snapshot(by: .probe())
        #expect(snapshot.revision.oid == second && snapshot.files.map(\.bytes) == [[50]])
        #expect(snapshot.commit.subject == "two")
    }

    @Test func graftsAreNotFollowed() throws {
        try repository.git("checkout", "--quiet", "--orphan", "other")
        let other = try repository.commit("other")
        try repository.write(".git/info/grafts", "\(second) \(other)\n")
        #expect(try repository.request(ref: "main~1").revision(by: .probe()).oid == first)
    }

    /// Tags in a circle cannot have their own ids: to make them one has to write objects that lie.
    @Test(arguments: [1, 2, 3]) func tagsInACircleAreRefused(_ count: Int) throws {
        let ids = (0..<count).map { String(repeating: "\($0)a", count: 20) }
        for (index, id) in ids.enumerated() {
            let next = ids[(index + 1) % count]
            try repository.plant(.tag, Array("object \(next)\ntype tag\ntag v\n\n".utf8), as: id)
        }
        try repository.write(".git/refs/tags/circle", "\(ids[0])\n")
        #expect(try repository.damage(ref: "circle").code == .damaged)
    }

    @Test(arguments: ["HEAD", "HEAD^{tree}", "HEAD:a.yaml", "v1"], [true, false])
    func anObjectThatIsMissingIsNamedWithWhatItIsNeededFor(_ object: String, isPacked: Bool) throws {
        try repository.git("tag", "--annotate", "v1", "--message", "x")
        let id = try repository.git("rev-parse", object)
        if isPacked {
            let all = try repository.git("rev-list", "--objects", "--all").split(separator: "\n").map { $0.prefix(40) }
            let kept = (all + [Substring(try repository.git("rev-parse", "v1"))]).filter { $0 != id }
            let name = try repository.output(
                of: ["pack-objects", "--quiet", "\(repository.path)/.git/objects/pack/pack"],
                input: kept.joined(separator: "\n") + "\n")
            #expect(name.count == 41)
            try repository.git("prune-packed")
        }
        try? FileManager.default.removeItem(atPath: repository.loose(object))
        let error = try repository.damage(ref: "v1")
        #expect(error.hint.contains("fsck") || error.code == .unknownRef, "\(error)")
        #expect(error.message.contains("v1") || error.message.contains("main"), "\(error)")
    }
}
