/// Command lines as a shell reads them: bare words, `'…'`, `\x` and `$'…'` with octal numbers.
public enum ShellWords {
    /// What is no command line, or uses more of a shell's language than the program prints.
    public struct Failure: Error {
        /// What was read.
        public let text: String
    }

    /// The words of a command line.
    public static func split(_ line: String) throws -> [String] {
        var rest = Array(line.utf8)[...]
        return try words(&rest) { _ in false }
    }

    /// The command lines between backticks whose first word is the program's name.
    public static func commands(of program: String, in text: String) throws -> [[String]] {
        var found: [[String]] = []
        var rest = Array(text.utf8)[...]
        let start = Array("`\(program) ".utf8)
        while !rest.isEmpty {
            guard rest.starts(with: start) else {
                rest = rest.dropFirst()
                continue
            }
            rest = rest.dropFirst()
            found.append(try words(&rest) { $0 == UInt8(ascii: "`") })
            guard rest.first == UInt8(ascii: "`") else { throw Failure(text: text) }
            rest = rest.dropFirst()
        }
        return found
    }

    private static func words(_ rest: inout ArraySlice<UInt8>, until isEnd: (UInt8) -> Bool) throws -> [String] {
        var words: [String] = []
        var word: [UInt8]?
        func failure() -> Failure { Failure(text: words.joined(separator: " ")) }
        while let byte = rest.first, !isEnd(byte) {
            rest = rest.dropFirst()
            switch byte {
            case UInt8(ascii: " "):
                if let word { words.append(String(decoding: word, as: UTF8.self)) }
                word = nil
            case UInt8(ascii: "'"):
                guard let end = rest.firstIndex(of: byte) else { throw failure() }
                word = (word ?? []) + rest[..<end]
                rest = rest[(end + 1)...]
            case UInt8(ascii: "$") where rest.first == UInt8(ascii: "'"):
                rest = rest.dropFirst()
                word = try (word ?? []) + escaped(&rest)
            case UInt8(ascii: "\\"):
                guard let next = rest.popFirst() else { throw failure() }
                word = (word ?? []) + [next]
            // Whatever else has a meaning to shells.
            case _ where "\"$`&|;<>()*?[]#~!{}\n\t".utf8.contains(byte): throw failure()
            default: word = (word ?? []) + [byte]
            }
        }
        if let word { words.append(String(decoding: word, as: UTF8.self)) }
        return words
    }

    private static func escaped(_ rest: inout ArraySlice<UInt8>) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while let byte = rest.popFirst(), byte != UInt8(ascii: "'") {
            guard byte == UInt8(ascii: "\\") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(3).prefix { (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }
            if let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 8) {
                bytes.append(value)
                rest = rest.dropFirst(digits.count)
            } else if let next = rest.popFirst() {
                bytes.append(next)
            }
        }
        return bytes
    }
}
