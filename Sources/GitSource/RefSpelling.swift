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

    /// For people.
    var specification: String { base + steps }

    /// How many digits the base has if it could be an object id, full or abbreviated.
    var hexadecimalDigits: Int? {
        let bytes = base.utf8
        let isHexadecimal = bytes.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
        }
        return isHexadecimal && bytes.count <= 40 ? bytes.count : nil
    }

    /// The digits of an id at the end of what `git describe` says: `v1.2-3-g0123abc`.
    var describedDigits: String? {
        guard let mark = base.ranges(of: "-g").last else { return nil }
        let digits = base[mark.upperBound...]
        let isHexadecimal = digits.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0 | 0x20) }
        return isHexadecimal && digits.utf8.count <= 40 ? String(digits) : nil
    }

    /// The steps one by one, `~2^1` as first parent twice, then the first parent: for each the number of the parent, with
    /// 0 for the commit itself.
    func forEachStep(_ body: (Int) throws(GitSourceError) -> Void) throws(GitSourceError) {
        var rest = steps.utf8[...]
        while let mark = rest.popFirst() {
            let digits = rest.prefix { !Self.stepMarks.contains($0) }
            rest = rest.dropFirst(digits.count)
            let number = digits.isEmpty ? 1 : digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
            if mark == UInt8(ascii: "^") {
                try body(number)
            } else {
                for _ in 0..<number { try body(1) }
            }
        }
    }
}
