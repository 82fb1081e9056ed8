/// The vendor's credentials file (`API.md` §4): INI, a profile a section. Pure: text in, profiles out.
///
/// Read as the vendor's Python SDK reads it: `key = value` or `key: value`, keys in any case, comments on lines of their
/// own that begin with `#` or `;`, and a section `[DEFAULT]` whose keys all others have. Keys that mean nothing here are
/// left alone: other tools share the file. Lines that go on with an indented one are refused, and `%` means itself.
struct ProfileFile {
    /// One `key = value`, with the line and the column of its value.
    struct Entry {
        let value: String
        let line: Int
        let column: Int
    }

    /// A section.
    struct Profile {
        let name: String
        let line: Int
        var entries: [String: Entry] = [:]
    }

    /// The most bytes that a file may have.
    static let limit = 1 << 20

    /// How errors call the file.
    let name: String
    private var sections: [Profile] = []

    /// Reads a file's bytes. Throws for the first line that makes no sense, with its number and never with its text.
    init(_ bytes: [UInt8], name: String) throws(CredentialsError) {
        self.name = name
        let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        for (index, line) in body.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            try read(line.last == 0x0D ? line.dropLast() : line, number: index + 1)
        }
    }

    /// The names of the profiles, in the order of the file.
    var profileNames: [String] { sections.map(\.name).filter { $0 != Self.defaults } }

    /// The profile of a name, with the keys of `[DEFAULT]` that it does not have itself; nil where there is none.
    func profile(_ name: String) -> Profile? {
        guard name != Self.defaults, var profile = sections.first(where: { $0.name == name }) else { return nil }
        if let defaults = sections.first(where: { $0.name == Self.defaults }) {
            profile.entries.merge(defaults.entries) { own, _ in own }
        }
        return profile
    }

    private static let defaults = "DEFAULT"

    private mutating func read(_ line: ArraySlice<UInt8>, number: Int) throws(CredentialsError) {
        guard let text = String(validating: line, as: UTF8.self) else { throw error("is not UTF-8 text", number, 1) }
        let content = text.drop(while: \.isWhitespace)
        guard let first = content.first, first != "#", first != ";" else { return }
        guard content.startIndex == text.startIndex else {
            throw error("begins with a space, which would make it a part of the line before; remove it", number, 1)
        }
        if first == "[" { try open(text, number: number) } else { try add(text, number: number) }
    }

    private mutating func open(_ text: String, number: Int) throws(CredentialsError) {
        let header = trimmedAtEnd(text[...])
        guard header.hasSuffix("]"), header.count > 2 else { throw error("is no section: write [NAME]", number, 1) }
        let name = String(header.dropFirst().dropLast())
        if let earlier = sections.first(where: { $0.name == name }) {
            throw error("names a section that line \(earlier.line) has already; remove one", number, 1)
        }
        sections.append(Profile(name: name, line: number))
    }

    private mutating func add(_ text: String, number: Int) throws(CredentialsError) {
        guard let separator = text.firstIndex(where: { $0 == "=" || $0 == ":" }) else {
            throw error("is neither [SECTION], key = value nor a comment", number, 1)
        }
        let key = trimmedAtEnd(text[..<separator]).lowercased()
        guard !key.isEmpty else { throw error("has no key before its '\(text[separator])'", number, 1) }
        guard !sections.isEmpty else { throw error("stands before any [SECTION]", number, 1) }
        let rest = text[text.index(after: separator)...]
        let value = rest.drop(while: \.isWhitespace)
        let column = text[..<value.startIndex].unicodeScalars.count + 1
        if let earlier = sections[sections.count - 1].entries[key] {
            throw error("gives a key that line \(earlier.line) has given already; remove one", number, 1)
        }
        sections[sections.count - 1].entries[key] =
            Entry(value: String(trimmedAtEnd(value)), line: number, column: column)
    }

    private func error(_ fault: String, _ line: Int, _ column: Int) -> CredentialsError {
        CredentialsError("\(name):\(line):\(column): this line \(fault)")
    }
}

private func trimmedAtEnd(_ text: Substring) -> Substring {
    var rest = text
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return rest
}
