/// A set of positions of a fleet's instances, in their order: a bit for each between the first word and the last that
/// were ever needed. To add one, to remove one and to find the first few costs as good as nothing.
struct PositionSet: Sendable {
    private var words: [UInt64] = []
    /// The number of the first word.
    private var base = 0
    /// How many positions are in the set.
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    func contains(_ position: Int) -> Bool {
        let word = position / 64 - base
        return words.indices.contains(word) && words[word] & Self.bit(position) != 0
    }

    mutating func insert(_ position: Int) {
        let word = position / 64
        if words.isEmpty { base = word }
        if word < base {
            words.insert(contentsOf: repeatElement(0, count: base - word), at: 0)
            base = word
        }
        while word - base >= words.count { words.append(0) }
        guard words[word - base] & Self.bit(position) == 0 else { return }
        words[word - base] |= Self.bit(position)
        count += 1
    }

    mutating func remove(_ position: Int) {
        guard contains(position) else { return }
        words[position / 64 - base] &= ~Self.bit(position)
        count -= 1
    }

    /// The position before which there are so many others; nil where there are no more.
    func position(at offset: Int) -> Int? {
        guard offset < count else { return nil }
        var left = offset
        for (index, word) in words.enumerated() {
            if left >= word.nonzeroBitCount {
                left -= word.nonzeroBitCount
                continue
            }
            var rest = word
            for _ in 0..<left { rest &= rest - 1 }
            return (base + index) * 64 + rest.trailingZeroBitCount
        }
        return nil
    }

    private static func bit(_ position: Int) -> UInt64 { 1 << UInt64(position % 64) }
}

extension PositionSet: Sequence {
    func makeIterator() -> Iterator { Iterator(words: words, base: base, left: count) }

    struct Iterator: IteratorProtocol {
        fileprivate let words: [UInt64]
        fileprivate let base: Int
        fileprivate var left: Int
        private var index = 0
        private var rest: UInt64 = 0

        fileprivate init(words: [UInt64], base: Int, left: Int) {
            (self.words, self.base, self.left) = (words, base, left)
            rest = words.first ?? 0
        }

        mutating func next() -> Int? {
            guard left > 0 else { return nil }
            while rest == 0 {
                index += 1
                rest = words[index]
            }
            defer { rest &= rest - 1 }
            left -= 1
            return (base + index) * 64 + rest.trailingZeroBitCount
        }
    }
}

extension PositionSet: Hashable {
    static func == (one: PositionSet, other: PositionSet) -> Bool {
        one.count == other.count && one.elementsEqual(other)
    }

    func hash(into hasher: inout Hasher) { for position in self { hasher.combine(position) } }
}
