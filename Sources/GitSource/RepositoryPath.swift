/// A path from the repository's root, in normal form.
struct RepositoryPath {
    let components: [String]

    /// Takes `./`, doubled and trailing `/` and inner `..` away.
    init(_ text: String) throws(GitSourceError) {
        let hint = "give a path from the repository's root, such as `fleets/production`; leave it out for everything"
        if text.utf8.first == UInt8(ascii: "/") {
            throw GitSourceError(.invalidPath, "the path `\(text)` is absolute", hint: hint)
        }
        if text.utf8.contains(0) {
            throw GitSourceError(.invalidPath, "the path has a NUL character in it", hint: hint)
        }
        var components: [String] = []
        for part in text.utf8.split(separator: UInt8(ascii: "/")).map({ String(Substring($0)) }) where part != "." {
            if part != ".." {
                components.append(part)
            } else if components.popLast() == nil {
                throw GitSourceError(.invalidPath, "the path `\(text)` leaves the repository", hint: hint)
            }
        }
        self.components = components
    }

    init(components: [String]) { self.components = components }

    /// Separated by `/`; empty for the root.
    var text: String { components.joined(separator: "/") }

    /// For a sentence.
    var quoted: String { components.isEmpty ? "the repository's root" : "`\(text)`" }

    func parent(_ count: Int) -> RepositoryPath { RepositoryPath(components: Array(components.prefix(count))) }
}
