/// Reads a JSON text (RFC 8259) once, from its first byte to its last, and makes values only of what its caller asks for.
///
/// The caller walks through the text: `kind()` says what comes next; `nextKey()` and `nextElement()` go through what
/// `beginObject()` and `beginArray()` have opened, and the caller reads or skips a value after each; `finish()` checks that nothing
/// follows. No byte is read twice, and each is checked, also in values that are skipped. This is stricter than `JSONDecoder`,
/// which checks a number or a string only where it is decoded, and allows a comma behind the last element.
struct JSONScanner: ~Copyable {
    /// What a value is.
    enum Kind: Hashable { case object, array, string, number, boolean, null }

    /// How many objects and arrays may be inside each other, as in `JSONDecoder`.
    static let deepest = 512

    /// The whole text.
    let bytes: UnsafeBufferPointer<UInt8>
    /// The next byte to be read.
    var index = 0
    /// How many strings have been made of parts of the text.
    var stringsMade = 0
    private var depth = 0
    /// Whether the innermost object or array has been opened and nothing in it has been read.
    private var isFirst = false

    /// A scanner of a text, which must be UTF-8, with or without a byte order mark, and outlive the scanner.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    }

    /// What the next value is.
    mutating func kind() throws(JSONProblem) -> Kind {
        switch try next() {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .boolean
        case UInt8(ascii: "n"): return .null
        default: throw .malformed
        }
    }

    /// Opens the object that comes next.
    mutating func beginObject() throws(JSONProblem) { try begin(UInt8(ascii: "{")) }
    /// Opens the array that comes next.
    mutating func beginArray() throws(JSONProblem) { try begin(UInt8(ascii: "[")) }

    /// The key of the open object's next member, whose value comes next; nil at the object's end, which is then closed.
    mutating func nextKey() throws(JSONProblem) -> JSONStringContent? {
        guard let key = try nextMember() else { return nil }
        // Half a surrogate pair is no character, so that the key has no name.
        guard !key.hasEscapes || key.string != nil else { throw .malformed }
        return key
    }

    /// Whether the open array has another element, which comes next; at its end, the array is closed.
    mutating func nextElement() throws(JSONProblem) -> Bool { try advance(to: UInt8(ascii: "]")) }

    /// Goes over the next value of any kind.
    mutating func skip() throws(JSONProblem) {
        switch try kind() {
        case .object:
            try beginObject()
            while try nextMember() != nil { try skip() }
        case .array:
            try beginArray()
            while try nextElement() { try skip() }
        case .string: _ = try text()
        case .number: _ = try number()
        case .boolean: _ = try boolean()
        case .null: try word("null")
        }
    }

    /// Reads the boolean that comes next.
    mutating func boolean() throws(JSONProblem) -> Bool {
        let isTrue = try next() == UInt8(ascii: "t")
        try word(isTrue ? "true" : "false")
        return isTrue
    }

    /// Checks that nothing but white space is left.
    mutating func finish() throws(JSONProblem) {
        skipSpace()
        guard index == bytes.count else { throw .malformed }
    }

    /// The first byte of what comes next, after white space.
    mutating func next() throws(JSONProblem) -> UInt8 {
        skipSpace()
        guard index < bytes.count else { throw .malformed }
        return bytes[index]
    }

    private mutating func nextMember() throws(JSONProblem) -> JSONStringContent? {
        guard try advance(to: UInt8(ascii: "}")) else { return nil }
        let key = try text()
        guard try next() == UInt8(ascii: ":") else { throw .malformed }
        index += 1
        return key
    }

    private mutating func begin(_ bracket: UInt8) throws(JSONProblem) {
        guard try next() == bracket, depth < Self.deepest else { throw .malformed }
        index += 1
        depth += 1
        isFirst = true
    }

    /// Goes to what the innermost object or array has next; false at its end, which is then passed.
    private mutating func advance(to end: UInt8) throws(JSONProblem) -> Bool {
        let byte = try next()
        if byte == end {
            index += 1
            depth -= 1
            isFirst = false
            return false
        }
        guard !isFirst else {
            isFirst = false
            return true
        }
        guard byte == UInt8(ascii: ",") else { throw .malformed }
        index += 1
        // A comma that nothing follows is refused where the next key or value is read.
        return true
    }

    private mutating func word(_ word: StaticString) throws(JSONProblem) {
        let count = word.utf8CodeUnitCount
        guard index + count <= bytes.count else { throw .malformed }
        for offset in 0..<count where bytes[index + offset] != word.utf8Start[offset] { throw .malformed }
        index += count
    }

    private mutating func skipSpace() {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x0A, 0x0D, 0x09: index += 1
            default: return
            }
        }
    }
}
