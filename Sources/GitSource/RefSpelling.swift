/// A ref as the user wrote it: a name or an object id, and perhaps steps back from it (`~2`, `^1`).
struct RefSpelling {
    /// As given.
    let text: String
    /// What comes before the first `~` or `^`; `@` is `HEAD`.
    let base: String
    /// The steps, or empty.
    let steps: String

    /// Refuses everything that is not one commit, and the forms on which libgit2 1.5 crashes (`^{/text}`).
    init(_ text: String) throws(GitSourceError) {
        let hint =
            "give HEAD, a branch, a tag or an object id, if need be with `~N` or `^N` behind it, such as `main~1`"
        func refused(_ why: String) -> GitSourceError {
            GitSourceError(.invalidRef, "the ref `\(text)` \(why)", hint: hint)
        }
        let bytes = text.utf8
        if bytes.contains(where: { $0 <= 0x20 || $0 == 0x7f }) {
            throw GitSourceError(.invalidRef, "the ref has a space or a control character in it", hint: hint)
        }
        if bytes.isEmpty { throw GitSourceError(.invalidRef, "the ref is empty", hint: hint) }
        if bytes.contains(UInt8(ascii: ":")) { throw refused("names a path; the path is an option of its own") }
        if text.firstRange(of: "..") != nil { throw refused("is a range of commits, not one commit") }
        if bytes.contains(where: { "{}[]*?\\".utf8.contains($0) }) || bytes.first == UInt8(ascii: "-") {
            throw refused("is not a form that is understood")
        }
        let end = bytes.firstIndex { Self.stepMarks.contains($0) } ?? bytes.endIndex
        let base = String(text[..<end])
        let steps = String(text[end...])
        let numbers = steps.utf8.split { Self.stepMarks.contains($0) }
        let areNumbers = numbers.allSatisfy { $0.count <= 9 && $0.allSatisfy { (0x30...0x39).contains($0) } }
        if base.isEmpty || !areNumbers { throw refused("is not a form that is understood") }
        self.text = text
        self.base = base == "@" ? "HEAD" : base
        self.steps = steps
    }

    private static let stepMarks = Array("~^".utf8)

    /// For libgit2.
    var specification: String { base + steps }

    /// How many digits the base has if it could be an object id, full or abbreviated.
    var hexadecimalDigits: Int? {
        let bytes = base.utf8
        let isHexadecimal = bytes.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
        }
        return isHexadecimal && bytes.count <= 40 ? bytes.count : nil
    }
}
