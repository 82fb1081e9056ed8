/// Texts as words of a shell's command line.
public enum ShellWord {
    /// The text as one word: itself where a shell leaves it alone, else in quotes. What cannot be shown is written in
    /// octal, between `$'` and `'`, as bash, ksh and zsh read it.
    public static func quote(_ text: String) -> String {
        if text.unicodeScalars.contains(where: { !$0.isSafeToShow }) {
            return "$'" + text.unicodeScalars.map(escaped).joined() + "'"
        }
        let isPlain = !text.isEmpty && text.utf8.first != UInt8(ascii: "=") && text.utf8.allSatisfy(isPlain)
        return isPlain ? text : "'" + text.replacing("'", with: "'\\''") + "'"
    }

    /// The words as one line.
    public static func join(_ words: [String]) -> String { words.map(quote).joined(separator: " ") }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "/._-+@%:,=".utf8.contains(byte)
        }
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        if scalar == "'" || scalar == "\\" { return "\\\(scalar)" }
        if scalar.isSafeToShow { return String(scalar) }
        return String(scalar).utf8.map { byte in
            let digits = String(byte, radix: 8)
            return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
        }.joined()
    }
}
