/// The id of a TaurusDB instance: 36 characters, letters and digits, that end in `in07` (`API.md` §1).
///
/// The letters are kept as numbers, because a fleet has a hundred thousand ids that are compared and looked up at every step.
public struct InstanceID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// What stands before `in07`, eight bytes each, the first one the most significant: so that they are in the order of the
    /// spelling.
    private let first, second, third, fourth: UInt64

    /// Nil unless `text` has the shape of an instance id.
    public init?(_ text: String) {
        var text = text
        guard let id = text.withUTF8({ InstanceID(utf8: $0) }) else { return nil }
        self = id
    }

    /// Nil unless the bytes have the shape of an instance id.
    public init?(utf8 bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.count == 36, bytes.allSatisfy(isLetterOrDigit) else { return nil }
        func word<Word: FixedWidthInteger & BitwiseCopyable>(_ start: Int) -> Word {
            Word(bigEndian: UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: start, as: Word.self))
        }
        guard word(32) == Self.ending else { return nil }
        (first, second, third, fourth) = (word(0), word(8), word(16), word(24))
    }

    /// The id as the cloud spells it.
    public var description: String {
        let spelling = (
            first.bigEndian, second.bigEndian, third.bigEndian, fourth.bigEndian, Self.ending.bigEndian
        )
        return withUnsafeBytes(of: spelling) { String(decoding: $0.prefix(36), as: UTF8.self) }
    }

    /// What tells it from others.
    var words: (UInt64, UInt64, UInt64, UInt64) { (first, second, third, fourth) }

    /// Order by spelling, so that plans are stable.
    public static func < (left: InstanceID, right: InstanceID) -> Bool {
        (left.first, left.second, left.third, left.fourth) < (right.first, right.second, right.third, right.fourth)
    }

    /// `in07`.
    private static let ending: UInt32 = 0x696E_3037
}

/// The id of a project: 32 letters and digits (`API.md` §1).
public struct ProjectID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The id as the cloud spells it.
    public let description: String

    /// Nil unless `text` has the shape of a project id.
    public init?(_ text: String) {
        guard text.utf8.count == 32, text.utf8.allSatisfy(isLetterOrDigit) else { return nil }
        description = text
    }

    /// Order by spelling.
    public static func < (left: ProjectID, right: ProjectID) -> Bool { left.description < right.description }
}

private func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
}

extension InstanceID: Codable {
    /// Decodes the id; throws `DecodingError.dataCorrupted` where the text is none.
    public init(from decoder: any Decoder) throws { self = try decodeText(from: decoder, "an instance id", Self.init) }
    /// Encodes the id as a string.
    public func encode(to encoder: any Encoder) throws { try description.encode(to: encoder) }
}

extension ProjectID: Codable {
    /// Decodes the id; throws `DecodingError.dataCorrupted` where the text is none.
    public init(from decoder: any Decoder) throws { self = try decodeText(from: decoder, "a project id", Self.init) }
    /// Encodes the id as a string.
    public func encode(to encoder: any Encoder) throws { try description.encode(to: encoder) }
}

private func decodeText<Value>(from decoder: any Decoder, _ what: String, _ make: (String) -> Value?) throws -> Value {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = make(text) else {
        throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is not \(what)")
    }
    return value
}
