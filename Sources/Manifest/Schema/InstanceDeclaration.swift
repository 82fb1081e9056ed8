internal import Fleet

/// One entry of a Fleet's `instances`.
struct InstanceDeclaration {
    var id: Declared<InstanceID>?
    /// Nil where something that it needs is missing or wrong.
    var instance: DesiredInstance?

    /// What a Fleet declares for all its instances.
    struct Inherited {
        var isVersionGiven: Bool
        var version: KernelVersion?
        var stops: Set<KernelVersion>

        /// The stops below a version; one set in memory for all that have the Fleet's own version.
        func stops(below version: KernelVersion) -> Set<KernelVersion> {
            stops.allSatisfy { $0 < version } ? stops : stops.filter { $0 < version }
        }
    }

    enum Key: String, CaseIterable { case id, name, labels, kernelVersion, via, suspend }

    init?(_ value: Value, _ inherited: Inherited) {
        guard let fields = MappingReader<Key>(value, of: "an instance, which is a mapping with an id") else {
            return nil
        }
        id = fields.required(.id).flatMap { value in value.instanceID().map { Declared($0, value) } }
        let name = fields[.name]?.string("the instance's name in the cloud")
        let labels = fields[.labels]?.labels() ?? [:]
        let suspend = fields[.suspend]?.boolean() ?? false
        let stops = fields[.via]?.stops() ?? []

        let version: KernelVersion?
        if let own = fields[.kernelVersion] {
            version = own.kernelVersion()
        } else {
            version = inherited.version
            if !inherited.isVersionGiven {
                value.report(
                    .missingVersion, "no version is declared for this instance",
                    hint: "give it a kernelVersion, or give the Fleet's spec one for all its instances")
            }
        }
        guard let version else { return }
        for stop in stops where stop.version >= version {
            let location = fields[.kernelVersion]?.location
            stop.value.report(
                .badVia, "the stop \(stop.version) does not lie below the declared version \(version)",
                hint: "a stop is a version on the way; remove it, or declare a higher version",
                related: location.map { [("the version is declared here", $0)] } ?? [])
        }
        guard let id else { return }
        var via = inherited.stops(below: version)
        for stop in stops { via.insert(stop.version) }
        instance = DesiredInstance(
            id: id.content, name: name, labels: labels, version: version, via: via, suspend: suspend)
    }
}
