import TestSupport

/// Bends a text's bytes into something that a broken gateway, proxy or program might send. The same seed bends alike.
struct Mutator {
    private var random: SplitMix
    private let others: [[UInt8]]

    /// `others` are texts to take pieces from.
    init(seed: UInt64, others: [[UInt8]]) { (random, self.others) = (SplitMix(seed: seed), others) }

    mutating func bent(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        // Mostly one thing at a time, so that what stands behind it is read too.
        for _ in 0...(below(3) == 0 ? below(4) : 0) { bend(&bytes) }
        return bytes
    }

    mutating func below(_ limit: Int) -> Int { limit < 2 ? 0 : Int(random.next() % UInt64(limit)) }

    private mutating func bend(_ bytes: inout [UInt8]) {
        let (from, length) = (below(bytes.count + 1), below(24))
        let range = from..<min(bytes.count, from + length)
        switch below(12) {
        case 0: bytes.removeSubrange(from...)
        case 1: bytes.removeSubrange(range)
        case 2: bytes.insert(contentsOf: bytes[range], at: from)
        case 3: if from < bytes.count { bytes[from] ^= 1 << UInt8(below(8)) }
        case 4: if from < bytes.count { bytes[from] = UInt8(below(256)) }
        case 5: bytes.insert(contentsOf: (0..<length).map { _ in UInt8(below(256)) }, at: from)
        case 6, 7: replaceToken(&bytes, near: from)
        case 8: bytes.insert(contentsOf: Self.tokens[below(Self.tokens.count)].utf8, at: from)
        case 9: splice(&bytes, at: from)
        case 10: nest(&bytes, at: from)
        default: swapPieces(&bytes)
        }
    }

    /// A value, from its colon to the next comma or bracket, becomes another.
    private mutating func replaceToken(_ bytes: inout [UInt8], near place: Int) {
        guard let colon = bytes[place...].firstIndex(where: { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "=") })
        else { return }
        let start = colon + 1
        let end = bytes[start...].firstIndex { Self.enders.contains($0) } ?? bytes.count
        bytes.replaceSubrange(start..<end, with: Array(Self.tokens[below(Self.tokens.count)].utf8))
    }

    private mutating func splice(_ bytes: inout [UInt8], at place: Int) {
        let other = others[below(others.count)]
        bytes.replaceSubrange(place..., with: other[below(other.count + 1)...])
    }

    private mutating func nest(_ bytes: inout [UInt8], at place: Int) {
        let depth = [2, 40, 600, 20_000][below(4)]
        let (open, close) = [("[", "]"), ("{\"a\":", "}"), ("{\"error\":", "}")][below(3)]
        let isClosed = below(2) == 0
        bytes.insert(
            contentsOf: (String(repeating: open, count: depth) + "1"
                + (isClosed ? String(repeating: close, count: depth) : "")).utf8, at: place)
    }

    private mutating func swapPieces(_ bytes: inout [UInt8]) {
        let middle = below(bytes.count + 1)
        bytes = Array(bytes[middle...] + bytes[..<middle])
    }

    private static let enders = Set(",]}\n".utf8)
    private static let tokens = [
        "null", "true", "\"\"", "[]", "{}", "0", "-1", "1e400", "1e-400", "-0.0", "9223372036854775807",
        "9223372036854775808", "18446744073709551616", "99999999999999999999999999999999", "0.1e1", "NaN",
        "\"\\ud800\"", "\"\\u0000\"", "\"\u{202E}\"", "\"\u{1F1E8}\u{1F1F3}\"", "\"2.0.75.260400\"",
        "\"0000-00-00T00:00:00+0000\"", "\"9999-12-31T23:59:60-2359\"", "\"99999999999999999999\"",
        "\"18:00-18:00\"", "\"99:99-00:00\"", "\"2018-08-20T02:33:49_0800\"", "<html>", "\u{FEFF}", ",", "\"", "\\",
        "2147483648", "4294967296", "\"throttled: over ratelimit,limit:0,time:0 second\"",
        "\"over ratelimit,limit:99999999999999999999,time:-1 minute\"",
    ]
}
