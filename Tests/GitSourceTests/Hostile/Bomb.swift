/// A zlib stream that inflates to very much.
enum Bomb {
    /// What is written first, then zeros: 1032 bytes of them for each byte of the stream. The checksum behind them is
    /// left out, which no reader comes to see.
    static func stream(_ beginning: [UInt8], zeros: Int) -> [UInt8] {
        // A stored block, for what has to be there literally; matches need a byte before them.
        let stored = beginning + [0]
        let length = UInt16(stored.count)
        var bytes: [UInt8] = [0x78, 0x01, 0x00]
        for word in [length, ~length] { bytes += [UInt8(word & 255), UInt8(word >> 8)] }
        return bytes + stored + block + [UInt8](repeating: 0, count: zeros / 1032)
    }

    /// The head of a block with a code of its own: in the code for lengths 258 is the bit 0, and so is "one byte back"
    /// in that for distances. Four such matches make a byte of zeros. RFC 1951, 3.2.7.
    private static let block: [UInt8] = {
        var bits: [Bool] = []
        func put(_ value: Int, _ count: Int) { for bit in 0..<count { bits.append(value >> bit & 1 == 1) } }
        put(0, 1)  // not the last block
        put(2, 2)  // with codes of its own
        put(29, 5)  // 286 codes for literals and lengths
        put(0, 5)  // one for distances
        put(14, 4)  // 18 lengths of the code in which those are written
        // In the order 16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1: 18 is `0`, 1 is `10`, 2 is `11`.
        for length in [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 2] { put(length, 3) }
        func none(_ count: Int) {
            put(0, 1)
            put(count - 11, 7)
        }
        put(3, 2)  // the literal 0 has 2 bits
        none(138)
        none(117)
        put(3, 2)  // the end of the block, 2 bits
        none(28)
        put(1, 2)  // length 258, 1 bit
        put(1, 2)  // distance 1, 1 bit
        // The zeros go on where the head ends: the bits that fill up its last byte are matches too.
        while !bits.count.isMultiple(of: 8) { bits.append(false) }
        return stride(from: 0, to: bits.count, by: 8).map { start in
            (0..<8).reduce(UInt8(0)) { $0 | (bits[start + $1] ? 1 << UInt8($1) : 0) }
        }
    }()
}
