import Foundation
import TestSupport
import Testing

@testable import GitSource

/// Packs and what git keeps beside them, wrong in ways that a flipped bit does not bring about.
@Suite(.timeLimit(.minutes(10))) struct HostilePackTests {
    private let repository: TemporaryRepository
    private let sound: Snapshot
    private let packs: String

    init() throws {
        repository = try TemporaryRepository()
        for version in 1...3 {
            for file in ["a", "b"] {
                let lines = (0..<40).map { "\(file) \($0 == version ? "changed" : "line \($0 * 7919)")\n" }
                try repository.write("fleets/\(file).yaml", lines.joined())
            }
            try repository.commit("version \(version)")
        }
        sound = try repository.request().snapshot(by: nil)
        packs = "\(repository.path)/.git/objects/pack"
    }

    private func pack() throws {
        try repository.git("config", "pack.writeReverseIndex", "true")
        try repository.git("repack", "-a", "-d", "-b", "--quiet")
        try repository.git("multi-pack-index", "write", "--bitmap")
        try repository.git("commit-graph", "write", "--reachable", "--changed-paths")
    }

    private func file(_ suffix: String) throws -> String {
        let names = try FileManager.default.contentsOfDirectory(atPath: packs).sorted()
        return "\(packs)/\(try #require(names.first { $0.hasSuffix(suffix) }))"
    }

    /// The right answer or an error that says what to do.
    private func expectRightOrRefused(
        _ what: String, mustRead: Bool = false, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        do throws(GitSourceError) {
            let snapshot = try repository.request().snapshot(by: .probe(silence: .seconds(3)))
            #expect(
                snapshot.files == sound.files && snapshot.revision == sound.revision, sourceLocation: sourceLocation)
        } catch {
            #expect(!mustRead, "\(what): \(error)", sourceLocation: sourceLocation)
            #expect(!error.hint.isEmpty, "\(what): \(error)", sourceLocation: sourceLocation)
        }
    }

    @Test(arguments: [0, 1, 11, 12, 13, 100, -1, -20, -21, -200])
    func aPackThatIsCutShortIsNotBelieved(_ length: Int) throws {
        try pack()
        try FileManager.default.removeItem(atPath: "\(packs)/multi-pack-index")
        let whole = try Data(contentsOf: URL(filePath: file(".pack"))).count
        try repository.replace(file(".pack")) { $0 = Array($0.prefix(length < 0 ? whole + length : length)) }
        let error = try repository.damage(child: .probe(silence: .seconds(3)))
        #expect(["damaged", "unreadable"].contains(error.code.description), "\(error)")
        #expect(error.hint.contains("fsck"), "\(error)")
    }

    @Test(arguments: [".pack", ".idx"]) func aPackWithoutItsOtherHalfIsAnError(_ suffix: String) throws {
        try pack()
        try FileManager.default.removeItem(atPath: "\(packs)/multi-pack-index")
        try FileManager.default.removeItem(atPath: file(suffix))
        #expect(try repository.damage().hint.contains("fsck"))
    }

    /// What makes git faster is no source of truth: with any lie in it the answer is right, or there is none.
    @Test(
        arguments: [
            ("/multi-pack-index", false), (".idx", false), (".rev", true), (".bitmap", true), ("commit-graph", true),
            ("packs", true),
        ], Lie.allCases)
    func aFileThatOnlyMakesGitFasterIsNeverBelieved(_ file: (suffix: String, canBeIgnored: Bool), _ lie: Lie) throws {
        try pack()
        let path: String
        switch file.suffix {
        case "commit-graph", "packs": path = "\(repository.path)/.git/objects/info/\(file.suffix)"
        case "/multi-pack-index": path = "\(packs)/multi-pack-index"
        default: path = try self.file(file.suffix)
        }
        let other = try HostilePackTests()
        try other.repository.write("fleets/a.yaml", "another")
        try other.repository.commit("another")
        try other.pack()
        let name = URL(filePath: path).lastPathComponent
        let others = path.contains("/info/") ? "\(other.repository.path)/.git/objects/info/\(name)" : nil
        let foreign = try Data(
            contentsOf: URL(
                filePath: try others
                    ?? (name == "multi-pack-index" ? "\(other.packs)/\(name)" : other.file(file.suffix))))
        try repository.replace(path) { lie.apply(to: &$0, foreign: Array(foreign)) }
        try expectRightOrRefused("\(file.suffix) \(lie)", mustRead: file.canBeIgnored)
    }

    enum Lie: CaseIterable {
        case empty, ofAnotherRepository, half, zeros, ones, endless

        func apply(to bytes: inout [UInt8], foreign: [UInt8]) {
            switch self {
            case .empty: bytes = []
            case .ofAnotherRepository: bytes = foreign
            case .half: bytes = Array(bytes.prefix(bytes.count / 2))
            case .zeros: bytes = Array(bytes.prefix(8)) + [UInt8](repeating: 0, count: bytes.count - 8)
            case .ones: bytes = Array(bytes.prefix(8)) + [UInt8](repeating: 255, count: bytes.count - 8)
            case .endless: bytes += [UInt8](repeating: 7, count: 1 << 20)
            }
        }
    }

    /// Deltas that are made from themselves, from each other, and from what is not there.
    @Test(arguments: Knot.allCases) func deltasThatLeadNowhereHaveAnEnd(_ knot: Knot) throws {
        let (one, two) = (String(repeating: "ab", count: 20), String(repeating: "cd", count: 20))
        let ids = try [one, two].map { try #require(ObjectID(hexadecimal: $0.utf8)) }
        let delta = HandmadePack.delta(base: 1, result: 1, [0x90, 1])
        var pack = HandmadePack(count: 2)
        for (index, id) in ids.enumerated() {
            let base: [UInt8] =
                switch knot {
                case .itself: id.bytes
                case .eachOther: ids[1 - index].bytes
                case .nothing: [UInt8](repeating: 0x77, count: 20)
                case .beforeThePack: HandmadePack.distance(1 << 20)
                case .theHeader: HandmadePack.distance(pack.offset - 4)
                case .noDistance: [0]
                }
            pack.add(
                id, knot.isByID ? .idDelta : .offsetDelta, size: delta.count, base: base, compressed: zlib(delta))
        }
        try pack.write(into: repository)
        let tree = try repository.plant(.tree, TemporaryRepository.entry(Array("a.yaml".utf8), one))
        for ref in [try repository.plantCommit(tree: tree), one] {
            let error = try repository.damage(ref: ref, child: .probe(silence: .seconds(2), memoryBytes: 256 << 20))
            #expect(["damaged", "unreadable"].contains(error.code.description), "\(error)")
            #expect(error.hint.contains("fsck"), "\(error)")
        }
    }

    enum Knot: CaseIterable {
        case itself, eachOther, nothing, beforeThePack, theHeader, noDistance

        var isByID: Bool { [.itself, .eachOther, .nothing].contains(self) }
    }

    /// Each of many deltas copies 15 MiB: a file of a few KiB that keeps a processor busy for hours.
    @Test func aLongChainOfLargeDeltasHasAnEnd() throws {
        let size = 15 << 20
        let base = String(repeating: "00", count: 20)
        var pack = HandmadePack(count: 3001)
        var last = pack.offset
        pack.add(
            try #require(ObjectID(hexadecimal: base.utf8)), .blob, size: size,
            compressed: zlib([UInt8](repeating: 0, count: size)))
        // Copies of 64 KiB each, from the base's beginning.
        let delta = HandmadePack.delta(base: size, result: size, [UInt8](repeating: 0x80, count: size >> 16))
        let compressed = zlib(delta)
        var id = base
        for number in 1...3000 {
            id = String(repeating: "0", count: 36) + String(format: "%04x", number)
            let start = pack.offset
            pack.add(
                try #require(ObjectID(hexadecimal: id.utf8)), .offsetDelta, size: delta.count,
                base: HandmadePack.distance(start - last), compressed: compressed)
            last = start
        }
        try pack.write(into: repository)
        let tree = try repository.plant(.tree, TemporaryRepository.entry(Array("a.yaml".utf8), id))
        let ref = try repository.plantCommit(tree: tree)
        let error = try repository.damage(ref: ref, child: .probe(silence: .seconds(2), memoryBytes: 256 << 20))
        #expect(["damaged", "unreadable"].contains(error.code.description), "\(error)")
    }
}
