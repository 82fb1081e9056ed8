/// Changes inside of lines as a unified diff, as `git apply` and `patch` read it.
public enum UnifiedDiff {
    /// Bytes that take the place of others; neither have line ends in them.
    public struct Replacement: Hashable, Sendable {
        /// The offsets of the bytes that are replaced.
        public var range: Range<Int>
        /// What stands there instead.
        public var bytes: [UInt8]
        /// A replacement.
        public init(range: Range<Int>, bytes: [UInt8]) { (self.range, self.bytes) = (range, bytes) }
    }

    /// The bytes with replacements, which are in the order of their offsets and do not overlap.
    public static func applying(_ replacements: [Replacement], to bytes: [UInt8]) -> [UInt8] {
        splice(replacements[...], bytes, 0..<bytes.count)
    }

    /// The diff of one file, with three lines of context.
    ///
    /// Each line is as in the file, also with a carriage return at its end. Costs as much as the file is long.
    ///
    /// - Parameters:
    ///   - path: the file's path.
    ///   - bytes: the file's bytes, UTF-8.
    ///   - replacements: what is replaced, in the order of the file.
    public static func render(_ path: String, _ bytes: [UInt8], _ replacements: [Replacement]) -> String {
        let starts = lineStarts(bytes)
        func line(_ index: Int) -> Range<Int> {
            starts[index]..<(index + 1 < starts.count ? starts[index + 1] : bytes.count)
        }
        var changes: [(line: Int, old: Range<Int>, new: [UInt8])] = []
        var rest = replacements[...]
        var number = 0
        while let next = rest.first {
            while number + 1 < starts.count, starts[number + 1] <= next.range.lowerBound { number += 1 }
            let old = line(number)
            let own = rest.prefix { $0.range.lowerBound < old.upperBound }
            guard !own.isEmpty else { break }
            changes.append((number, old, splice(own, bytes, old)))
            rest = rest.dropFirst(own.count)
        }
        guard !changes.isEmpty else { return "" }
        var text = "--- \(quoted("a/" + path))\n+++ \(quoted("b/" + path))\n"
        var first = changes.startIndex
        while first < changes.endIndex {
            var last = first
            while last + 1 < changes.endIndex, changes[last + 1].line - changes[last].line <= 2 * context { last += 1 }
            let lines = max(0, changes[first].line - context)..<min(starts.count, changes[last].line + context + 1)
            text += "@@ -\(lines.lowerBound + 1),\(lines.count) +\(lines.lowerBound + 1),\(lines.count) @@\n"
            var index = lines.lowerBound
            var change = first
            while index < lines.upperBound {
                var block: [(line: Int, old: Range<Int>, new: [UInt8])] = []
                while change <= last, changes[change].line == index {
                    block.append(changes[change])
                    (index, change) = (index + 1, change + 1)
                }
                if block.isEmpty {
                    text += shown(" ", bytes[line(index)])
                    index += 1
                } else {
                    for removed in block { text += shown("-", bytes[removed.old]) }
                    for added in block { text += shown("+", added.new[...]) }
                }
            }
            first = last + 1
        }
        return text
    }

    private static let context = 3

    private static func lineStarts(_ bytes: [UInt8]) -> [Int] {
        var starts = bytes.isEmpty ? [] : [0]
        for (index, byte) in bytes.enumerated() where byte == 0x0A && index + 1 < bytes.count {
            starts.append(index + 1)
        }
        return starts
    }

    private static func shown(_ mark: String, _ line: ArraySlice<UInt8>) -> String {
        let text = mark + String(decoding: line, as: UTF8.self)
        return line.last == 0x0A ? text : text + "\n\\ No newline at end of file\n"
    }

    /// Part of the bytes with the replacements that lie in it.
    private static func splice(_ replacements: ArraySlice<Replacement>, _ bytes: [UInt8], _ part: Range<Int>) -> [UInt8]
    {
        var result: [UInt8] = []
        result.reserveCapacity(part.count + 16)
        var position = part.lowerBound
        for replacement in replacements {
            result += bytes[position..<replacement.range.lowerBound]
            result += replacement.bytes
            position = replacement.range.upperBound
        }
        result += bytes[position..<part.upperBound]
        return result
    }

    /// A path as git writes it: in quotes with escapes where it has control characters, quotes or backslashes.
    private static func quoted(_ path: String) -> String {
        guard path.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F || "\"\\".utf8.contains($0) }) else { return path }
        let escaped = path.utf8.flatMap { byte -> [UInt8] in
            if "\"\\".utf8.contains(byte) { return [UInt8(ascii: "\\"), byte] }
            guard byte < 0x20 || byte == 0x7F else { return [byte] }
            let digits = String(byte, radix: 8)
            return Array(("\\" + String(repeating: "0", count: 3 - digits.count) + digits).utf8)
        }
        return "\"" + String(decoding: escaped, as: UTF8.self) + "\""
    }
}
