extension Faults: Codable {
    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// One value, or several: a text, a number or a boolean.
    private enum Value: Decodable {
        case one(String)
        case several([String])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self = .one(text)
            } else if let flag = try? container.decode(Bool.self) {
                self = .one(flag ? "yes" : "no")
            } else if let number = try? container.decode(Double.self) {
                self = .one("\(number)")
            } else {
                self = .several(try container.decode([String].self))
            }
        }

        var texts: [String] {
            switch self {
            case .one(let text): [text]
            case .several(let texts): texts
            }
        }
    }

    /// Decodes an object of names and values, `{"drop-after": "5%", "503": ["5%@reads", "50%@login"]}`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Name.self)
        var spelled: [Spelled] = []
        // In the order of names, so that the same object always has the same faults.
        for key in container.allKeys.sorted(by: { $0.stringValue < $1.stringValue }) {
            for text in try container.decode(Value.self, forKey: key).texts {
                spelled.append(Spelled(name: key.stringValue, value: text))
            }
        }
        do throws(FaultError) {
            try self.init(spelled: spelled)
        } catch {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(codingPath: decoder.codingPath, debugDescription: error.description))
        }
    }

    /// Encodes what it was read from.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Name.self)
        for (name, settings) in Dictionary(grouping: spelled, by: \.name) {
            try container.encode(settings.map(\.value), forKey: Name(stringValue: name))
        }
    }
}
