/// The one sanitizer: text that came from outside (cloud, git, manifests, environment, arguments), fit to be shown.
///
/// Nothing in its result can move a terminal's cursor, start a new line, turn the direction of writing, stay invisible
/// or be taken for a command by a CI system's log. What is escaped once stays as it is when it is escaped again.
public enum SafeText {
    /// The most scalars of one text that are shown.
    public static let longest = 4096

    /// The text on one line: at most `limit` of its scalars, the dangerous ones as visible escapes such as `\n` and
    /// `\u{1B}`.
    public static func line(_ text: some StringProtocol, atMost limit: Int = longest) -> String {
        if text.utf8.count <= limit, text.utf8.allSatisfy({ (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "#") }) {
            return String(text)
        }
        var shown = String.UnicodeScalarView()
        var previous: Unicode.Scalar?
        for (index, scalar) in text.unicodeScalars.enumerated() {
            guard index < limit else {
                shown.append("…")
                break
            }
            if scalar.isSafe(after: previous) {
                shown.append(scalar)
            } else {
                shown.append(contentsOf: scalar.visibleEscape.unicodeScalars)
            }
            previous = scalar
        }
        return withoutCommands(String(shown))
    }

    /// The same, where the line is a whole line of a log: one that begins with `::` is a command to GitHub's runner.
    public static func wholeLine(_ text: some StringProtocol, atMost limit: Int = longest) -> String {
        guarded(line(text, atMost: limit))
    }

    /// A line that the program composed of literals and of sanitized texts, checked once more: whatever slipped through
    /// is escaped. The colours that the program itself paints with are kept where `keepingColors`.
    public static func composedLine(
        _ text: some StringProtocol, keepingColors: Bool, atMost limit: Int = 1 << 16
    ) -> String {
        guard keepingColors, text.unicodeScalars.contains("\u{1B}") else { return wholeLine(text, atMost: limit) }
        var pieces: [String] = []
        var rest = Substring(text).unicodeScalars
        var plain = Substring.UnicodeScalarView()
        while let scalar = rest.first {
            if scalar == "\u{1B}", let sequence = color(at: rest) {
                pieces += [line(Substring(plain), atMost: limit), String(String.UnicodeScalarView(sequence))]
                plain = Substring.UnicodeScalarView()
                rest = rest.dropFirst(sequence.count)
            } else {
                plain.append(scalar)
                rest = rest.dropFirst()
            }
        }
        pieces.append(line(Substring(plain), atMost: limit))
        // Some readers of logs look behind colours.
        if let first = pieces.indices.first(where: { $0 % 2 == 0 && !pieces[$0].allSatisfy(\.isWhitespace) }) {
            pieces[first] = guarded(pieces[first])
        }
        return pieces.joined()
    }

    /// A text of several lines, each checked like `composedLine`.
    public static func composed(_ text: String, keepingColors: Bool) -> String {
        if isPlain(text) { return text }
        return text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
            .map { composedLine(Substring($0), keepingColors: keepingColors, atMost: .max) }
            .joined(separator: "\n")
    }

    /// Whether nothing in it needs to be looked at: an answer can have many megabytes.
    private static func isPlain(_ text: String) -> Bool {
        var isStart = true
        return text.utf8.allSatisfy { byte in
            defer { isStart = byte == 0x0A || isStart && byte == 0x20 }
            return byte == 0x0A
                || (0x20...0x7E).contains(byte) && byte != UInt8(ascii: "#") && !(isStart && byte == UInt8(ascii: ":"))
        }
    }

    /// A colour at the start, such as `ESC[1;31m`: digits and semicolons, and nothing else.
    private static func color(at text: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView? {
        let body = text.dropFirst().prefix(7)
        guard body.first == "[", let last = body.firstIndex(of: "m"),
            body[..<last].dropFirst().allSatisfy({ ("0"..."9").contains($0) || $0 == ";" })
        else { return nil }
        return text[...last]
    }

    /// `##[error]` and `##vso[…]` are commands to GitHub's and Azure's runners wherever they stand in a line.
    private static func withoutCommands(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "#")) else { return text }
        let bytes = Array(text.utf8)
        var shown: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "#"), shown.last == UInt8(ascii: "#"),
                bytes[(index + 1)...].first(where: { !isLetter($0) }) == UInt8(ascii: "[")
            {
                shown.append(UInt8(ascii: "\\"))
            }
            shown.append(byte)
        }
        return String(decoding: shown, as: UTF8.self)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func guarded(_ line: String) -> String {
        let blank = line.prefix { $0.isWhitespace }
        let rest = line[blank.endIndex...]
        return rest.unicodeScalars.starts(with: "::".unicodeScalars) ? "\(blank)\\\(rest)" : line
    }
}

extension StringProtocol {
    /// The text on one line through the one sanitizer.
    public var printable: String { SafeText.line(self) }
}
