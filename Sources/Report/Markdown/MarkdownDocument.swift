/// A whole answer in Markdown, cut so that a git host takes it as a comment.
enum MarkdownDocument {
    /// The most UTF-16 units of a document; GitHub takes comments of 65,536 characters.
    static let gitHubCommentLimit = 65_000

    /// The lines as one document that fits into `limit`. Rows of tables and of lists are left out where they must be,
    /// and a line says after each table how many; `rest` says where they all are. Where that is not enough the end is
    /// left out as well, but for the last line.
    static func render(_ lines: [String], rest: String, atMost limit: Int = gitHubCommentLimit) -> String {
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
