extension Selector {
    /// Why a text is no selector.
    public struct SpellingError: Error, Hashable, Sendable, CustomStringConvertible {
        /// What is wrong.
        public var reason: String
        /// At which character, from 1; one behind the last where something is missing at the end.
        public var position: Int

        /// The reason and the position.
        public var description: String { "\(reason) at character \(position)" }
    }

    /// The most requirements of a selector.
    public static let requirementLimit = 100

    /// Reads a selector as kubectl writes it: `env=prod,tier!=cache,zone in (a, b),zone notin (c),owner,!legacy`.
    ///
    /// `==` means `=`. Keys and values have no spaces, commas, parentheses or signs of comparison in them; a value may be
    /// empty. There are at most `requirementLimit` requirements, and at least one. Throws `SpellingError`.
    public init(parsing text: String) throws(SpellingError) {
        var scanner = SelectorScanner(text)
        var requirements: [Requirement] = []
        repeat {
            requirements.append(try scanner.requirement())
            if requirements.count > Self.requirementLimit {
                throw scanner.error("there are more than \(Self.requirementLimit) requirements")
            }
        } while try scanner.goesOn()
        self.init(requirements)
    }
}

/// Reads the requirements of a selector one after the other.
private struct SelectorScanner {
    private let characters: [Character]
    private var position = 0

    init(_ text: String) { characters = Array(text) }

    mutating func requirement() throws(Selector.SpellingError) -> Selector.Requirement {
        if skip("!") { return .init(key: try self.key(), .doesNotExist) }
        let key = try self.key()
        if skip("=") {
            _ = skip("=", afterSpaces: false)
            return .init(key: key, .in([word() ?? ""]))
        }
        if skip("!") {
            guard skip("=", afterSpaces: false) else { throw error("`=` is missing behind `!`") }
            return .init(key: key, .notIn([word() ?? ""]))
        }
        let before = position
        switch word() {
        case nil: return .init(key: key, .exists)
        case "in": return .init(key: key, .in(try list(behind: "in")))
        case "notin": return .init(key: key, .notIn(try list(behind: "notin")))
        case let other?:
            position = before
            skipSpaces()
            throw error("`\(other)` is neither `in` nor `notin`")
        }
    }

    /// Whether another requirement follows; else the text is over.
    mutating func goesOn() throws(Selector.SpellingError) -> Bool {
        if skip(",") { return true }
        guard position < characters.count else { return false }
        throw error("`\(characters[position])` stands where a comma or the end is expected")
    }

    func error(_ reason: String) -> Selector.SpellingError { .init(reason: reason, position: position + 1) }

    private mutating func key() throws(Selector.SpellingError) -> String {
        guard let key = word() else { throw error("a label's key is missing") }
        return key
    }

    private mutating func list(behind word: String) throws(Selector.SpellingError) -> Set<String> {
        guard skip("(") else { throw error("`(` is missing behind `\(word)`") }
        var values: Set<String> = []
        repeat { values.insert(self.word() ?? "") } while skip(",")
        guard skip(")") else { throw error("`)` is missing") }
        return values
    }

    /// Nil where the next is no word.
    private mutating func word() -> String? {
        skipSpaces()
        let word = characters[position...].prefix { !Self.isSpace($0) && !"(),=!<>".contains($0) }
        position += word.count
        return word.isEmpty ? nil : String(word)
    }

    private mutating func skip(_ character: Character, afterSpaces: Bool = true) -> Bool {
        if afterSpaces { skipSpaces() }
        guard position < characters.count, characters[position] == character else { return false }
        position += 1
        return true
    }

    private mutating func skipSpaces() {
        while position < characters.count, Self.isSpace(characters[position]) { position += 1 }
    }

    private static func isSpace(_ character: Character) -> Bool { character == " " || character == "\t" }
}
