extension Diagnostic {
    /// The diagnostic as compilers show theirs: `path:line:column: error: message [code]`, the line with a caret, the
    /// hint, and the related locations as notes. Several lines, without a newline at the end.
    public func rendered(color: Bool) -> String {
        let style = Style(isOn: color)
        let word = severity == .error ? style.red("error:") : style.yellow("warning:")
        var lines = ["\(style.bold(location.heading)) \(word) \(style.bold(shown(message))) [\(code.rawValue)]"]
        lines += location.excerpt(style)
        if let hint { lines.append(location.margin + "= hint: \(shown(hint))") }
        for note in related {
            lines.append("\(style.bold(note.location.heading)) \(style.cyan("note:")) \(shown(note.message))")
            lines += note.location.excerpt(style)
        }
        return lines.joined(separator: "\n")
    }
}

extension Diagnostic.Location {
    fileprivate var heading: String {
        let isUnsafe = path.unicodeScalars.contains(where: \.isUnsafeToShow)
        let name = isUnsafe || path.utf8.count > 4096 ? quoted(path, atMost: 4096) : path
        return line == 0 ? "\(name):" : "\(name):\(line):\(column):"
    }

    fileprivate var margin: String { String(repeating: " ", count: max(5, "\(line)".count + 1)) }

    fileprivate func excerpt(_ style: Style) -> [String] {
        guard let sourceLine else { return [] }
        let number = "\(line)"
        // A diagnostic may have been made elsewhere: its line keeps its tabs and its length, since the caret counts
        // them.
        let scalars = sourceLine.unicodeScalars.prefix(512).map { $0 != "\t" && $0.isUnsafeToShow ? "\u{FFFD}" : $0 }
        let padding = scalars.prefix(caret).map { $0 == "\t" ? "\t" : String(repeating: " ", count: $0.cells) }
        let underlined = scalars.dropFirst(caret).prefix(min(512, max(1, width))).reduce(0) { $0 + $1.cells }
        let caretLine = padding.joined() + style.green("^" + String(repeating: "~", count: max(0, underlined - 1)))
        let gap = String(repeating: " ", count: margin.count - number.count - 1)
        return ["\(gap)\(number) | \(String(String.UnicodeScalarView(scalars)))", "\(margin)| \(caretLine)"]
    }
}

/// Words, perhaps with a manifest's text in them, fit to be shown. Quoted parts of them are clipped where they are
/// quoted.
private func shown(_ words: String) -> String { String(quoted(words, atMost: 2048).dropFirst().dropLast()) }

private struct Style {
    let isOn: Bool
    func bold(_ text: String) -> String { wrap(text, "1") }
    func red(_ text: String) -> String { wrap(text, "1;31") }
    func yellow(_ text: String) -> String { wrap(text, "1;33") }
    func cyan(_ text: String) -> String { wrap(text, "1;36") }
    func green(_ text: String) -> String { wrap(text, "1;32") }

    private func wrap(_ text: String, _ code: String) -> String { isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text }
}
