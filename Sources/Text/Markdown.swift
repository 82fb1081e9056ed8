/// Text from outside in a Markdown document, such as a pull request's comment.
public enum Markdown {
    /// Breaks up what a git host makes live after it has rendered the Markdown; not seen by readers.
    private static let breaker = "<!-- -->"

    /// The text on one line, fit for prose and for a table's cell: nothing in it is markup, mentions a person or a
    /// team, names an issue, or is a link.
    public static func escape(_ text: some StringProtocol, atMost limit: Int = SafeText.longest) -> String {
        let safe = Array(SafeText.line(text, atMost: limit).unicodeScalars)
        // `1. ` begins a list.
        let number = safe.prefix(10).prefix { ("0"..."9").contains($0) }.count
        var shown = String.UnicodeScalarView()
        for (index, scalar) in safe.enumerated() {
            let next = index + 1 < safe.count ? safe[index + 1] : nil
            // At the start four of them make a code block, and at the end one keeps `**` from ending.
            if scalar == " ", index == 0 || next == nil {
                shown.append(contentsOf: "&#32;".unicodeScalars)
                continue
            }
            // At the start these make lists and rules.
            let startsBlock =
                index == 0 && "-+=".unicodeScalars.contains(scalar) && next != nil
                || index > 0 && index == number && ".)".unicodeScalars.contains(scalar) && (next ?? " ") == " "
            if startsBlock || #"\`*_{}[]<>|#~&"#.unicodeScalars.contains(scalar) { shown.append("\\") }
            shown.append(scalar)
            if isLive(scalar, next, in: safe, at: index) { shown.append(contentsOf: breaker.unicodeScalars) }
        }
        return String(shown)
    }

    /// The text as a code span, on one line.
    public static func code(_ text: some StringProtocol, atMost limit: Int = SafeText.longest) -> String {
        let safe = SafeText.line(text, atMost: limit)
        var (longest, run) = (0, 0)
        for scalar in safe.unicodeScalars {
            run = scalar == "`" ? run + 1 : 0
            longest = max(longest, run)
        }
        let fence = String(repeating: "`", count: longest + 1)
        let needsSpace = longest > 0 || safe.isEmpty
        let body = safe.replacing("|", with: "\\|")
        return needsSpace ? "\(fence) \(body) \(fence)" : "\(fence)\(body)\(fence)"
    }

    /// `@team`, `#12`, `!12`, `https://…`, `www.…`, `mailto:…`.
    private static func isLive(
        _ scalar: Unicode.Scalar, _ next: Unicode.Scalar?, in text: [Unicode.Scalar], at index: Int
    ) -> Bool {
        guard let next else { return false }
        switch scalar {
        case "@": return true
        case "#", "!", "$", "%", "~", "&", "^": return next.properties.numericType != nil
        case ":": return next == "/" || index > 0 && ends(text[..<index], in: ["mailto", "xmpp"])
        case ".": return ends(text[..<index], in: ["www"])
        default: return false
        }
    }

    private static func ends(_ text: ArraySlice<Unicode.Scalar>, in words: [String]) -> Bool {
        words.contains { word in
            text.suffix(word.unicodeScalars.count).elementsEqual(word.unicodeScalars) {
                $0.properties.lowercaseMapping == String($1)
            }
        }
    }
}
