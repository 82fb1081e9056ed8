/// Text from outside in a Markdown document, such as a pull request's comment.
public enum Markdown {
    /// Breaks up what a git host makes live after it has rendered the Markdown; not seen by readers.
    private static let breaker = "<!-- -->"

    /// The text on one line, fit for prose and for a table's cell: nothing in it is markup, mentions a person or a
    /// team, names an issue, or is a link.
    public static func escape(_ text: some StringProtocol, atMost limit: Int = SafeText.longest) -> String {
        let safe = Array(SafeText.line(text, atMost: limit).unicodeScalars)
        var shown = String.UnicodeScalarView()
        for (index, scalar) in safe.enumerated() {
            let next = index + 1 < safe.count ? safe[index + 1] : nil
            // At the start these make lists and rules.
            let startsBlock = index == 0 && "-+=".unicodeScalars.contains(scalar) && next != nil
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

    /// The most UTF-16 units of a document; GitHub takes comments of 65,536 characters.
    public static let longest = 65_000

    /// The lines as one document that fits into `limit`. Rows of tables and of lists are left out where they must be,
    /// and a line says after each table how many; `rest` says where they all are. Where that is not enough the end is
    /// left out as well, but for the last line.
    public static func document(_ lines: [String], rest: String, atMost limit: Int = longest) -> String {
        let whole = lines.joined(separator: "\n")
        guard whole.utf16.count > limit else { return whole }
        func size(_ line: String) -> Int { line.utf16.count + 1 }
        func notice(_ count: Int, _ noun: String) -> String {
            "… and \(count) more \(noun)\(count == 1 ? "" : "s"); \(rest)"
        }
        let kinds = rows(in: lines)
        let tables = zip(kinds, [false] + kinds).count { $0 && !$1 }
        let fixed = zip(lines, kinds).reduce(0) { $0 + ($1.1 ? 0 : size($1.0)) }
        var left = limit - fixed - tables * (size(notice(1_000_000, "row")) + 1)
        var shown: [String] = []
        var omitted = 0
        func close() {
            if omitted > 0 { shown += ["", notice(omitted, "row")] }
            omitted = 0
        }
        for (line, isRow) in zip(lines, kinds) {
            if !isRow {
                close()
                shown.append(line)
            } else if omitted == 0, size(line) <= left {
                left -= size(line)
                shown.append(line)
            } else {
                omitted += 1
            }
        }
        close()
        return clipped(shown, size: size, notice: { notice($0, "line") }, to: limit)
    }

    private static func clipped(
        _ lines: [String], size: (String) -> Int, notice: (Int) -> String, to limit: Int
    ) -> String {
        guard let last = lines.last, lines.reduce(0, { $0 + size($1) }) > limit else {
            return lines.joined(separator: "\n")
        }
        var left = limit - min(size(last), limit / 2) - size(notice(1_000_000)) - 4
        let kept = lines.dropLast().prefix { line in
            left -= size(line)
            return left >= 0
        }
        let end = size(last) <= limit / 2 ? ["", last] : []
        return (kept + ["", notice(lines.count - kept.count - (end.isEmpty ? 0 : 1))] + end).joined(separator: "\n")
    }

    /// Which of the lines are rows: items of lists, and lines of tables but for their heads.
    private static func rows(in lines: [String]) -> [Bool] {
        var column = 0
        return lines.map { line in
            if line.hasPrefix("- ") { return true }
            column = line.hasPrefix("| ") ? column + 1 : 0
            return column > 2
        }
    }
}
