import Foundation
import TestSupport
import Testing

@testable import GitSource

/// Objects that are not what their ids say: neither hang nor crash the reader, nor believed.
@Suite struct DamagedObjectTests {
    private let repository: TemporaryRepository

    init() throws {
        repository = try TemporaryRepository()
        try repository.write("fleets/a.yaml", "a")
        try repository.write("fleets/b.yaml", String(repeating: "b", count: 200_000))
        try repository.commit("one")
        try repository.git("tag", "--annotate", "v1", "--message", "release")
    }

    private static let objects = [
        "HEAD", "HEAD^{tree}", "HEAD:fleets", "HEAD:fleets/a.yaml", "HEAD:fleets/b.yaml", "v1",
    ]

    private func expectDamage(_ ref: String = "HEAD", _ what: String = "", child: GitChild = .probe()) throws {
        let error = try repository.damage(ref: ref, child: child)
        #expect(error.code == .damaged, "\(error)")
        #expect(error.message.contains(repository.path), "\(error)")
        #expect(what.isEmpty || error.message.contains(what), "\(error)")
        #expect(error.hint.contains("git -C \(repository.path) fsck"), "\(error)")
    }

    @Test(arguments: objects, [0.0, 0.5]) func aLooseObjectThatWasCutShortIsDamaged(
        _ object: String, part: Double
    ) throws {
        try repository.replace(repository.loose(object)) { $0 = Array($0.prefix(Int(Double($0.count) * part))) }
        try expectDamage("v1", "is cut short")
    }

    @Test(arguments: objects, [1, 16, 100_000]) func aLooseObjectThatIsLongerThanItsHeaderSaysIsDamaged(
        _ object: String, extra: Int
    ) throws {
        let kind = try repository.git("cat-file", "-t", object)
        let bytes = try repository.output(of: ["cat-file", kind, object])
        let id = try repository.git("rev-parse", object)
        try repository.plant(
            try #require([ObjectKind.commit, .tree, .blob, .tag].first { $0.name == kind }),
            bytes + [UInt8](repeating: 65, count: extra), as: id, size: bytes.count)
        try expectDamage("v1", "is longer than its header says")
    }

    @Test(arguments: objects) func aLooseObjectWithAnotherContentIsDamaged(_ object: String) throws {
        let kind = try repository.git("cat-file", "-t", object)
        var bytes = try repository.output(of: ["cat-file", kind, object])
        bytes[bytes.count - 1] ^= 1
        try repository.plant(
            try #require([ObjectKind.commit, .tree, .blob, .tag].first { $0.name == kind }), bytes,
            as: repository.git("rev-parse", object))
        try expectDamage("v1")
    }

    /// libgit2 believes it in the child, and the parent finds out.
    @Test(arguments: ["HEAD:fleets/a.yaml", "HEAD:fleets/b.yaml"], [true, false])
    func aPackedFileWithAnotherContentIsDamaged(_ file: String, inChild: Bool) throws {
        var bytes = try repository.output(of: ["cat-file", "blob", file])
        bytes[bytes.count - 1] ^= 1
        try repository.plant(.blob, bytes, as: repository.git("rev-parse", file))
        try repository.git("repack", "-a", "-d", "--quiet")
        #expect(try repository.git("count-objects").hasPrefix("0 objects"))
        let error = #expect(throws: GitSourceError.self) {
            try repository.request().snapshot(by: inChild ? .probe() : nil)
        }
        #expect(error?.code == (inChild ? .damaged : .unreadable), "\(String(describing: error))")
    }

    @Test(arguments: ["HEAD", "HEAD^{tree}", "HEAD:fleets/a.yaml"]) func aLooseObjectOfAnotherKindIsDamaged(
        _ object: String
    ) throws {
        try repository.plant(.tag, Array("x".utf8), as: repository.git("rev-parse", object))
        try expectDamage()
    }

    @Test func somethingBehindALooseObjectIsDamage() throws {
        try repository.replace(repository.loose("HEAD:fleets/a.yaml")) { $0.append(0) }
        try expectDamage("HEAD", "behind its content")
    }

    @Test(arguments: ["", "x", "blob", "blob 1", "blob -1\0x", "blob 99999999999999999999\0x", "blog 1\0x"])
    func aLooseObjectThatDoesNotBeginAsOneIsDamaged(_ beginning: String) throws {
        let file = try repository.loose("HEAD:fleets/a.yaml")
        try repository.plant(.blob, [], as: repository.git("rev-parse", "HEAD:fleets/a.yaml"))
        try repository.replace(file) { $0 = Array("no zlib stream: \(beginning)".utf8) }
        try expectDamage()
    }

    @Test func aDamagedObjectThatIsBorrowedIsDamage() throws {
        let borrower = "\(repository.directory)/borrower"
        try repository.git("clone", "--quiet", "--shared", repository.path, borrower)
        try repository.replace(repository.loose("HEAD:fleets/a.yaml")) { $0 = Array($0.prefix(5)) }
        let request = GitRequest(
            repository: borrower, workingDirectory: "/", ref: "HEAD", paths: [], suffixes: [".yaml"])
        let error = #expect(throws: GitSourceError.self) { try request.snapshot(by: .probe()) }
        #expect(error?.code == .damaged)
        #expect(error?.message.contains("\(repository.path)/.git/objects") == true)
        #expect(error?.hint.contains("git -C \(borrower) fsck") == true)
    }

    @Test(arguments: ["", "\0\u{1}", ".", "/nowhere", "../objects\n../objects/"])
    func oddAlternatesLeaveWhatIsThereReadable(_ text: String) throws {
        try repository.write(".git/objects/info/alternates", text)
        #expect(try repository.request().snapshot(by: .probe()).paths == ["fleets/a.yaml", "fleets/b.yaml"])
    }

    /// Each byte in turn would take long: these are spread over the whole file, ends included.
    @Test(arguments: ["pack", "idx", "multi-pack-index"], 0..<8)
    func aFlippedByteInAPackIsNeverBelieved(_ file: String, place: Int) throws {
        let sound = try repository.request().snapshot(by: .probe())
        try repository.git("repack", "-a", "-d", "--quiet")
        try repository.git("multi-pack-index", "write")
        let folder = "\(repository.path)/.git/objects/pack"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        let name = try #require(names.first { $0 == file || $0.hasSuffix(".\(file)") })
        try repository.replace("\(folder)/\(name)") { $0[($0.count - 1) * place / 7] ^= 0x41 }
        do throws(GitSourceError) {
            let snapshot = try repository.request().snapshot(by: .probe(silence: .seconds(5)))
            #expect(snapshot.files == sound.files && snapshot.commit == sound.commit)
        } catch {
            #expect(error.hint.contains("fsck") || error.code == .unknownRef, "\(error)")
        }
    }

    /// git itself says the same: without a HEAD that is a file it is no repository.
    @Test func aNamedPipeInPlaceOfHEADIsNoRepository() throws {
        let path = "\(repository.path)/.git/HEAD"
        try FileManager.default.removeItem(atPath: path)
        #expect(mkfifo(path, 0o600) == 0)
        #expect(try repository.damage().code == .notARepository)
    }

    @Test(arguments: ["config", "packed-refs", "objects/info/alternates", "refs/heads/main"])
    func aNamedPipeInPlaceOfAFileOfGitsDoesNotHang(_ file: String) throws {
        try repository.git("pack-refs", "--all")
        let path = "\(repository.path)/.git/\(file)"
        try? FileManager.default.removeItem(atPath: path)
        #expect(mkfifo(path, 0o600) == 0)
        try expectDamage("HEAD", "for 0.5 s", child: .probe(silence: .milliseconds(500)))
    }

    @Test func aNamedPipeInPlaceOfALooseObjectIsDamage() throws {
        let path = try repository.loose("HEAD:fleets/a.yaml")
        try FileManager.default.removeItem(atPath: path)
        #expect(mkfifo(path, 0o600) == 0)
        try expectDamage("HEAD", "is not a regular file")
    }

    @Test func aPathWithASpaceIsQuotedForTheShell() throws {
        let clone = "\(repository.directory)/it's a clone"
        try repository.git("clone", "--quiet", "--no-hardlinks", repository.path, clone)
        let id = try repository.git("rev-parse", "HEAD")
        try repository.replace("\(clone)/.git/objects/\(id.prefix(2))/\(id.dropFirst(2))") { $0 = [] }
        let request = GitRequest(repository: clone, workingDirectory: "/", ref: "HEAD", paths: [], suffixes: [".yaml"])
        let error = #expect(throws: GitSourceError.self) { try request.snapshot(by: .probe()) }
        #expect(error?.hint.contains("git -C '\(repository.directory)/it'\\''s a clone' fsck") == true)
    }
}
