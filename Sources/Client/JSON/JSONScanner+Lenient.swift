internal import FoundationEssentials

extension JSONScanner {
    /// Reads the next value as `LenientText` does: a string, number or boolean as text, without the secrets of the request;
    /// nil for anything else.
    mutating func lenientText(hiding redactor: Redactor) throws(JSONProblem) -> String? {
        switch try kind() {
        case .string:
            let text = try text()
            stringsMade += 1
            guard text.hasEscapes else { return redactor.redacted(text.bytes) }
            return text.string.map { redactor.redacted($0) }
        case .number:
            let spelling = try number()
            stringsMade += 1
            return Self.isPlainInteger(spelling) ? String(decoding: spelling, as: UTF8.self) : Self.odd(spelling)
        case .boolean: return try boolean() ? "true" : "false"
        case .object, .array, .null:
            try skip()
            return nil
        }
    }

    /// Whether a number is surely one of 64 bits that is spelled as Swift spells it.
    private static func isPlainInteger(_ spelling: UnsafeBufferPointer<UInt8>) -> Bool {
        let digits = spelling.first == UInt8(ascii: "-") ? spelling.dropFirst() : spelling[...]
        return digits.count <= 18 && digits.allSatisfy { (0x30...0x39).contains($0) }
            && (spelling.count == 1 || digits.first != UInt8(ascii: "0"))
    }

    /// Fractions, exponents and large numbers are rare, and all answers have to read them alike.
    private static func odd(_ number: UnsafeBufferPointer<UInt8>) -> String? {
        try? JSONDecoder().decode(LenientText.self, from: Data(number)).text
    }
}
