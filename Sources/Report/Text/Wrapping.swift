import Text

extension StringProtocol {
    /// Its words on lines of at most a width in columns. A longer word has a line of its own, and so has a command in
    /// backticks, which people copy.
    func wrapped(toWidth width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        var used = 0
        for word in words {
            let size = word.displayWidth
            if used > 0, used + 1 + size > width {
                lines.append(line)
                (line, used) = ("", 0)
            }
            line += used > 0 ? " \(word)" : String(word)
            used += (used > 0 ? 1 : 0) + size
        }
        return used > 0 ? lines + [line] : lines
    }

    /// Its words; what stands in backticks is one.
    private var words: [String] {
        var words: [String] = []
        var isOpen = false
        for part in split(separator: " ") {
            if isOpen, let last = words.indices.last { words[last] += " \(part)" } else { words.append(String(part)) }
            let begins = !isOpen && part.drop(while: { $0 == "(" }).first == "`"
            let isEnd = part.last(where: { !".,;:)".contains($0) }) == "`"
            isOpen = (isOpen || begins) && !(isEnd && (!begins || part.count > 1))
        }
        return words
    }

    /// Its words on lines, of which the first follows a start of so many columns and the others are indented.
    func hung(after start: Int, indent: Int, width: Int) -> [String] {
        let lines = wrapped(toWidth: Swift.max(20, width - start))
        let rest = lines.dropFirst().joined(separator: " ").wrapped(toWidth: Swift.max(20, width - indent))
        return lines.prefix(1) + rest.map { String(repeating: " ", count: indent) + $0 }
    }

    /// The text, shortened with an ellipsis where it takes more columns.
    func shortened(toWidth width: Int) -> String {
        displayWidth <= width ? String(self) : clipped(toWidth: Swift.max(1, width - 1)) + "…"
    }
}

/// As many names as fit into a line, and how many more there are.
enum NameList {
    /// `a, b, c and 23 more`; all of them where they fit.
    static func line(_ names: some Collection<String>, toWidth width: Int) -> String {
        let all = names.count
        var shown: [String] = []
        var used = 0
        for name in names {
            let size = name.displayWidth + (shown.isEmpty ? 0 : 2)
            let isLast = shown.count + 1 == all
            guard used + size + (isLast ? 0 : " and \(all) more".count) <= width else { break }
            used += size
            shown.append(name)
        }
        let left = all - shown.count
        if shown.isEmpty { return "\(all) more" }
        return shown.joined(separator: ", ") + (left > 0 ? " and \(left) more" : "")
    }
}
