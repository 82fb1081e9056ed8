import Text

/// Columns that line up; the last one may be as long as it likes.
struct TextTable {
    var header: [String]
    var rows: [[String]] = []

    /// The columns' widths.
    var widths: [Int] { widths(of: [header] + rows.map { $0.map(\.printable) }) }

    private func widths(of all: [[String]]) -> [Int] {
        header.indices.map { column in all.map { $0[column].displayWidth }.max() ?? 0 }
    }

    /// The lines, each with `indent` before it. `paint` colours a row's cell after it was measured.
    func render(indent: String = "  ", paint: (_ row: Int?, _ column: Int, _ text: String) -> String) -> [String] {
        let all = [header] + rows.map { $0.map(\.printable) }
        let widths = widths(of: all)
        return all.enumerated().map { index, cells in
            let row = index == 0 ? nil : index - 1
            let line = cells.enumerated().map { column, text in
                let pad = column == cells.count - 1 ? 0 : max(0, widths[column] - text.displayWidth)
                return paint(row, column, text) + String(repeating: " ", count: pad)
            }
            return (indent + line.joined(separator: "  ")).trimmedAtEnd
        }
    }
}

extension String {
    var trimmedAtEnd: String {
        var rest = Substring(self)
        while rest.last == " " { rest.removeLast() }
        return String(rest)
    }
}
