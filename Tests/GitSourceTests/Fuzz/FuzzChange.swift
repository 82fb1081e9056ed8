import TestSupport

@testable import GitSource

/// What is done to one file of a repository.
struct FuzzChange {
    enum Content {
        case bytes([UInt8])
        case nothing, directory
        case link(String)
    }

    let path: String
    let content: Content
    /// For a person who looks into a failure.
    let description: String
}

/// Draws changes: the same seed draws the same.
struct FuzzBender {
    private var random: SplitMix
    private let base: FuzzBase
    private let commits: [String]
    /// What earlier changes of the same case have made of files.
    private var bent: [String: [UInt8]] = [:]

    init(seed: UInt64, _ base: FuzzBase, commits: [String]) {
        (random, self.base, self.commits) = (SplitMix(seed: seed), base, commits)
    }

    mutating func below(_ limit: Int) -> Int { limit < 2 ? 0 : Int(random.next() % UInt64(limit)) }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

    /// One change, rarely several.
    mutating func changes() -> [FuzzChange] {
        let count = below(4) == 0 ? 2 + below(3) : 1
        return (0..<count).map { _ in change() }
    }

    /// Another content under the id of a loose object, compressed as it should be: only the id tells.
    mutating func alteration() -> FuzzChange {
        let path = pick(base.objects.keys.sorted())
        guard let object = base.objects[path] else { return change() }
        var bytes = object.bytes
        // Often such that it still reads as what it was.
        if below(2) == 0, let place = bytes.lastIndex(where: { (0x31...0x38).contains($0) }) {
            bytes[place] += 1
        } else {
            bend(&bytes)
        }
        let whole = zlib(Array("\(object.kind.name) \(bytes.count)\0".utf8) + bytes)
        return FuzzChange(path: path, content: .bytes(whole), description: "another \(object.kind.name) in \(path)")
    }

    private mutating func change() -> FuzzChange {
        if !base.objects.isEmpty, below(8) == 0 { return alteration() }
        if below(12) == 0 { return addition() }
        let file = anyFile()
        switch below(14) {
        case 0: return FuzzChange(path: file.path, content: .nothing, description: "no \(file.path)")
        case 1:
            return below(2) == 0
                ? FuzzChange(path: file.path, content: .directory, description: "a directory \(file.path)")
                : FuzzChange(
                    path: file.path, content: .link(below(2) == 0 ? file.path : anyFile().path),
                    description: "a link \(file.path)")
        case 2, 3: return copy(to: file)
        default:
            var bytes = bent[file.path] ?? file.bytes
            let what = bend(&bytes, isText: file.sort.isText)
            bent[file.path] = bytes
            return FuzzChange(path: file.path, content: .bytes(bytes), description: "\(what) in \(file.path)")
        }
    }

    /// A sort first, then a file: there is one HEAD beside many objects.
    private mutating func anyFile() -> FuzzBase.File {
        let sorts = FuzzBase.Sort.allCases.filter { sort in base.files.contains { $0.sort == sort } }
        let sort = pick(sorts)
        return pick(base.files.filter { $0.sort == sort })
    }

    /// What another file holds, mostly one of the same sort.
    private mutating func copy(to file: FuzzBase.File) -> FuzzChange {
        let same = base.files.filter { $0.sort == file.sort && $0.path != file.path }
        let source = same.isEmpty || below(3) == 0 ? anyFile() : pick(same)
        bent[file.path] = source.bytes
        return FuzzChange(
            path: file.path, content: .bytes(source.bytes), description: "\(source.path) copied to \(file.path)")
    }

    /// A file that was not there, and that git would heed.
    private mutating func addition() -> FuzzChange {
        let (one, other) = (pick(commits), pick(commits))
        let additions: [(String, String)] = [
            ("info/grafts", "\(one) \(other)\n"), ("shallow", "\(one)\n"), ("refs/replace/\(one)", "\(other)\n"),
            ("refs/heads/main", "\(one)\n"), ("refs/tags/main", "\(one)\n"), ("HEAD", "\(one)\n"),
            ("HEAD", "ref: refs/heads/side\n"), ("refs/heads/main", "ref: refs/tags/v1\n"), ("main", "\(one)\n"),
            ("packed-refs", "# pack-refs with: peeled fully-peeled sorted \n\(one) refs/heads/main\n^\(other)\n"),
            ("objects/info/alternates", "../../../lender/.git/objects\n"), ("objects/info/alternates", ".\n"),
            ("commondir", "..\n"), ("refs/heads/main.lock", "\(one)\n"), ("refs/heads/main", "\(one)\(other)\n"),
            ("objects/pack/multi-pack-index", "MIDX\u{1}\u{1}\u{0}\u{0}"), ("objects/info/commit-graph", "CGPH\u{1}"),
        ]
        let (name, text) = pick(additions)
        let path = "\(gitDirectory)/\(name)"
        return FuzzChange(
            path: path, content: .bytes(Array(text.utf8)), description: "\(path) with \(text.debugDescription)")
    }

    private var gitDirectory: String {
        let heads = base.files.map(\.path).filter { $0.hasSuffix("/.git/HEAD") }
        return String((heads.first { $0.hasPrefix(base.path) } ?? heads.first ?? "").dropLast("/HEAD".count))
    }

    /// Bends bytes, and says how.
    @discardableResult
    mutating func bend(_ bytes: inout [UInt8], isText: Bool = false) -> String {
        let from = below(bytes.count + 1)
        let range = from..<min(bytes.count, from + 1 + below(below(2) == 0 ? 4 : 400))
        switch below(isText ? 16 : 13) {
        case 0, 1:
            if from < bytes.count { bytes[from] ^= 1 << UInt8(below(8)) }
            return "a bit at \(from)"
        case 2:
            if from < bytes.count { bytes[from] = pick([0, 1, 0x7F, 0x80, 0xFF]) }
            return "a byte at \(from)"
        case 3:
            for _ in 0..<8 where !bytes.isEmpty { bytes[below(bytes.count)] = UInt8(below(256)) }
            return "eight bytes"
        case 4:
            bytes.removeSubrange(from...)
            return "the end cut off at \(from)"
        case 5:
            bytes.replaceSubrange(range, with: range.map { _ in 0 })
            return "zeros at \(range)"
        case 6:
            bytes.replaceSubrange(range, with: range.map { _ in 0xFF })
            return "ones at \(range)"
        case 7:
            bytes.removeSubrange(range)
            return "a gap at \(range)"
        case 8:
            bytes.insert(contentsOf: bytes[range], at: from)
            return "twice \(range)"
        case 9:
            bytes += (0..<(1 + below(64))).map { _ in UInt8(below(256)) }
            return "a tail"
        case 10: return number(&bytes, from)
        case 11, 12: return identifier(&bytes)
        default: return word(&bytes, from)
        }
    }

    /// A count, a length or an offset as packs, indexes and their like have them.
    private mutating func number(_ bytes: inout [UInt8], _ place: Int) -> String {
        let start = place & ~3
        guard start + 4 <= bytes.count else { return "nothing" }
        let value: UInt32 = pick([0, 1, 2, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, UInt32(bytes.count), 0x0100_0000])
        bytes.replaceSubrange(start..<(start + 4), with: withUnsafeBytes(of: value.bigEndian) { Array($0) })
        return "the number \(value) at \(start)"
    }

    /// An id in the place of another one, as bytes or as digits.
    private mutating func identifier(_ bytes: inout [UInt8]) -> String {
        let digits = pick(commits)
        guard let id = ObjectID(hexadecimal: digits.utf8) else { return "nothing" }
        let known = commits.compactMap { ObjectID(hexadecimal: $0.utf8) }.flatMap {
            [$0.bytes, Array($0.hexadecimal.utf8)]
        }
        let places = bytes.indices.filter { place in known.contains { bytes[place...].starts(with: $0) } }
        guard !places.isEmpty else { return word(&bytes, below(bytes.count + 1)) }
        let place = pick(places)
        let isText =
            (0x30...0x66).contains(bytes[place]) && bytes[place...].prefix(40).allSatisfy { (0x30...0x66).contains($0) }
        let text = isText ? Array(digits.utf8) : id.bytes
        bytes.replaceSubrange(place..<min(bytes.count, place + text.count), with: text)
        return "the id \(digits) at \(place)"
    }

    private mutating func word(_ bytes: inout [UInt8], _ place: Int) -> String {
        let words = [
            "\n", " ", "\0", "^", "ref: ", "ref: refs/heads/side\n", "..", "/", "refs/tags/v1", "refs/heads/main\n",
            "# pack-refs with: peeled fully-peeled sorted \n", "[core]\n\trepositoryformatversion = 1\n",
            "bare = true\n",
            "[extensions]\n\tobjectformat = sha256\n", "[include]\n\tpath = config\n", "99999999999999999999", "\u{FF}",
            pick(commits), String(repeating: "0", count: 40), "gitdir: ", "../", "\"",
        ]
        let text = pick(words)
        bytes.insert(contentsOf: text.utf8, at: min(place, bytes.count))
        return "\(text.debugDescription) at \(place)"
    }
}

extension FuzzBase.Sort {
    var isText: Bool { [.reference, .packedReferences, .head, .configuration, .other].contains(self) }
}
