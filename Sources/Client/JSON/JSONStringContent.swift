import Text

/// A string of a JSON text as it stands there, between its quotes; good as long as the text is.
struct JSONStringContent {
    /// Its bytes; every escape in them is well-formed.
    let bytes: UnsafeBufferPointer<UInt8>
    /// Whether there is a backslash in it.
    let hasEscapes: Bool

    /// Whether it says exactly that.
    func equals(_ word: StaticString) -> Bool {
        guard !hasEscapes else { return string == word.description }
        guard bytes.count == word.utf8CodeUnitCount else { return false }
        return bytes.elementsEqual(UnsafeBufferPointer(start: word.utf8Start, count: bytes.count))
    }

    /// What it says; nil where half a surrogate pair is in it, which is no character.
    var string: String? {
        guard hasEscapes else { return String(decoding: bytes, as: UTF8.self) }
        var plain: [UInt8] = []
        plain.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "\\") else {
                plain.append(bytes[index])
                index += 1
                continue
            }
            guard let (scalar, end) = scalar(at: index) else { return nil }
            plain.append(contentsOf: Unicode.UTF8.encode(scalar) ?? Unicode.UTF8.encodedReplacementCharacter)
            index = end
        }
        return String(decoding: plain, as: UTF8.self)
    }

    /// The character that an escape stands for, and where the escape ends.
    private func scalar(at index: Int) -> (Unicode.Scalar, end: Int)? {
        switch bytes[index + 1] {
        case UInt8(ascii: "b"): return ("\u{08}", index + 2)
        case UInt8(ascii: "f"): return ("\u{0C}", index + 2)
        case UInt8(ascii: "n"): return ("\n", index + 2)
        case UInt8(ascii: "r"): return ("\r", index + 2)
        case UInt8(ascii: "t"): return ("\t", index + 2)
        case UInt8(ascii: "u"):
            guard let unit = Self.hexadecimal(bytes, index + 2) else { return nil }
            if let scalar = Unicode.Scalar(unit) { return (scalar, index + 6) }
            guard UTF16.isLeadSurrogate(unit), index + 12 <= bytes.count, bytes[index + 6] == UInt8(ascii: "\\"),
                bytes[index + 7] == UInt8(ascii: "u"), let second = Self.hexadecimal(bytes, index + 8),
                UTF16.isTrailSurrogate(second)
            else { return nil }
            let value = 0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
            return Unicode.Scalar(value).map { ($0, index + 12) }
        case let byte: return (Unicode.Scalar(byte), index + 2)
        }
    }

    /// Four hexadecimal digits; nil where there is anything else. There must be four bytes.
    static func hexadecimal(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> UInt16? {
        var value: UInt16 = 0
        for byte in bytes[start..<(start + 4)] {
            guard let digit = Hexadecimal.value(byte) else { return nil }
            value = value << 4 | UInt16(digit)
        }
        return value
    }
}
