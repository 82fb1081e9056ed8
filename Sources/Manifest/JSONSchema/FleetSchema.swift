internal import Fleet

extension Header.MetadataKey: SchemaKey {
    static let requiredKeys: [Self] = [.name]

    var schema: SchemaNode {
        switch self {
        case .name:
            .label("orders").described("The document's name, unique among the documents of its kind: lower case.")
        case .labels: .labels.described("Labels of the document, text to text.")
        case .annotations:
            .texts(atMost: YAMLLimit.freeText).described(
                "Notes for other tools, text to text. Nothing reads them here.")
        }
    }
}

extension FleetDeclaration.Key: SchemaKey {
    static let requiredKeys: [Self] = [.region, .projectID, .instances]

    var schema: SchemaNode {
        switch self {
        case .region: .label("cn-north-4").described("The region of every instance of this fleet.")
        case .projectID:
            .shaped("(auto|[0-9A-Za-z]{32})", isNumberToo: true, examples: ["auto"])
                .described(
                    "The id of the project, 32 letters and digits; or auto: the project that bears the region's name.")
        case .credentials:
            .label("prod").described("The name of a credentials profile. Left out: those of the environment.")
        case .kernelVersion:
            .kernelVersion.described(
                "The version that every instance is to run that names none of its own: four whole numbers, never a range."
            )
        case .via:
            .stops.described(
                "Versions at which any instance may stop on the way. Each lies below the declared version of at least one."
            )
        case .rollout:
            .label("careful").described(
                "The name of the Rollout by which the fleet moves. Left out: the built-in default.")
        case .suspend: .boolean.otherwise(.boolean(false)).described("true leaves the whole fleet alone.")
        case .dependsOn:
            .list(of: DependencyDeclaration.Key.entry, atLeast: 1, atMost: FleetDependency.maximumPerFleet)
                .described(
                    "The fleets that go first: no instance is upgraded to a version before they run it and have soaked."
                )
        case .instances:
            .list(of: .mapping(of: InstanceDeclaration.Key.self), atLeast: 1)
                .described("The instances, each declared once in all files together.")
        }
    }

    /// The spec of a Fleet: an instance without a version needs one from it.
    static var spec: SchemaNode {
        let each = SchemaNode(["required": .strings([InstanceDeclaration.Key.kernelVersion.rawValue])])
        let list = SchemaNode(["items": each.json])
        return SchemaNode.mapping(of: Self.self)
            .with("if", .object(["not": .object(["required": .strings([Self.kernelVersion.rawValue])])]))
            .with("then", .object(["properties": .object([Self.instances.rawValue: list.json])]))
    }
}

extension InstanceDeclaration.Key: SchemaKey {
    static let requiredKeys: [Self] = [.id]

    var schema: SchemaNode {
        switch self {
        case .id:
            .shaped("[0-9A-Za-z]{32}in07", examples: ["6754902da1f447269c6979b0590102a5in07"])
                .described("The instance's id, as the console shows it: 36 characters that end in in07.")
        case .name:
            .text().described("The instance's name. Where it is given it must be the one that the cloud has.")
        case .labels: .labels.described("Labels, text to text, by which the waves of a Rollout select instances.")
        case .kernelVersion:
            .kernelVersion.described("The version that this instance is to run. Left out: the Fleet's.")
        case .via:
            .stops.described(
                "Versions at which this instance may stop on the way, besides the Fleet's. Each lies below the declared one."
            )
        case .suspend: .boolean.otherwise(.boolean(false)).described("true leaves this instance alone.")
        }
    }
}

extension DependencyDeclaration.Key: SchemaKey {
    static let requiredKeys: [Self] = []

    var schema: SchemaNode {
        switch self {
        case .fleet: .label("orders-test").described("The name of the Fleet that goes first.")
        case .matchLabels:
            .labels.with("minProperties", .integer(1)).with("maxProperties", .integer(100))
                .described("Labels, each with its value: every other Fleet whose metadata has all of them goes first.")
        case .soak:
            .duration.otherwise(.string("0s"))
                .described("How long it must have been at rest at the version, all waves of it.")
        }
    }

    /// One entry, which names a fleet or chooses some by their labels.
    fileprivate static var entry: SchemaNode {
        let ways = [Self.fleet, .matchLabels].map { SchemaNode(["required": .strings([$0.rawValue])]).json }
        return SchemaNode.mapping(of: Self.self).with("oneOf", .array(ways))
    }
}
