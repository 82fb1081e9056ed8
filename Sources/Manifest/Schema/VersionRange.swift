/// Recognises how other tools write that any of several versions will do.
enum VersionRange {
    /// Whether a text is a range or a wildcard: `>=2.0.75`, `~2.0`, `2.0.x`, `2.0.75 - 2.0.78`, `*`.
    static func matches(_ text: some StringProtocol) -> Bool {
        let text = String(text.prefix(300)).filter { $0 != " " }
        if text == "*" || text.contains("||") { return true }
        let mark = text.prefix { "<>=~^!".contains($0) }
        let rest = text.dropFirst(mark.count)
        let body = rest.first.map { "vV".contains($0) ? rest.dropFirst() : rest } ?? rest
        guard body.first.map(isNumber) ?? false else { return false }
        let parts = body.split(separator: ".", omittingEmptySubsequences: false)
        return !mark.isEmpty || body.contains { ",-<>".contains($0) }
            || parts.contains { ["x", "X", "*"].contains($0) }
    }

    /// Where a range begins that YAML can't read, since `>` and `*` have a meaning of their own there; nil where no value
    /// of the line begins with one.
    static func column(in line: [Unicode.Scalar]) -> Int? {
        let line = line.prefix(1_000)
        let isOfVersion = String(String.UnicodeScalarView(line)).contains("kernelVersion:")
        for index in line.indices where index > 0 && "><*=~^!".unicodeScalars.contains(line[index]) {
            guard " [,\"'".unicodeScalars.contains(line[index - 1]) else { continue }
            var value = String.UnicodeScalarView()
            value.append(contentsOf: line[index...].prefix { !",]}#\"'".unicodeScalars.contains($0) })
            // Alone, or in other keys, a star is an alias.
            if line[index] == "*", !isOfVersion { continue }
            if matches(String(value)) { return index + 1 }
        }
        return nil
    }

    /// What to do about one.
    static func advice(_ example: String) -> String {
        "a version is no range and has no wildcards: write the exact one, all four numbers, such as \(example)"
    }

    private static func isNumber(_ character: Character) -> Bool { ("0"..."9").contains(character) }
}
