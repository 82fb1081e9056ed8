import Glibc
import Text

/// Shows one text after the other on stdout: each in the place of the last on a terminal, else one below the other.
struct Screen {
    private let isLive: Bool
    private let rows: () -> Int
    private let write: (String) -> Bool
    private var isFirst = true

    /// `isLive`: a terminal that understands escape sequences reads. `write` says whether it is still read.
    init(
        isLive: Bool, rows: @escaping @autoclosure () -> Int = Console.answerHeight,
        write: @escaping (String) -> Bool = { Console.write($0, to: STDOUT_FILENO) == 0 }
    ) {
        (self.isLive, self.rows, self.write) = (isLive, rows, write)
    }

    /// Shows a text, sanitized. A terminal gets as many lines as it has. Returns whether the text is still read.
    mutating func show(_ text: String) -> Bool {
        let safe = SafeText.composed(text, keepingColors: isLive)
        guard isLive else { return write(safe + "\n\n") }
        let rows = max(4, rows())
        // What the terminal showed before is scrolled away, not overwritten.
        let start = isFirst ? String(repeating: "\n", count: rows) : ""
        isFirst = false
        var lines = safe.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.count >= rows {
            // The last line is the verdict.
            let left = lines.count - (rows - 2)
            lines =
                lines.prefix(rows - 3) + ["… and \(left.of("line")) more; a taller terminal shows them"]
                + lines.suffix(1)
        }
        // Line by line, so that what stays the same does not flicker.
        return write(start + "\u{1B}[H" + lines.map { $0 + "\u{1B}[K\n" }.joined() + "\u{1B}[J")
    }
}
