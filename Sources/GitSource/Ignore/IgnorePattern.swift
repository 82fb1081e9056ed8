/// One line of a file of rules such as `.gitignore`.
struct IgnorePattern {
    /// The line's number, from 1.
    let line: Int
    /// The line as it is written, without its end.
    let text: ArraySlice<UInt8>
    /// Whether what it matches is not ignored: `!`.
    let isNegated: Bool
    private let pattern: [UInt8]
    private let isOfDirectories: Bool
    /// Whether the whole path from the file's own directory counts, and not only the name.
    private let isPath: Bool

    /// The patterns of a file, in their order.
    static func patterns(_ bytes: [UInt8]) -> [IgnorePattern] {
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        return text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated().compactMap {
            IgnorePattern($0.element, line: $0.offset + 1)
        }
    }

    /// Nil for a comment and an empty line.
    private init?(_ whole: ArraySlice<UInt8>, line: Int) {
        guard whole.first != UInt8(ascii: "#") else { return nil }
        text = whole.last == UInt8(ascii: "\r") ? whole.dropLast() : whole
        self.line = line
        var rest = Self.withoutTrailingSpaces(text)
        isNegated = rest.first == UInt8(ascii: "!")
        if isNegated { rest = rest.dropFirst() }
        isOfDirectories = rest.last == UInt8(ascii: "/")
        if isOfDirectories { rest = rest.dropLast() }
        isPath = rest.contains(UInt8(ascii: "/"))
        if rest.first == UInt8(ascii: "/") { rest = rest.dropFirst() }
        guard !rest.isEmpty else { return nil }
        pattern = Array(rest)
    }

    /// Whether it is about the path, from the directory of the rule's file; `name` is its last component.
    func matches(_ path: [UInt8], name: [UInt8], isDirectory: Bool) -> Bool {
        guard isDirectory || !isOfDirectories else { return false }
        return Wildmatch.matches(pattern, isPath ? path : name, isPath: isPath)
    }

    /// Spaces at the end don't count, unless a backslash is before them.
    private static func withoutTrailingSpaces(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var index = line.startIndex
        var end = line.startIndex
        while index < line.endIndex {
            if line[index] == UInt8(ascii: "\\") { index += 1 }
            if index >= line.endIndex { return line }
            if line[index] != UInt8(ascii: " ") || (index > line.startIndex && line[index - 1] == UInt8(ascii: "\\")) {
                end = index + 1
            }
            index += 1
        }
        return line[..<end]
    }
}
