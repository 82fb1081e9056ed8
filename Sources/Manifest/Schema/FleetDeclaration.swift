internal import Fleet

/// A Fleet document: what it declares, and where.
struct FleetDeclaration {
    var name: Declared<String>?
    var labels: [String: String]
    var region: Declared<String>?
    var location: Location?
    var rollout: Declared<String>?
    var suspend: Bool
    /// The fleets that go first, as they are named or chosen.
    var dependencies: [DependencyDeclaration]
    /// Every id that could be read, also of instances that are wrong otherwise.
    var ids: [Declared<InstanceID>] = []
    var instances: [Declared<DesiredInstance>] = []
    /// Whether every instance could be read, so that something that none of them has is truly missing.
    var isWhole = false

    enum Key: String, CaseIterable {
        case region, projectID, credentials, kernelVersion, via, rollout, suspend, dependsOn, instances
    }

    init?(_ header: Header) {
        guard let spec = header.spec, let fields = MappingReader<Key>(spec, of: "the spec of a Fleet") else {
            return nil
        }
        name = header.name
        labels = header.labels
        // The region becomes part of a host's name: anything but a label could send tokens elsewhere.
        region = fields.required(.region).flatMap { value in
            value.label("the name of a region such as cn-north-4").map { Declared($0, value) }
        }
        let project = fields.required(.projectID)?.project()
        let credentials = fields[.credentials]?.label("the name of a credentials profile")
        if let region, let project {
            location = Location(region: region.content, project: project, credentials: credentials)
        }
        rollout = fields[.rollout].flatMap { value in
            value.label("the name of a Rollout").map { Declared($0, value) }
        }
        suspend = fields[.suspend]?.boolean() ?? false
        dependencies = fields[.dependsOn].map(DependencyDeclaration.readAll) ?? []

        let stops = fields[.via]?.stops() ?? []
        let inherited = InstanceDeclaration.Inherited(
            isVersionGiven: fields.has(.kernelVersion), version: fields[.kernelVersion]?.kernelVersion(),
            stops: Set(stops.map(\.version)))
        let count = header.log.count
        readInstances(fields[.instances], isMisspelt: fields.has(.instances), of: spec, inherited)
        isWhole = header.log.count == count && !instances.isEmpty
        checkStops(stops)
    }

    private mutating func readInstances(
        _ list: Value?, isMisspelt: Bool, of spec: Value, _ inherited: InstanceDeclaration.Inherited
    ) {
        let hint = "list at least one, or remove the Fleet"
        guard let list else {
            if isMisspelt { return }
            spec.report(.noInstances, "this Fleet has no instances", hint: hint)
            return
        }
        guard let items = list.items(of: "instances") else { return }
        if items.isEmpty { list.report(.noInstances, "this Fleet has no instances", hint: hint) }
        ids.reserveCapacity(items.count)
        instances.reserveCapacity(items.count)
        for item in items {
            guard let declaration = InstanceDeclaration(item, inherited) else { continue }
            if let id = declaration.id { ids.append(id) }
            if let instance = declaration.instance, let id = declaration.id {
                var declared = Declared(instance, item)
                declared.location = id.location
                instances.append(declared)
            }
        }
    }

    /// A fleet's stop serves the instances whose version lies above it; one that serves none is a mistake.
    private func checkStops(_ stops: [(version: KernelVersion, value: Value)]) {
        guard ids.count == instances.count, let highest = instances.map(\.content.version).max() else { return }
        for stop in stops where stop.version >= highest {
            stop.value.report(
                .badVia, "the stop \(stop.version) lies below the declared version of none of this Fleet's instances",
                hint: "the highest is \(highest); a stop is a version on the way to it")
        }
    }
}
