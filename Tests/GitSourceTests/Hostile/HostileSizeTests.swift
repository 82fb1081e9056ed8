import Foundation
import TestSupport
import Testing

@testable import GitSource

/// Repositories that are small on disk, and endless to those who believe them: each is an error, with little memory.
@Suite(.timeLimit(.minutes(10))) struct HostileSizeTests {
    private let repository: TemporaryRepository
    private static let tenGibibytes = 10 << 30

    init() throws {
        repository = try TemporaryRepository()
        try repository.write("a.yaml", "a")
        try repository.commit("one")
    }

    /// Where the bomb is and what its header says.
    enum Place: CaseIterable {
        case loose, packed
        /// A delta whose instructions are the bomb.
        case delta
    }

    @Test(arguments: Place.allCases, [tenGibibytes, 1, 16 << 20])
    func aFileOfTenGibibytesIsRefusedWhateverItsHeaderSays(_ place: Place, size: Int) throws {
        let id = String(repeating: "ab", count: 20)
        try plantBomb("blob", as: id, place, size: size)
        let tree = try repository.plant(.tree, TemporaryRepository.entry(Array("big.yaml".utf8), id))
        let reading = try MeasuredReading(repository.path, ref: repository.plantCommit(tree: tree))
        try expectRefusal(reading, isHonest: size == Self.tenGibibytes && place != .delta)
        #expect(reading.message?.contains("`big.yaml`") == true, "\(reading)")
    }

    @Test(arguments: [Place.loose, .packed], [tenGibibytes, 300, 1 << 20])
    func aCommitOrATagOfTenGibibytesIsRefused(_ place: Place, size: Int) throws {
        let id = String(repeating: "ab", count: 20)
        for kind in ["commit", "tag"] {
            try plantBomb(kind, as: id, place, size: size)
            try expectRefusal(try MeasuredReading(repository.path, ref: id), isHonest: size == Self.tenGibibytes)
        }
    }

    @Test(arguments: [Place.loose, .packed], [tenGibibytes, 300, 16 << 20])
    func aDirectoryOfTenGibibytesIsRefused(_ place: Place, size: Int) throws {
        let id = String(repeating: "ab", count: 20)
        try plantBomb("tree", as: id, place, size: size)
        let reading = try MeasuredReading(repository.path, ref: repository.plantCommit(tree: id))
        try expectRefusal(reading, isHonest: size == Self.tenGibibytes)
    }

    @Test func aFileThatADeltaMakesTenGibibytesLongIsRefused() throws {
        let base = try repository.git("rev-parse", "HEAD:a.yaml")
        let id = String(repeating: "ab", count: 20)
        for (result, isHonest) in [(Self.tenGibibytes, true), (1, false), (16 << 20, false)] {
            var pack = HandmadePack(count: 2)
            let start = pack.offset
            pack.add(try #require(ObjectID(hexadecimal: base.utf8)), .blob, size: 1, compressed: zlib(Array("a".utf8)))
            // Copies the one byte that there is, again and again.
            let delta = HandmadePack.delta(
                base: 1, result: result, Array(repeating: [0x90, 1], count: 1000).flatMap { $0 })
            pack.add(
                try #require(ObjectID(hexadecimal: id.utf8)), .offsetDelta, size: delta.count,
                base: HandmadePack.distance(pack.offset - start), compressed: zlib(delta))
            try pack.write(into: repository)
            let tree = try repository.plant(.tree, TemporaryRepository.entry(Array("big.yaml".utf8), id))
            let reading = try MeasuredReading(repository.path, ref: repository.plantCommit(tree: tree))
            try expectRefusal(reading, isHonest: isHonest)
        }
    }

    @Test func aDirectoryWithAMillionEntriesIsRefused() throws {
        let blob = try repository.git("rev-parse", "HEAD:a.yaml")
        let rows = (0..<1_000_000).map { "100644 blob \(blob)\tfile-\($0).yaml\n" }.joined()
        let tree = String(decoding: try repository.output(of: ["mktree"], input: rows).prefix(40), as: UTF8.self)
        let reading = try MeasuredReading(repository.path, ref: repository.plantCommit(tree: tree))
        #expect(reading.code == "too large", "\(reading)")
        #expect(reading.message?.contains("a tree may have 16777216") == true, "\(reading)")
        #expect(reading.fits(parent: 128, child: 128), "\(reading)")
    }

    /// The limit counts what stands in all directories, the same one twice too; here a smaller one, which is met sooner.
    @Test func moreEntriesThanTheLimitInSeveralDirectoriesAreRefused() throws {
        let blob = try repository.git("rev-parse", "HEAD:a.yaml")
        let rows = (0..<1000).map { "100644 blob \(blob)\tfile-\($0).txt\n" }.joined()
        let leaf = String(decoding: try repository.output(of: ["mktree"], input: rows).prefix(40), as: UTF8.self)
        let names = (0..<20).map { "040000 tree \(leaf)\td\($0)\n" }.joined()
        let root = String(decoding: try repository.output(of: ["mktree"], input: names).prefix(40), as: UTF8.self)
        #expect(GitReader.Limits().entries == 1_000_000)
        let request = try repository.request(ref: repository.plantCommit(tree: root), limits: .init(entries: 10_000))
        let error = #expect(throws: GitSourceError.self) { try request.snapshot(by: .probe()) }
        #expect(error?.code == .tooLarge && error?.message.contains("more than 10000 entries") == true)
    }

    /// The content arrives once; that it counts each time is known before it is read again.
    @Test func aFileThatStandsInManyDirectoriesCountsEachTime() throws {
        try repository.write("big.yaml", String(repeating: "a", count: 16 << 20))
        try repository.commit("big")
        let blob = try repository.git("rev-parse", "HEAD:big.yaml")
        let rows = (0..<33).map { "100644 blob \(blob)\tbig-\($0).yaml\n" }.joined()
        let tree = String(decoding: try repository.output(of: ["mktree"], input: rows).prefix(40), as: UTF8.self)
        let reading = try MeasuredReading(repository.path, ref: repository.plantCommit(tree: tree))
        #expect(reading.code == "too large", "\(reading)")
        #expect(reading.message?.contains("536870912 bytes together") == true, "\(reading)")
        #expect(reading.fits(parent: 256, child: 768), "\(reading)")
    }

    private func plantBomb(_ kind: String, as id: String, _ place: Place, size: Int) throws {
        let object = try #require(ObjectID(hexadecimal: id.utf8))
        guard place == .loose else {
            var pack = HandmadePack(count: 2)
            let start = pack.offset
            let base = try #require(GitObject(kind: .blob, bytes: [98]).id)
            pack.add(base, .blob, size: 1, compressed: zlib([98]))
            let number = ["commit": HandmadePack.Kind.commit, "tree": .tree, "blob": .blob, "tag": .tag][kind]
            let isDelta = place == .delta
            // A delta begins with two lengths: that of the base, which is 1, and that of the result.
            let stream = Bomb.stream(isDelta ? [1, 1] : [], zeros: Self.tenGibibytes)
            pack.add(
                object, isDelta ? .offsetDelta : try #require(number), size: size,
                base: isDelta ? HandmadePack.distance(pack.offset - start) : [], compressed: stream)
            return try pack.write(into: repository)
        }
        let file = URL(filePath: "\(repository.path)/.git/objects/\(id.prefix(2))/\(id.dropFirst(2))")
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(Bomb.stream(Array("\(kind) \(size)\0".utf8), zeros: Self.tenGibibytes)).write(to: file)
    }

    private func expectRefusal(_ reading: MeasuredReading, isHonest: Bool) throws {
        #expect(["too large", "damaged", "unreadable"].contains(reading.code), "\(reading)")
        if isHonest { #expect(reading.code == "too large", "\(reading)") }
        #expect(reading.hint?.isEmpty == false)
        #expect(reading.fits(parent: 128, child: 160), "\(reading)")
    }
}
