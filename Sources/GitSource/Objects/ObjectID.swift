internal import Text

/// The id of an object: the SHA-1 of what it is and holds.
struct ObjectID: Hashable, Sendable {
    private let words: SIMD4<UInt64>

    /// From 20 bytes; nil for any other number of them.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count == Self.byteCount else { return nil }
        words = SIMD4(
            UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
            UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
            UInt64(UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt32.self))), 0)
    }

    /// From 20 bytes; nil for any other number of them.
    init?(_ bytes: ArraySlice<UInt8>) {
        guard let id = bytes.withUnsafeBytes({ ObjectID($0) }) else { return nil }
        self = id
    }

    /// From 40 hexadecimal digits.
    init?(hexadecimal digits: some Sequence<UInt8>) {
        var bytes: [UInt8] = []
        var high: UInt8?
        for digit in digits {
            guard let value = Hexadecimal.value(digit) else { return nil }
            if let first = high {
                bytes.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        guard high == nil else { return nil }
        self.init(bytes[...])
    }

    static let byteCount = 20

    var firstByte: UInt8 { UInt8(truncatingIfNeeded: words[0] >> 56) }

    var bytes: [UInt8] {
        (0..<Self.byteCount).map { index in
            let isLast = index / 8 == 2
            return UInt8(truncatingIfNeeded: words[index / 8] >> UInt64(((isLast ? 3 : 7) - index % 8) * 8))
        }
    }

    /// In lower case, all 40 digits.
    var hexadecimal: String { Hexadecimal.text(bytes) }
}
