import Text

/// A table in Markdown, whose cells come from outside.
enum MarkdownTable {
    /// Its lines.
    static func lines(_ header: [String], _ rows: [[String]]) -> [String] {
        [row(header.map(\.capitalized)), row(header.map { _ in "---" })]
            + rows.map { row($0.map { Markdown.escape($0) }) }
    }

    private static func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
}

extension String {
    fileprivate var capitalized: String { prefix(1) + dropFirst().lowercased() }
}
