import Foundation
import TestSupport
import Testing

@testable import GitSource

/// A pack and its index, put together byte by byte as no git would.
struct HandmadePack {
    /// The numbers of what can be in a pack.
    enum Kind: UInt8 {
        case commit = 1, tree, blob, tag
        case offsetDelta = 6, idDelta
    }

    private var pack: [UInt8] = Array("PACK".utf8)
    private var places: [(id: ObjectID, offset: UInt32)] = []

    init(count: Int) { pack += Self.bigEndian(2) + Self.bigEndian(UInt32(count)) }

    /// Where the next object begins.
    var offset: Int { pack.count }

    /// Adds an object: what its header says, what stands between that and the content, and the content as it is compressed.
    mutating func add(_ id: ObjectID, _ kind: Kind, size: Int, base: [UInt8] = [], compressed: [UInt8]) {
        places.append((id, UInt32(pack.count)))
        var rest = size >> 4
        pack.append((rest > 0 ? 0x80 : 0) | kind.rawValue << 4 | UInt8(size & 15))
        while rest > 0 {
            pack.append((rest > 127 ? 0x80 : 0) | UInt8(rest & 127))
            rest >>= 7
        }
        pack += base + compressed
    }

    /// How far before it the base of an `offsetDelta` begins.
    static func distance(_ value: Int) -> [UInt8] {
        var bytes = [UInt8(value & 127)]
        var rest = value >> 7
        while rest > 0 {
            rest -= 1
            bytes.insert(0x80 | UInt8(rest & 127), at: 0)
            rest >>= 7
        }
        return bytes
    }

    /// A delta: how long the base and the result are said to be, and what makes the one of the other.
    static func delta(base: Int, result: Int, _ instructions: [UInt8]) -> [UInt8] {
        func length(_ value: Int) -> [UInt8] {
            value < 128 ? [UInt8(value)] : [0x80 | UInt8(value & 127)] + length(value >> 7)
        }
        return length(base) + length(result) + instructions
    }

    /// Writes both files among a repository's packs.
    func write(into repository: TemporaryRepository) throws {
        let stem = "\(repository.path)/.git/objects/pack/pack-\(String(repeating: "5a", count: 20))"
        let checksum = [UInt8](repeating: 0x5A, count: 20)
        try Data(pack + checksum).write(to: URL(filePath: "\(stem).pack"))
        let sorted = places.sorted { $0.id.bytes.lexicographicallyPrecedes($1.id.bytes) }
        var index: [UInt8] = [0xFF, 0x74, 0x4F, 0x63] + Self.bigEndian(2)
        for first in UInt8.min...UInt8.max {
            index += Self.bigEndian(UInt32(sorted.count(where: { $0.id.bytes[0] <= first })))
        }
        for place in sorted { index += place.id.bytes }
        index += [UInt8](repeating: 0, count: 4 * sorted.count)
        for place in sorted { index += Self.bigEndian(place.offset) }
        try Data(index + checksum + checksum).write(to: URL(filePath: "\(stem).idx"))
    }

    static func bigEndian(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }
}
