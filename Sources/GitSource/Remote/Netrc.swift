/// The logins of a `.netrc` file, as git's and curl's users keep them.
struct Netrc {
    /// What is known of one machine.
    struct Entry: Equatable {
        /// Nil: `default`, for every machine.
        var machine: String?
        var login = ""
        var password = ""
    }

    private(set) var entries: [Entry] = []

    /// Reads as much as is well formed: words in any number of lines, in double quotes where they have spaces; macros are left out.
    init(_ text: String) {
        var isMacro = false
        var words: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            // A macro ends at an empty line.
            if isMacro {
                isMacro = !line.allSatisfy(\.isWhitespace)
                continue
            }
            let found = Self.words(of: line)
            if let macro = found.firstIndex(of: "macdef") {
                words += found[..<macro]
                isMacro = true
            } else {
                words += found
            }
        }
        read(words)
    }

    /// The first entry for the host; with a user that is asked for, the first of that user.
    func entry(for host: String, user: String?) -> Entry? {
        entries.first { entry in
            (entry.machine == nil || entry.machine?.lowercased() == host) && (user == nil || entry.login == user)
                && !entry.password.isEmpty
        }
    }

    private mutating func read(_ words: [String]) {
        var rest = words[...]
        while let word = rest.popFirst() {
            switch word {
            case "machine": if let name = rest.popFirst() { entries.append(Entry(machine: name)) }
            case "default": entries.append(Entry(machine: nil))
            case "login": change { $0.login = rest.popFirst() ?? "" }
            case "password": change { $0.password = rest.popFirst() ?? "" }
            case "account": _ = rest.popFirst()
            default: break
            }
        }
    }

    private mutating func change(_ body: (inout Entry) -> Void) {
        var entry = entries.popLast() ?? Entry(machine: "")
        body(&entry)
        entries.append(entry)
    }

    private static func words(of line: Substring) -> [String] {
        var words: [String] = []
        var word: String?
        var isQuoted = false
        var isEscaped = false
        for character in line {
            if isEscaped {
                word?.append(character)
                isEscaped = false
            } else if isQuoted {
                if character == "\\" {
                    isEscaped = true
                } else if character == "\"" {
                    isQuoted = false
                } else {
                    word?.append(character)
                }
            } else if character.isWhitespace {
                if let word { words.append(word) }
                word = nil
            } else if word == nil, character == "#" {
                break
            } else if word == nil, character == "\"" {
                (word, isQuoted) = ("", true)
            } else {
                word = (word ?? "") + String(character)
            }
        }
        return words + (word.map { [$0] } ?? [])
    }
}
