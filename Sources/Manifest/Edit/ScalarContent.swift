/// Finds the bytes of a scalar's text in its file.
enum ScalarContent {
    /// Where the text stands, without quotes, behind its anchor and tag; nil where the file spells it in another way than
    /// it is read, with escapes or over several lines.
    ///
    /// - Parameter start: where the node starts, with its anchor and tag.
    static func range(of text: [UInt8], in bytes: [UInt8], from start: Int) -> Range<Int>? {
        var index = start
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), 0x0A, 0x0D: index += 1
            case UInt8(ascii: "#"): index = endOfLine(bytes, index)
            case UInt8(ascii: "&"), UInt8(ascii: "!"):
                index = bytes[index...].firstIndex(where: isSpace) ?? bytes.count
            case let quote where quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"):
                return match(text, in: bytes, at: index + 1) { $0 == quote }
            case UInt8(ascii: "|"), UInt8(ascii: ">"):
                let line = endOfLine(bytes, index)
                guard let content = bytes[line...].firstIndex(where: { !isSpace($0) }) else { return nil }
                return match(text, in: bytes, at: content, before: isSpace)
            default:
                return match(text, in: bytes, at: index) { isSpace($0) || ",]}".utf8.contains($0) }
            }
        }
        return nil
    }

    /// The text's range where it stands at an offset, and what follows it, or the file's end, ends a scalar.
    private static func match(
        _ text: [UInt8], in bytes: [UInt8], at start: Int, before ends: (UInt8) -> Bool
    ) -> Range<Int>? {
        let range = start..<start + text.count
        guard range.upperBound <= bytes.count, bytes[range].elementsEqual(text) else { return nil }
        guard range.upperBound == bytes.count || ends(bytes[range.upperBound]) else { return nil }
        return range
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func endOfLine(_ bytes: [UInt8], _ index: Int) -> Int {
        bytes[index...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.count
    }
}

/// Turns locations in the order of a file into offsets, in one pass: all of a file may stand on one line.
struct SourceCursor {
    private let bytes: [UInt8]
    private let source: SourceText
    private var line = 0
    private var column = 1
    private var index = 0

    init(_ bytes: [UInt8]) { (self.bytes, source) = (bytes, SourceText(bytes)) }

    /// The offset of a location; each lies behind the one before.
    mutating func offset(of location: SourceLocation) -> Int {
        if Int(location.line) != line {
            (line, column) = (Int(location.line), 1)
            index = source.line(line).startIndex
        }
        while column < Int(location.column), index < bytes.count {
            index += 1
            // Bytes that continue a character are not counted.
            while index < bytes.count, bytes[index] & 0xC0 == 0x80 { index += 1 }
            column += 1
        }
        return index
    }
}
