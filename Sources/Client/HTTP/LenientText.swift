internal import FoundationEssentials

/// A JSON string, number or boolean as text, without the secrets of the request; nil for anything else. The API's types wobble (`API.md` §1).
struct LenientText: Decodable, Sendable {
    let text: String?

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self.text = decoder.redactor.redacted(text)
        } else if let number = try? container.decode(Int64.self) {
            text = "\(number)"
        } else if let number = try? container.decode(Double.self) {
            text = "\(number)"
        } else if let flag = try? container.decode(Bool.self) {
            text = flag ? "true" : "false"
        } else {
            text = nil
        }
    }

    /// The text as a point in time; nil where it is none.
    var time: Date? { text.flatMap { CloudTime.parse($0) } }
}

/// A JSON string, without the secrets of the request.
struct RedactedText: Decodable, Sendable {
    let text: String

    init(from decoder: any Decoder) throws {
        text = decoder.redactor.redacted(try decoder.singleValueContainer().decode(String.self))
    }
}

extension CodingUserInfoKey {
    /// Takes a request's secrets out of the texts of its answer.
    fileprivate static let redactor = CodingUserInfoKey(rawValue: "redactor")
}

extension Decoder {
    fileprivate var redactor: Redactor {
        CodingUserInfoKey.redactor.flatMap { userInfo[$0] as? Redactor } ?? .none
    }
}

extension JSONDecoder {
    /// A decoder whose texts are without these secrets.
    convenience init(hiding redactor: Redactor) {
        self.init()
        if let key = CodingUserInfoKey.redactor { userInfo[key] = redactor }
    }
}

/// A whole number, given as a number or as a string of digits.
struct LenientCount: Decodable, Sendable {
    let count: Int

    init(from decoder: any Decoder) throws {
        guard let text = try LenientText(from: decoder).text, let count = Int(text) else {
            throw DecodingError.typeMismatch(
                Int.self, .init(codingPath: decoder.codingPath, debugDescription: "not a whole number"))
        }
        self.count = count
    }
}

/// `true` or `false`, given as a boolean, as a string, or as 1 or 0.
struct LenientFlag: Decodable, Sendable {
    let isTrue: Bool

    init(from decoder: any Decoder) throws {
        switch try LenientText(from: decoder).text?.lowercased() {
        case "true", "1": isTrue = true
        case "false", "0": isTrue = false
        default:
            throw DecodingError.typeMismatch(
                Bool.self, .init(codingPath: decoder.codingPath, debugDescription: "neither true nor false"))
        }
    }
}
