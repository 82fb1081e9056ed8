extension JSONScanner {
    /// Reads the string that comes next.
    mutating func text() throws(JSONProblem) -> JSONStringContent {
        guard try next() == UInt8(ascii: "\"") else { throw .malformed }
        index += 1
        let start = index
        var hasEscapes = false
        while true {
            skipPlainCharacters()
            guard index < bytes.count else { throw .malformed }
            switch bytes[index] {
            case UInt8(ascii: "\""):
                let content = UnsafeBufferPointer(rebasing: bytes[start..<index])
                index += 1
                return JSONStringContent(bytes: content, hasEscapes: hasEscapes)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                try skipEscape()
            // A control character, which has to be escaped.
            default: throw .malformed
            }
        }
    }

    /// Reads the number that comes next: its spelling.
    mutating func number() throws(JSONProblem) -> UnsafeBufferPointer<UInt8> {
        let start = index
        _ = skip(UInt8(ascii: "-"))
        if !skip(UInt8(ascii: "0")) { try skipDigits() }
        if skip(UInt8(ascii: ".")) { try skipDigits() }
        if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
            if !skip(UInt8(ascii: "+")) { _ = skip(UInt8(ascii: "-")) }
            try skipDigits()
        }
        return UnsafeBufferPointer(rebasing: bytes[start..<index])
    }

    /// Goes to the next quote, backslash or control character, eight bytes at a time.
    private mutating func skipPlainCharacters() {
        let (ones, highs) = (0x0101_0101_0101_0101 as UInt64, 0x8080_8080_8080_8080 as UInt64)
        while index + 8 <= bytes.count {
            let word = UInt64(
                littleEndian: UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: index, as: UInt64.self))
            // A subtraction sets the high bit of each byte that was smaller, and perhaps, by its borrow, of bytes after it: so
            // the first is always right.
            let quotes = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
            let backslashes = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
            let found =
                ((quotes &- ones) & ~quotes | (backslashes &- ones) & ~backslashes | (word &- ones &* 0x20) & ~word)
                & highs
            guard found == 0 else {
                index += found.trailingZeroBitCount / 8
                return
            }
            index += 8
        }
        while index < bytes.count {
            let byte = bytes[index]
            guard byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else { return }
            index += 1
        }
    }

    private mutating func skipEscape() throws(JSONProblem) {
        guard index + 1 < bytes.count else { throw .malformed }
        switch bytes[index + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            index += 2
        case UInt8(ascii: "u"):
            guard index + 6 <= bytes.count, JSONStringContent.hexadecimal(bytes, index + 2) != nil else {
                throw .malformed
            }
            index += 6
        default: throw .malformed
        }
    }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    /// At least one.
    private mutating func skipDigits() throws(JSONProblem) {
        let start = index
        while index < bytes.count, (0x30...0x39).contains(bytes[index]) { index += 1 }
        guard index > start else { throw .malformed }
    }
}
