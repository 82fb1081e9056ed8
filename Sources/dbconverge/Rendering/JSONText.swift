import FoundationEssentials

/// JSON for programs: keys sorted, dates as ISO 8601, the same bytes for the same value.
enum JSONText {
    static func render(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        do {
            return String(decoding: try encoder.encode(value), as: UTF8.self)
        } catch {
            // Only a value such as a not-a-number could get here, and no document has one.
            return #"{"schemaVersion":1,"error":{"message":"the answer could not be written as JSON"}}"#
        }
    }
}
