extension Selector {
    /// Why a text is no selector.
    public struct SpellingError: Error, Hashable, Sendable, CustomStringConvertible {
        /// What is wrong.
        public var description: String
    }

    /// Reads a selector as kubectl writes it: `env=prod,tier!=cache,zone in (a, b),zone notin (c),owner,!legacy`.
    ///
    /// `==` means `=`. Keys and values have no spaces, commas, parentheses or signs of comparison in them; a value may be
    /// empty. Throws `SpellingError`.
    public init(parsing text: String) throws(SpellingError) {
        var requirements: [Requirement] = []
        for part in Self.parts(of: text) { requirements.append(try Self.requirement(part)) }
        self.init(requirements)
    }

    /// Cuts at the commas that stand outside of parentheses.
    private static func parts(of text: String) -> [Substring] {
        var parts: [Substring] = []
        var (start, depth) = (text.startIndex, 0)
        for index in text.indices {
            if text[index] == "(" { depth += 1 } else if text[index] == ")" { depth -= 1 }
            guard text[index] == ",", depth <= 0 else { continue }
            parts.append(text[start..<index])
            start = text.index(after: index)
        }
        return parts + [text[start...]]
    }

    private static func requirement(_ part: Substring) throws(SpellingError) -> Requirement {
        let text = trimmed(part)
        if let sign = text.firstIndex(of: "="), !text.contains("(") {
            let isNot = sign > text.startIndex && text[text.index(before: sign)] == "!"
            let key = isNot ? text[..<text.index(before: sign)] : text[..<sign]
            var value = text[text.index(after: sign)...]
            if !isNot, value.first == "=" { value = value.dropFirst() }
            return Requirement(
                key: try word(key, of: text), try isNot ? .notIn([list(value, text)]) : .in([list(value, text)]))
        }
        if let open = text.firstIndex(of: "("), text.last == ")" {
            let head = text[..<open].split(separator: " ")
            guard head.count == 2, ["in", "notin"].contains(head[1]) else { throw wrong(text) }
            var values: Set<String> = []
            for value in text[open...].dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false) {
                values.insert(try list(value, text))
            }
            return Requirement(key: try word(head[0], of: text), head[1] == "in" ? .in(values) : .notIn(values))
        }
        if text.first == "!" { return Requirement(key: try word(text.dropFirst(), of: text), .doesNotExist) }
        return Requirement(key: try word(text, of: text), .exists)
    }

    private static func list(_ value: Substring, _ text: Substring) throws(SpellingError) -> String {
        trimmed(value).isEmpty ? "" : try word(value, of: text)
    }

    private static func word(_ text: Substring, of whole: Substring) throws(SpellingError) -> String {
        let word = trimmed(text)
        guard !word.isEmpty, !word.contains(where: { " (),=!\t".contains($0) }) else { throw wrong(whole) }
        return String(word)
    }

    private static func wrong(_ text: Substring) -> SpellingError {
        SpellingError(
            description: text.isEmpty
                ? "a requirement is empty"
                : "'\(text)' is none of key=value, key!=value, key in (a,b), key notin (a,b), key, !key")
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while text.first == " " { text = text.dropFirst() }
        while text.last == " " { text = text.dropLast() }
        return text
    }
}
