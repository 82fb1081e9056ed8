/// The id of a TaurusDB instance: 36 characters, letters and digits, that end in `in07` (`API.md` §1).
public struct InstanceID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The id as the cloud spells it.
    public let description: String

    /// Nil unless `text` has the shape of an instance id.
    public init?(_ text: String) {
        guard text.utf8.count == 36, text.hasSuffix("in07"), text.utf8.allSatisfy(isLetterOrDigit) else { return nil }
        description = text
    }

    /// Order by spelling, so that plans are stable.
    public static func < (left: InstanceID, right: InstanceID) -> Bool { left.description < right.description }
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
