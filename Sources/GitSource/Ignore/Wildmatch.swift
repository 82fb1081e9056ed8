/// Git's own shell patterns, as its rules of what is ignored have them: `*`, `**`, `?`, `[a-z]`, and `\` before what is meant to
/// the letter.
struct Wildmatch {
    private let pattern: [UInt8]
    private let text: [UInt8]
    /// Whether `/` separates: only `**` then matches it.
    private let isPath: Bool
    /// The pairs of positions that don't match, so that no pattern takes long.
    private var failed: Set<Int> = []

    /// Whether the pattern matches the whole text.
    static func matches(_ pattern: [UInt8], _ text: [UInt8], isPath: Bool) -> Bool {
        var match = Wildmatch(pattern: pattern, text: text, isPath: isPath)
        return match.matches(from: 0, at: 0)
    }

    private init(pattern: [UInt8], text: [UInt8], isPath: Bool) {
        (self.pattern, self.text, self.isPath) = (pattern, text, isPath)
    }

    private mutating func matches(from start: Int, at position: Int) -> Bool {
        var (index, position) = (start, position)
        while index < pattern.count {
            switch pattern[index] {
            case UInt8(ascii: "*"): return matchesStars(from: index, at: position)
            case UInt8(ascii: "?"):
                guard position < text.count, !isSeparator(position) else { return false }
            case UInt8(ascii: "["):
                guard position < text.count, !isSeparator(position),
                    let (isInside, end) = bracket(index + 1, text[position]), isInside
                else { return false }
                index = end
            case UInt8(ascii: "\\"):
                index += 1
                fallthrough
            default:
                guard index < pattern.count, position < text.count, pattern[index] == text[position] else {
                    return false
                }
            }
            (index, position) = (index + 1, position + 1)
        }
        return position == text.count
    }

    private mutating func matchesStars(from start: Int, at position: Int) -> Bool {
        let key = start * (text.count + 1) + position
        if failed.contains(key) { return false }
        let end = pattern[start...].firstIndex { $0 != UInt8(ascii: "*") } ?? pattern.count
        let slash = UInt8(ascii: "/")
        var crosses = !isPath
        if isPath, end - start > 1, start == 0 || pattern[start - 1] == slash,
            end == pattern.count || pattern[end] == slash
        {
            // `**/` stands for no directory too.
            if end < pattern.count, matches(from: end + 1, at: position) { return true }
            crosses = true
        }
        if end == pattern.count { return crosses || !text[position...].contains(slash) }
        for next in position...text.count {
            if matches(from: end, at: next) { return true }
            if next < text.count, !crosses, text[next] == slash { break }
        }
        failed.insert(key)
        return false
    }

    private func isSeparator(_ position: Int) -> Bool { isPath && text[position] == UInt8(ascii: "/") }

    /// Whether a byte is in the set that begins at an index, and where the set ends; nil where it does not end.
    private func bracket(_ start: Int, _ byte: UInt8) -> (Bool, end: Int)? {
        var index = start
        let isNegated =
            index < pattern.count && (pattern[index] == UInt8(ascii: "!") || pattern[index] == UInt8(ascii: "^"))
        if isNegated { index += 1 }
        var isInside = false
        var last: UInt8?
        var isFirst = true
        while index < pattern.count {
            let current = pattern[index]
            if current == UInt8(ascii: "]"), !isFirst { return (isInside != isNegated, index) }
            isFirst = false
            if current == UInt8(ascii: "["), index + 1 < pattern.count, pattern[index + 1] == UInt8(ascii: ":"),
                let close = pattern[(index + 2)...].firstIndex(of: UInt8(ascii: "]")),
                close > index + 2, pattern[close - 1] == UInt8(ascii: ":")
            {
                let name = String(decoding: pattern[(index + 2)..<(close - 1)], as: UTF8.self)
                guard let isMember = Self.classes[name] else { return nil }
                if isMember(byte) { isInside = true }
                (index, last) = (close + 1, nil)
                continue
            }
            if current == UInt8(ascii: "-"), let low = last, index + 1 < pattern.count,
                pattern[index + 1] != UInt8(ascii: "]")
            {
                index += 1
                if pattern[index] == UInt8(ascii: "\\") { index += 1 }
                guard index < pattern.count else { return nil }
                if low <= pattern[index], (low...pattern[index]).contains(byte) { isInside = true }
                (index, last) = (index + 1, nil)
                continue
            }
            if current == UInt8(ascii: "\\") { index += 1 }
            guard index < pattern.count else { return nil }
            if pattern[index] == byte { isInside = true }
            last = pattern[index]
            index += 1
        }
        return nil
    }

    private static let classes: [String: @Sendable (UInt8) -> Bool] = [
        "alpha": isLetter, "digit": isDigit, "alnum": { isLetter($0) || isDigit($0) },
        "lower": { (0x61...0x7A).contains($0) }, "upper": { (0x41...0x5A).contains($0) },
        "xdigit": { isDigit($0) || (0x41...0x46).contains($0) || (0x61...0x66).contains($0) },
        "space": { $0 == 0x20 || (0x09...0x0D).contains($0) }, "blank": { $0 == 0x20 || $0 == 0x09 },
        "cntrl": { $0 < 0x20 || $0 == 0x7F }, "print": { (0x20...0x7E).contains($0) },
        "graph": { (0x21...0x7E).contains($0) },
        "punct": { (0x21...0x7E).contains($0) && !isLetter($0) && !isDigit($0) },
    ]

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) }
}
