/// The JSON Schema (draft 7) of manifests, for editors: completion, texts to hover over, and most mistakes of shape.
///
/// It is made from the keys by which the loader reads, and refuses nothing that the loader accepts, but for a name or a
/// region that is a boolean without quotes. What only several values or files together can tell, such as a dangling name, is
/// for `ManifestLoader` alone.
public struct ManifestSchema: Encodable, Sendable {
    /// The schema of every kind of document.
    public init() {}

    /// Writes the schema.
    public func encode(to encoder: any Encoder) throws { try Self.document.encode(to: encoder) }

    private static var document: SchemaNode {
        let kinds = Header.Kind.allCases.map { kind in
            let properties: JSONValue = .object([Header.Key.spec.rawValue: spec(of: kind).json])
            return SchemaNode.when(
                Header.Key.kind.rawValue, isOneOf: [kind.rawValue], then: SchemaNode(["properties": properties])
            ).json
        }
        return SchemaNode.mapping(of: Header.Key.self)
            .with("$schema", .string("http://json-schema.org/draft-07/schema#"))
            .with("title", .string("dbconverge manifest"))
            .described("What dbconverge is to keep a fleet of TaurusDB instances at, and how it gets there.")
            .with("patternProperties", .object(["^x-.": extensions.json]))
            .with("allOf", .array(kinds))
    }

    private static func spec(of kind: Header.Kind) -> SchemaNode {
        switch kind {
        case .fleet: FleetDeclaration.Key.spec.described("The instances of one project and region.")
        case .rollout: RolloutDeclaration.Key.spec.described("How a fleet moves.")
        }
    }

    private static let extensions = SchemaNode()
        .described("A key of your own, such as a place for anchors. What is below it is ignored.")
}

extension Header.Key: SchemaKey {
    static let requiredKeys = Self.allCases

    var schema: SchemaNode {
        switch self {
        case .apiVersion:
            SchemaNode(["enum": .strings([Header.apiVersion])]).described("The version of the manifests' form.")
        case .kind:
            .word(of: Header.Kind.self)
                .described("Fleet: the instances of one project and region. Rollout: how a fleet moves.")
        case .metadata: .mapping(of: Header.MetadataKey.self).described("What the document is called.")
        case .spec: SchemaNode(["type": .string("object")]).described("What the document declares, by its kind.")
        }
    }
}
