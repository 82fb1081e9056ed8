private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension Decoder {
    /// Throws where there is an unknown key: a mistyped one must not be silently ignored.
    func refuseUnknownKeys<Key: CodingKey & CaseIterable>(but known: Key.Type) throws {
        let names = known.allCases.map(\.stringValue)
        for key in try container(keyedBy: AnyKey.self).allKeys where !names.contains(key.stringValue) {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: codingPath + [key],
                    debugDescription: "there is no such key: use one of \(names.joined(separator: ", "))"))
        }
    }
}

extension KeyedDecodingContainer {
    /// An error at a key.
    func wrong(_ key: Key, _ what: String) -> DecodingError {
        DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: what)
    }

    /// A number of seconds, none below zero.
    func duration(_ key: Key) throws -> Duration? {
        guard let seconds = try decodeIfPresent(Double.self, forKey: key) else { return nil }
        guard (0...1e9).contains(seconds) else { throw wrong(key, "give a number of seconds from 0 to 1000000000") }
        return .seconds(seconds)
    }
}
