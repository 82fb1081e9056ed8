import FoundationEssentials
import Text

/// JSON for programs: keys sorted, dates as ISO 8601, the same bytes for the same value.
public enum JSONText {
    /// The document as JSON.
    public static func render(_ value: some Encodable) -> String { text(value, [.prettyPrinted]) }

    /// The same on one line, for a log.
    public static func line(_ value: some Encodable) -> String { text(value, []) }

    private static func text(_ value: some Encodable, _ formatting: JSONEncoder.OutputFormatting) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = formatting.union([.sortedKeys, .withoutEscapingSlashes])
        encoder.dateEncodingStrategy = .iso8601
        do {
            return escaped(String(decoding: try encoder.encode(value), as: UTF8.self))
        } catch {
            // Only a value such as a not-a-number could get here, and no document has one.
            return #"{"schemaVersion":1,"error":{"message":"the answer could not be written as JSON"}}"#
        }
    }

    /// The same JSON, with every scalar that is not safe to show as an escape of JSON's, and no command of a CI
    /// system's log in it: outside of its strings there is nothing but ASCII, and no `#`.
    private static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 > 0x7E || $0 == UInt8(ascii: "#") }) else { return text }
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            guard scalar == "#" && shown.last == "#" || scalar != "\n" && !scalar.isSafeToShow else {
                shown.append(scalar)
                continue
            }
            for unit in String(scalar).utf16 {
                let digits = String(unit, radix: 16)
                shown.append(
                    contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).unicodeScalars)
            }
        }
        return String(shown)
    }
}
