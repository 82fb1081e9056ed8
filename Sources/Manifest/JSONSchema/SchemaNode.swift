/// What JSON Schema (draft 7) says of one value.
struct SchemaNode: Encodable, Equatable, Sendable {
    private(set) var keywords: [String: JSONValue]

    init(_ keywords: [String: JSONValue] = [:]) { self.keywords = keywords }

    var json: JSONValue { .object(keywords) }

    /// The same with one more keyword, or with another value for it.
    func with(_ keyword: String, _ value: JSONValue) -> SchemaNode {
        var node = self
        node.keywords[keyword] = value
        return node
    }

    /// What an editor shows of the value.
    func described(_ text: String) -> SchemaNode { with("description", .string(text)) }

    /// The value that counts where the key is left out.
    func otherwise(_ value: JSONValue) -> SchemaNode { with("default", value) }

    func encode(to encoder: any Encoder) throws { try json.encode(to: encoder) }
}

/// The keys of a mapping, by which the loader reads it and the schema describes it: one that is added to either is in both.
protocol SchemaKey: RawRepresentable, CaseIterable where RawValue == String {
    /// The keys that must be there.
    static var requiredKeys: [Self] { get }
    /// What belongs to the key.
    var schema: SchemaNode { get }
}

extension SchemaNode {
    /// A mapping with the keys that the loader reads, and no others.
    static func mapping<Key: SchemaKey>(of: Key.Type) -> SchemaNode {
        let properties = Key.allCases.map { ($0.rawValue, $0.schema.json) }
        let node = SchemaNode([
            "type": .string("object"), "additionalProperties": .boolean(false),
            "properties": .object(Dictionary(properties, uniquingKeysWith: { first, _ in first })),
        ])
        return Key.requiredKeys.isEmpty ? node : node.with("required", .strings(Key.requiredKeys.map(\.rawValue)))
    }

    static func list(of item: SchemaNode, atLeast least: Int? = nil, atMost most: Int? = nil) -> SchemaNode {
        var node = SchemaNode(["type": .string("array"), "items": item.json])
        if let least { node = node.with("minItems", .integer(least)) }
        if let most { node = node.with("maxItems", .integer(most)) }
        return node
    }

    /// What holds only where a mapping has a key with one of some values.
    static func when(_ key: String, isOneOf values: [String], then: SchemaNode) -> SchemaNode {
        let condition = SchemaNode(["enum": .strings(values)])
        return SchemaNode([
            "if": .object(["properties": .object([key: condition.json]), "required": .strings([key])]),
            "then": then.json,
        ])
    }
}
