/// A PromQL query with places for the instances that it is about: `up{instance=~"{{names}}"}`.
///
/// A placeholder stands in a string of the query, where the values are written as the alternatives of a regular
/// expression, quoted so that no value can be more than itself: neither as an expression nor as the end of the string.
public struct QueryTemplate: Hashable, Sendable, CustomStringConvertible {
    /// What a placeholder stands for.
    public enum Placeholder: Hashable, Sendable {
        /// The instances' names; the id of one that has none.
        case names
        /// Their ids.
        case ids
        /// The versions that are declared of them.
        case version
        /// The values of a label of theirs.
        case label(String)
    }

    private enum Part: Hashable, Sendable {
        case text(String)
        case placeholder(Placeholder, quote: Character)
    }

    /// Why a text is no template.
    public struct Failure: Error, Hashable, Sendable {
        /// What is wrong, in one sentence.
        public var message: String
        /// What to do about it.
        public var hint: String
    }

    /// The text as it is written.
    public let description: String
    private let parts: [Part]

    /// The most bytes of a query with its values.
    public static let maximumBytes = 1 << 20

    /// Reads a template. Throws for placeholders that are not known, and for those outside of a string.
    public init(parsing text: String) throws(Failure) {
        description = text
        var (parts, plain, quote): ([Part], String, Character?) = ([], "", nil)
        var rest = text[...]
        while let character = rest.first {
            if rest.hasPrefix("{{") {
                guard let end = rest.firstRange(of: "}}") else {
                    throw Failure(message: "'{{' is never closed", hint: "close it with '}}'")
                }
                let name = rest[rest.index(rest.startIndex, offsetBy: 2)..<end.lowerBound]
                guard let quote else {
                    throw Failure(
                        message: "{{\(name)}} does not stand in a string of the query",
                        hint: "write it as in up{instance=~\"{{names}}\"}")
                }
                parts += [.text(plain), .placeholder(try Self.placeholder(name), quote: quote)]
                plain = ""
                rest = rest[end.upperBound...]
                continue
            }
            rest.removeFirst()
            plain.append(character)
            if character == "\\", quote != nil, quote != "`" {
                // What follows a backslash does not end the string.
                if let next = rest.popFirst() { plain.append(next) }
            } else if character == quote {
                quote = nil
            } else if quote == nil, "\"'`".contains(character) {
                quote = character
            } else if quote == nil, character == "#" {
                // A comment, to the end of the line.
                while rest.first.map({ !$0.isNewline }) ?? false { plain.append(rest.removeFirst()) }
            }
        }
        if let quote {
            throw Failure(message: "the string that begins with \(quote) is never closed", hint: "close it")
        }
        self.parts = parts + [.text(plain)]
    }

    private static func placeholder(_ text: Substring) throws(Failure) -> Placeholder {
        var name = text.drop { $0 == " " }
        while name.last == " " { name.removeLast() }
        switch name {
        case "names": return .names
        case "ids": return .ids
        case "version": return .version
        case let label where label.hasPrefix("labels.") && label.count > 7: return .label(String(label.dropFirst(7)))
        default:
            throw Failure(
                message: "{{\(name)}} stands for nothing",
                hint: "a query can have {{names}}, {{ids}}, {{version}} and {{labels.KEY}}")
        }
    }

    /// The query about these instances, or why there is none.
    public func query(about subject: CheckSubject) -> Result<String, Failure> {
        var query = ""
        for part in parts {
            switch part {
            case .text(let text): query += text
            case .placeholder(let placeholder, let quote):
                let values = Self.values(of: placeholder, in: subject)
                guard !values.isEmpty else { return .failure(Self.nothing(placeholder)) }
                for (index, value) in values.enumerated() {
                    query += (index == 0 ? "" : "|") + Self.quoted(value, in: quote)
                    if query.utf8.count > Self.maximumBytes { return .failure(Self.tooLong) }
                }
            }
        }
        return query.utf8.count > Self.maximumBytes ? .failure(Self.tooLong) : .success(query)
    }

    private static let tooLong = Failure(
        message: "with the values of so many instances the query has more than \(maximumBytes) bytes",
        hint: "ask by a label that they share")

    private static func nothing(_ placeholder: Placeholder) -> Failure {
        let what = if case .label(let key) = placeholder { "has a label '\(key)'" } else { "counts" }
        return Failure(message: "no instance \(what), so that there is nothing to ask about", hint: "mend the query")
    }

    private static func values(of placeholder: Placeholder, in subject: CheckSubject) -> [String] {
        let all = subject.instances
        switch placeholder {
        case .names: return all.map { $0.name ?? $0.id.description }
        case .ids: return all.map(\.id.description)
        case .version: return Set(all.map(\.declared)).sorted().map(\.description)
        case .label(let key): return Set(all.compactMap { $0.labels[key] }).sorted()
        }
    }

    /// A value as a regular expression that matches it alone, as it stands in a string of PromQL.
    private static func quoted(_ value: String, in quote: Character) -> String {
        var text = ""
        // In a raw string a backslash is one; in the others two are.
        let backslash = quote == "`" ? "\\" : "\\\\"
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\", ".", "+", "*", "?", "(", ")", "|", "[", "]", "{", "}", "^", "$":
                text += backslash + (scalar == "\\" ? backslash : String(Character(scalar)))
            case "\"", "'", "`", "\0"..<" ", "\u{7F}":
                // By its number, which no quoting can end.
                text += backslash + "x{" + String(scalar.value, radix: 16) + "}"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
