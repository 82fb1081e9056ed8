internal import FoundationEssentials

/// Takes the secrets of a request out of what its answer says, in whatever common form it gives them back: as they are,
/// percent-encoded, with JSON's or HTML's escapes, in hexadecimal, or in base64 at any alignment.
struct Redactor: Sendable {
    /// Takes nothing out.
    static let none = Redactor([])
    private static let mark = Array("[redacted]".utf8)
    /// A shorter form occurs in too many texts by chance.
    private static let shortestEncoded = 6

    private let needles: [Needle]
    /// The bytes with which a form can begin: nearly all of a text is none, and costs one look-up in this table.
    private let canBegin: [Bool]
    /// The bytes that can follow one with which a form begins, where that stands for itself.
    private let canFollow: [Bool]

    /// One form of a secret, byte by byte.
    fileprivate struct Needle: Sendable {
        enum Form { case plain, hexadecimal, base64 }
        var bytes: [UInt8]
        var form: Form
    }

    init(_ secrets: [String]) {
        let needles = secrets.filter { !$0.isEmpty }.flatMap { secret -> [Needle] in
            let bytes = Array(secret.utf8)
            let plain = [Needle(bytes: bytes, form: .plain)]
            guard bytes.count >= Self.shortestEncoded else { return plain }
            return plain + [Needle(bytes: Self.hexadecimal(bytes), form: .hexadecimal)]
                + (0..<3).map { Needle(bytes: Self.base64(bytes, after: $0), form: .base64) }
        }
        self.needles = needles
        // Made for each call, so it has to cost little.
        var canBegin = [Bool](repeating: false, count: 256)
        for byte in Escape.beginnings { canBegin[Int(byte)] = true }
        var canFollow = canBegin
        for needle in needles {
            for byte in needle.forms(ofByte: 0) { canBegin[Int(byte)] = true }
            // A secret of one byte is followed by anything.
            if needle.bytes.count == 1 { canFollow = [Bool](repeating: true, count: 256) }
            for byte in needle.forms(ofByte: 1) + needle.gaps { canFollow[Int(byte)] = true }
        }
        (self.canBegin, self.canFollow) = (canBegin, canFollow)
    }

    /// The text without them; no more of it than `limit` bytes that are no white space, since a long answer is shown by
    /// its beginning. A secret that begins before is recognised whole.
    func redacted(_ text: String, limit: Int = .max) -> String {
        guard !needles.isEmpty else { return text }
        var copy = text
        return copy.withUTF8 { changed($0, limit: limit) } ?? text
    }

    /// Text that is UTF-8, without them.
    func redacted(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        guard !needles.isEmpty, let changed = changed(bytes, limit: .max) else {
            return String(decoding: bytes, as: UTF8.self)
        }
        return changed
    }

    /// Whether there is one of them in a text.
    func matches(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard !needles.isEmpty else { return false }
        var index = 0
        while let next = candidate(in: bytes, from: index) {
            if match(in: bytes, at: next) != nil { return true }
            index = next + 1
        }
        return false
    }

    /// The next place at which a form may begin, as far as its first two bytes tell: most texts have none.
    private func candidate(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        canBegin.withUnsafeBufferPointer { canBegin in
            canFollow.withUnsafeBufferPointer { canFollow in
                var index = start
                while index < bytes.count {
                    let first = bytes[index]
                    if canBegin[Int(first)],
                        index + 1 == bytes.count || canFollow[Int(bytes[index + 1])] || Escape.begins(with: first)
                    {
                        return index
                    }
                    index += 1
                }
                return nil
            }
        }
    }

    /// The text without them, and without what is behind its limit; nil where that is the whole text.
    private func changed(_ bytes: UnsafeBufferPointer<UInt8>, limit: Int) -> String? {
        if bytes.count <= limit, candidate(in: bytes, from: 0) == nil { return nil }
        var shown: [UInt8] = []
        // What stands before `copied` is in `shown`, or taken out.
        var (index, copied, left) = (0, 0, limit)
        while index < bytes.count, left > 0 {
            guard let (start, end) = match(in: bytes, at: index) else {
                if bytes[index] > 0x20 { left -= 1 }
                index += 1
                continue
            }
            shown += bytes[copied..<max(copied, start)]
            shown += Self.mark
            (index, copied) = (end, end)
        }
        guard copied > 0 || index < bytes.count else { return nil }
        return String(decoding: shown + bytes[copied..<index], as: UTF8.self)
    }

    /// Where a secret's form begins and ends, when one is at this byte: in base64 the characters beside it, which hold
    /// some of its bits, belong to it.
    private func match(in bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> (start: Int, end: Int)? {
        guard canBegin[Int(bytes[index])] else { return nil }
        for needle in needles {
            guard var end = needle.end(in: bytes, from: index) else { continue }
            guard needle.form == .base64 else { return (index, end) }
            var start = index
            while start > 0, index - start < 2, Base64.isDigit(bytes[start - 1]) { start -= 1 }
            var more = 0
            while end < bytes.count, more < 4, Base64.isDigit(bytes[end]) || bytes[end] == UInt8(ascii: "=") {
                (end, more) = (end + 1, more + 1)
            }
            return (start, end)
        }
        return nil
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }

    /// The base64 digits that depend on nothing but these bytes, when so many bytes come before them.
    private static func base64(_ bytes: [UInt8], after count: Int) -> [UInt8] {
        let whole = Array(Data([UInt8](repeating: 0, count: count) + bytes).base64EncodedString().utf8)
        let first = (count * 8 + 5) / 6
        let last = (count + bytes.count) * 8 / 6
        return Array(whole[first..<last])
    }
}

extension Redactor.Needle {
    /// What can stand for one of its bytes, written as it is.
    fileprivate func forms(ofByte index: Int) -> [UInt8] {
        guard index < bytes.count else { return [] }
        let byte = bytes[index]
        return switch form {
        case .plain: [byte]
        case .hexadecimal: [byte, byte & ~0x20]
        // Its two alphabets differ in two digits.
        case .base64: [byte, byte == UInt8(ascii: "+") ? UInt8(ascii: "-") : UInt8(ascii: "_")]
        }
    }

    /// What can stand between two of its bytes.
    fileprivate var gaps: [UInt8] {
        switch form {
        case .plain: []
        case .hexadecimal: [0x0A, 0x0D, 0x20, UInt8(ascii: ":")]
        case .base64: [0x0A, 0x0D]
        }
    }

    /// Where it ends in the text, when it begins at this byte.
    fileprivate func end(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        // `&amp;` may be an `&`, or what stands in the secret itself.
        end(in: text, from: start, escapesFirst: true) ?? end(in: text, from: start, escapesFirst: false)
    }

    private func end(in text: UnsafeBufferPointer<UInt8>, from start: Int, escapesFirst: Bool) -> Int? {
        var index = start
        for (position, byte) in bytes.enumerated() {
            guard let next = matched(byte, in: text, at: index, isFirst: position == 0, escapesFirst) else {
                return nil
            }
            index = next
        }
        return index
    }

    private func matched(
        _ byte: UInt8, in text: UnsafeBufferPointer<UInt8>, at start: Int, isFirst: Bool, _ escapesFirst: Bool
    ) -> Int? {
        var index = start
        // Long base64 is broken into lines, and hexadecimal often has something between its pairs.
        if form != .plain, !isFirst {
            var skipped = 0
            while index < text.count, skipped < 3, isGap(text[index]) { (index, skipped) = (index + 1, skipped + 1) }
        }
        guard index < text.count else { return nil }
        let plain = isSame(text[index], byte) ? index + 1 : nil
        if plain != nil, !escapesFirst { return plain }
        guard let (decoded, end) = Escape.decoded(in: text, at: index), isSame(decoded, byte) else { return plain }
        return end
    }

    private func isGap(_ byte: UInt8) -> Bool {
        byte == 0x0A || byte == 0x0D || form == .hexadecimal && (byte == UInt8(ascii: ":") || byte == 0x20)
    }

    private func isSame(_ found: UInt8, _ wanted: UInt8) -> Bool {
        switch form {
        case .plain: found == wanted
        case .hexadecimal: found | 0x20 == wanted | 0x20 && found >= 0x30
        case .base64: Base64.standard(found) == wanted
        }
    }
}

/// The two alphabets of base64.
private enum Base64 {
    static func standard(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "-"): UInt8(ascii: "+")
        case UInt8(ascii: "_"): UInt8(ascii: "/")
        default: byte
        }
    }

    static func isDigit(_ byte: UInt8) -> Bool {
        switch standard(byte) {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "+"), UInt8(ascii: "/"):
            true
        default: false
        }
    }
}

/// How one byte is written where it may not stand as it is.
private enum Escape {
    /// The bytes at which `decoded` can find something.
    static let beginnings = Array("+%\\&".utf8)

    static func begins(with byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "+"), UInt8(ascii: "%"), UInt8(ascii: "\\"), UInt8(ascii: "&"): true
        default: false
        }
    }

    /// The byte that is written there, and where that ends: `%41`, `%2541`, `+` for a space, `\u0041`, `\x41`, `\/`.
    static func decoded(in text: UnsafeBufferPointer<UInt8>, at index: Int) -> (byte: UInt8, end: Int)? {
        switch text[index] {
        case UInt8(ascii: "+"): return (0x20, index + 1)
        case UInt8(ascii: "%"):
            var start = index + 1
            // Encoded more than once.
            while hexadecimal(text, start, 2) == 0x25 { start += 2 }
            return hexadecimal(text, start, 2).map { (UInt8($0), start + 2) }
        case UInt8(ascii: "\\"):
            guard index + 1 < text.count else { return nil }
            switch text[index + 1] {
            case UInt8(ascii: "u"):
                return hexadecimal(text, index + 2, 4).flatMap { $0 < 0x80 ? (UInt8($0), index + 6) : nil }
            case UInt8(ascii: "x"): return hexadecimal(text, index + 2, 2).map { (UInt8($0), index + 4) }
            case UInt8(ascii: "n"): return (0x0A, index + 2)
            case UInt8(ascii: "t"): return (0x09, index + 2)
            case UInt8(ascii: "r"): return (0x0D, index + 2)
            case let other: return (other, index + 2)
            }
        case UInt8(ascii: "&"): return entity(in: text, at: index)
        default: return nil
        }
    }

    private static func entity(in text: UnsafeBufferPointer<UInt8>, at index: Int) -> (byte: UInt8, end: Int)? {
        guard let end = text[index...].prefix(8).firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let name = String(decoding: text[(index + 1)..<end], as: UTF8.self).lowercased()
        let named: [String: UInt8] = ["amp": 0x26, "lt": 0x3C, "gt": 0x3E, "quot": 0x22, "apos": 0x27]
        let number =
            name.hasPrefix("#x")
            ? UInt8(name.dropFirst(2), radix: 16)
            : name.hasPrefix("#") ? UInt8(name.dropFirst()) : named[name]
        return number.map { ($0, end + 1) }
    }

    private static func hexadecimal(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ count: Int) -> Int? {
        guard start + count <= text.count else { return nil }
        var value = 0
        for byte in text[start..<(start + count)] {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value * 16 + Int(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value * 16 + Int(byte - UInt8(ascii: "a")) + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value * 16 + Int(byte - UInt8(ascii: "A")) + 10
            default: return nil
            }
        }
        return value
    }
}
