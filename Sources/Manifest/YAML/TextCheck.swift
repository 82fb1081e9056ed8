/// Looks at a file's bytes before libyaml does, since libyaml's own complaints about characters have no useful
/// location.
///
/// Refused are: what is not UTF-8, what YAML forbids, and U+0085, U+2028 and U+2029, which libyaml takes for ends of
/// lines though a reviewer of the file cannot see them: text after one in a comment would count.
enum TextCheck {
    /// Reports the first bad byte; false where there is one.
    static func passes(_ file: SourceFile, number: Int32, log: IssueLog) -> Bool {
        guard let problem = firstProblem(file.bytes) else { return true }
        let location = SourceText(file.bytes).location(atByte: problem.offset, file: number)
        log.report(problem.code, at: location, problem.message, hint: problem.hint)
        return false
    }

    private struct Problem {
        var offset: Int
        var code: Diagnostic.Code
        var message: String
        var hint: String?

        init(offset: Int, code: Diagnostic.Code, message: String, hint: String?) {
            (self.offset, self.code, self.message, self.hint) = (offset, code, message, hint)
        }

        init(_ foreign: ForeignContent) {
            self.init(offset: foreign.offset, code: .unprocessed, message: foreign.message, hint: foreign.hint)
        }
    }

    private static func firstProblem(_ bytes: [UInt8]) -> Problem? {
        if let foreign = ForeignContent.head(of: bytes) { return Problem(foreign) }
        if isUTF16(bytes) {
            return Problem(
                offset: 0, code: .notUTF8, message: "this file is not UTF-8 text; it looks like UTF-16",
                hint: "save it as UTF-8")
        }
        do {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            let offset = error.byteOffsets.lowerBound
            let byte = String(bytes[offset], radix: 16, uppercase: true)
            return Problem(
                offset: offset, code: .notUTF8,
                message: "this file is not UTF-8 text: byte 0x\(byte) has no meaning here",
                hint: isBinary(bytes)
                    ? "it is binary: where a tool encrypts or compresses manifests, leave them out of that; they hold no secrets"
                    : "save it as UTF-8")
        }
        return bytes.withUnsafeBufferPointer { bytes in
            firstBadCharacter(bytes) ?? ForeignContent.line(of: bytes).map { Problem($0) }
        }
    }

    /// A byte order mark, or zeros in every other byte and nowhere else, as letters have them.
    private static func isUTF16(_ bytes: [UInt8]) -> Bool {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return true }
        let head = bytes.prefix(64)
        let zeros = head.indices.filter { head[$0] == 0 }
        return zeros.count * 4 >= head.count && Set(zeros.map { $0 % 2 }).count == 1
    }

    /// No text has control characters other than those that end lines and the like.
    private static func isBinary(_ bytes: [UInt8]) -> Bool {
        bytes.prefix(4096).contains { $0 < 0x09 || (0x0E..<0x20).contains($0) }
    }

    private static func firstBadCharacter(_ bytes: UnsafeBufferPointer<UInt8>) -> Problem? {
        var index = SourceText.textStart(of: Array(bytes.prefix(3)))
        var isLineStart = true
        var directives = 0
        while index < bytes.count {
            if !isLineStart, index + 8 <= bytes.count, isPlain(bytes, index) {
                index += 8
                continue
            }
            let byte = bytes[index]
            if isLineStart, byte == UInt8(ascii: "%") {
                directives += 1
                if directives > YAMLLimit.directives {
                    return Problem(
                        offset: index, code: .syntax, message: "more than \(YAMLLimit.directives) directives",
                        hint: "remove the lines that start with '%'; manifests need none of them")
                }
            }
            isLineStart = byte == 0x0A || byte == 0x0D
            if byte >= 0x80 || (byte < 0x20 && !isLineStart && byte != 0x09) || byte == 0x7F,
                let problem = badCharacter(bytes, at: index)
            {
                return problem
            }
            index += 1
        }
        return nil
    }

    /// Whether eight bytes are printable ASCII characters, which end no line.
    private static func isPlain(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
        let (ones, highs) = (0x0101_0101_0101_0101 as UInt64, 0x8080_8080_8080_8080 as UInt64)
        let word = UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: index, as: UInt64.self)
        // The high bit of a byte is set where it is not ASCII, is below a space, or is 0x7F; a borrow can only add some.
        return (word | (word &- ones &* 0x20) | (word &+ ones)) & highs == 0
    }

    /// The bytes are known to be UTF-8, so that these patterns are enough; trailing bytes match none of them.
    private static func badCharacter(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Problem? {
        let second = index + 1 < bytes.count ? bytes[index + 1] : 0
        let third = index + 2 < bytes.count ? bytes[index + 2] : 0
        let value: UInt32
        switch (bytes[index], second, third) {
        case (0..<0x20, _, _), (0x7F, _, _): value = UInt32(bytes[index])
        case (0xC2, 0x80..<0xA0, _): value = UInt32(second)
        case (0xE2, 0x80, 0xA8...0xA9): value = 0x2028 + UInt32(third - 0xA8)
        case (0xEF, 0xBB, 0xBF): value = 0xFEFF
        case (0xEF, 0xBF, 0xBE...0xBF): value = 0xFFFE + UInt32(third - 0xBE)
        default: return nil
        }
        let digits = String(value, radix: 16, uppercase: true)
        let code = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        let (name, hint): (String, String) =
            switch value {
            case 0: ("a NUL byte", "a manifest is text; was a binary file given a YAML name?")
            case 0x85, 0x2028, 0x2029: ("an invisible end of line (\(code))", "end the line with a plain newline")
            case 0xFEFF: ("a byte order mark (\(code)) inside the file", "remove it; two files may have been joined")
            default: ("the control character \(code)", "remove it, or write it as an escape in double quotes")
            }
        return Problem(offset: index, code: .badCharacter, message: "\(name) can't stand in YAML", hint: hint)
    }
}
