/// A file's text cut into lines, to show parts of it. Lines end where libyaml says they do: LF, CR or both.
struct SourceText {
    private let bytes: [UInt8]
    private let lineStarts: [Int]
    private static let longestLine = 4096
    private static let before = 80
    private static let shown = 160

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var starts = [SourceText.textStart(of: bytes)]
        bytes.withUnsafeBufferPointer { buffer in
            for (index, byte) in buffer.enumerated() where byte == 0x0A || byte == 0x0D {
                let isHalf = byte == 0x0D && index + 1 < buffer.count && buffer[index + 1] == 0x0A
                if !isHalf { starts.append(index + 1) }
            }
        }
        lineStarts = starts
    }

    /// Where the text starts: after a byte order mark, if there is one.
    static func textStart(of bytes: [UInt8]) -> Int { bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0 }

    /// The position of the character at a byte's offset.
    func location(atByte offset: Int, file: Int32, width: Int32 = 1) -> SourceLocation {
        var (low, high) = (0, lineStarts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        let prefix = String(decoding: bytes[min(lineStarts[low], offset)..<offset], as: UTF8.self)
        return SourceLocation(
            file: file, line: Int32(low + 1), column: Int32(prefix.unicodeScalars.count + 1), width: width)
    }

    /// The bytes of a line, counted from 1, without its end.
    func line(_ number: Int) -> ArraySlice<UInt8> {
        guard number >= 1, number <= lineStarts.count else { return [] }
        let start = lineStarts[number - 1]
        var end = number < lineStarts.count ? lineStarts[number] : bytes.count
        while end > start, bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
        return bytes[start..<end]
    }

    /// The position with its path and line, as a diagnostic shows it.
    func location(of position: SourceLocation, path: String) -> Diagnostic.Location {
        let position = inside(position)
        let column = Int(position.column)
        let bare = Diagnostic.Location(
            path: path, line: Int(position.line), column: column, width: max(1, Int(position.width)))
        let line = line(Int(position.line))
        guard line.count <= SourceText.longestLine else { return bare }
        let scalars = Array(String(decoding: line, as: UTF8.self).unicodeScalars)
        guard column <= scalars.count + 1 else { return bare }

        let start = max(0, min(column - 1 - SourceText.before, scalars.count - SourceText.shown))
        let end = min(scalars.count, start + SourceText.shown)
        var excerpt = String.UnicodeScalarView()
        if start > 0 { excerpt.append("…") }
        for scalar in scalars[start..<end] {
            excerpt.append(scalar != "\t" && scalar.isUnsafeToShow ? "\u{FFFD}" : scalar)
        }
        if end < scalars.count { excerpt.append("…") }

        var location = bare
        location.sourceLine = String(excerpt)
        location.caret = column - 1 - start + (start > 0 ? 1 : 0)
        location.width = max(1, min(bare.width, end - column + 1))
        return location
    }

    /// libyaml ends every text with a newline of its own: a position after that is the end of the last line.
    private func inside(_ position: SourceLocation) -> SourceLocation {
        guard position.line > lineStarts.count else { return position }
        let last = self.location(atByte: bytes.count, file: position.file)
        return SourceLocation(file: position.file, line: last.line, column: last.column)
    }
}
