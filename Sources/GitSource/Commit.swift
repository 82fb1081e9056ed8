internal import FoundationEssentials

/// A commit as its object says.
struct Commit {
    let id: ObjectID
    let tree: ObjectID
    let parents: [ObjectID]
    /// Author, time and subject; what is not UTF-8 in them is replaced.
    let summary: CommitSummary

    static let limit = 1 << 20

    /// Nil where the bytes are no commit.
    init?(_ bytes: [UInt8], id: ObjectID) {
        var lines = HeaderLines(bytes)
        guard let tree = lines.id("tree ") else { return nil }
        var parents: [ObjectID] = []
        while let parent = lines.id("parent ") { parents.append(parent) }
        guard let author = lines.value("author "), let committer = lines.value("committer ") else { return nil }
        (self.id, self.tree, self.parents) = (id, tree, parents)
        summary = CommitSummary(
            author: Self.name(author), committedAt: Date(timeIntervalSince1970: Self.time(committer)),
            subject: Self.subject(lines.message))
    }

    /// What stands before the address.
    private static func name(_ line: ArraySlice<UInt8>) -> String {
        let name = line.prefix { $0 != UInt8(ascii: "<") }
        return String(decoding: name, as: UTF8.self).trimmed
    }

    /// The seconds behind the address.
    private static func time(_ line: ArraySlice<UInt8>) -> TimeInterval {
        let words = line.suffix(from: line.lastIndex(of: UInt8(ascii: ">")).map { $0 + 1 } ?? line.startIndex)
            .split(separator: UInt8(ascii: " "))
        return words.first.flatMap { Int64(String(decoding: $0, as: UTF8.self)) }.map { TimeInterval($0) } ?? 0
    }

    /// The first paragraph, on one line; a NUL ends a message, as it does for git.
    private static func subject(_ message: ArraySlice<UInt8>) -> String {
        let lines = message.prefix { $0 != 0 }.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .lazy.map { String(decoding: $0, as: UTF8.self).trimmed }
        return lines.drop { $0.isEmpty }.prefix { !$0.isEmpty }.joined(separator: " ")
    }
}

/// What an annotated tag stands for, as its object says.
struct Tag {
    let target: ObjectID

    static let limit = 1 << 20

    /// Nil where the bytes are no tag.
    init?(_ bytes: [UInt8]) {
        var lines = HeaderLines(bytes)
        guard let target = lines.id("object ") else { return nil }
        self.target = target
    }
}

/// The lines at the head of a commit or a tag, taken one after the other.
private struct HeaderLines {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    /// What follows the word in the next line, when that begins with it.
    mutating func value(_ word: String) -> ArraySlice<UInt8>? {
        guard rest.starts(with: word.utf8), let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        let value = rest[..<end].dropFirst(word.utf8.count)
        rest = rest[(end + 1)...]
        return value
    }

    mutating func id(_ word: String) -> ObjectID? {
        var ahead = self
        guard let value = ahead.value(word), let id = ObjectID(hexadecimal: value) else { return nil }
        self = ahead
        return id
    }

    /// What follows the first empty line.
    var message: ArraySlice<UInt8> {
        var rest = rest
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            if end == rest.startIndex { return rest.dropFirst() }
            rest = rest[(end + 1)...]
        }
        return []
    }
}

extension String {
    fileprivate var trimmed: String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
