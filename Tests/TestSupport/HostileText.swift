public import Testing
import Text

/// Text that plays tricks on terminals, logs and CI systems wherever it is shown as it is.
public enum HostileText {
    /// One of each kind.
    public static let all = [
        "x\n::error::injected", "::error::injected", "\u{1B}]0;pwned\u{7}\u{1B}[2J\u{1B}[31m", "a\r\n##[error]b",
        "##vso[task.setvariable]x", "a\u{9B}31mb", "\u{202E}txt\u{2066}", "a\u{200B}b\u{2060}c\u{FEFF}",
        "a\u{2028}::warning::b",
        "tab\there", "nul\0", "`\u{301}@team|<b>https://evil.example/\u{E0041}",
    ]

    /// Makes sure that nothing in what the program writes does anything but show; `lines` is how many it means to write.
    public static func expectSafe(
        _ text: String, lines: Int? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let shown = SafeText.composed(text, keepingColors: false)
        #expect(
            shown.unicodeScalars.allSatisfy { $0 == "\n" || $0.isSafeToShow }, "\(shown)",
            sourceLocation: sourceLocation)
        for line in shown.split(separator: "\n") {
            #expect(!line.drop(while: \.isWhitespace).hasPrefix("::"), "\(shown)", sourceLocation: sourceLocation)
            #expect(line.firstMatch(of: /##[a-z]*\[/) == nil, "\(shown)", sourceLocation: sourceLocation)
        }
        let count = shown.split(separator: "\n", omittingEmptySubsequences: false).count
        if let lines { #expect(count == lines, "\(shown)", sourceLocation: sourceLocation) }
    }

    /// How many lines a text has.
    public static func lines(_ text: String) -> Int {
        text.split(separator: "\n", omittingEmptySubsequences: false).count
    }
}
