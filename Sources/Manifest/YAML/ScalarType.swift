/// What a plain scalar is by YAML 1.2's core schema.
enum ScalarType: Hashable {
    case null, boolean, integer, float, text

    init(plain bytes: ArraySlice<UInt8>) {
        guard let first = bytes.first else {
            self = .null
            return
        }
        switch first {
        case UInt8(ascii: "~"), UInt8(ascii: "n"), UInt8(ascii: "N"):
            let isNull = bytes.count == 1 ? first == UInt8(ascii: "~") : Self.is(bytes, "null", "Null", "NULL")
            self = isNull ? .null : .text
        case UInt8(ascii: "t"), UInt8(ascii: "T"), UInt8(ascii: "f"), UInt8(ascii: "F"):
            let isBoolean = Self.is(bytes, "true", "True", "TRUE") || Self.is(bytes, "false", "False", "FALSE")
            self = isBoolean ? .boolean : .text
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            self = ScalarType.number(bytes)
        default: self = .text
        }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> ScalarType {
        if bytes.first == UInt8(ascii: "0"), bytes.count > 1 {
            switch bytes[bytes.startIndex + 1] {
            case UInt8(ascii: "x"): return isAll(bytes.dropFirst(2), isHexDigit) ? .integer : .text
            case UInt8(ascii: "o"): return isAll(bytes.dropFirst(2)) { (0x30...0x37).contains($0) } ? .integer : .text
            default: break
            }
        }

        var rest = bytes
        if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        if rest.first == UInt8(ascii: "."),
            Self.is(rest, ".inf", ".Inf", ".INF") || Self.is(rest, ".nan", ".NaN", ".NAN")
        {
            return .float
        }

        let whole = rest.prefix(while: isDigit)
        rest = rest.dropFirst(whole.count)
        if rest.isEmpty { return whole.isEmpty ? .text : .integer }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            let fraction = rest.prefix(while: isDigit)
            if whole.isEmpty, fraction.isEmpty { return .text }
            rest = rest.dropFirst(fraction.count)
        } else if whole.isEmpty {
            return .text
        }
        guard let mark = rest.first else { return .float }
        guard mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") else { return .text }
        rest = rest.dropFirst()
        if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        return isAll(rest, isDigit) ? .float : .text
    }

    /// Whether the bytes are a word in one of its three spellings.
    private static func `is`(
        _ bytes: ArraySlice<UInt8>, _ lower: StaticString, _ capitalized: StaticString, _ upper: StaticString
    ) -> Bool {
        func equals(_ word: StaticString) -> Bool {
            bytes.elementsEqual(UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
        }
        guard bytes.count == lower.utf8CodeUnitCount else { return false }
        return equals(lower) || equals(capitalized) || equals(upper)
    }

    private static func isAll(_ bytes: ArraySlice<UInt8>, _ holds: (UInt8) -> Bool) -> Bool {
        !bytes.isEmpty && bytes.allSatisfy(holds)
    }
}

/// Whether a byte is an ASCII digit.
func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

private func isHexDigit(_ byte: UInt8) -> Bool {
    isDigit(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
}
