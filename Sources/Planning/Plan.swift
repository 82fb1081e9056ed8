public import Fleet

/// What a reconcile would do, for every instance, and why. The same inputs give the same plan, byte for byte.
public struct Plan: Hashable, Sendable, Codable {
    /// The version of this document's shape; it changes when a key changes its meaning or goes away.
    public static let currentSchemaVersion = 1

    /// The shape that this plan has.
    public var schemaVersion = Plan.currentSchemaVersion
    /// The commit whose manifests these are, as `ref@oid`.
    public var revision: String
    /// The commit's signature, for which it was believed; nil where none was asked for.
    public var signature: RevisionSignature?
    /// The same of the tag that the ref named.
    public var tagSignature: RevisionSignature?
    /// A plan for each fleet, by name.
    public var fleets: [FleetPlan]
    /// Instances in the cloud that no fleet declares, by location and id.
    public var unmanaged: [UnmanagedInstance]

    /// A plan.
    public init(
        revision: String, signatures: RevisionSignatures = RevisionSignatures(), fleets: [FleetPlan],
        unmanaged: [UnmanagedInstance] = []
    ) {
        self.revision = revision
        (signature, tagSignature) = (signatures.commit, signatures.tag)
        self.fleets = fleets.sorted { $0.fleet < $1.fleet }
        self.unmanaged = unmanaged
    }

    /// Whether a reconcile would request an upgrade.
    public var hasChanges: Bool { fleets.contains { $0.count(of: .upgrade) > 0 } }
}

/// An instance in the cloud that no fleet declares.
public struct UnmanagedInstance: Hashable, Sendable, Codable {
    /// Where it is.
    public var region: String
    /// Its project's id.
    public var project: ProjectID
    /// Its id.
    public var id: InstanceID
    /// Its name.
    public var name: String
    /// The cloud's text for the version that it runs.
    public var current: String

    /// An unmanaged instance.
    public init(region: String, project: ProjectID, _ observed: ObservedInstance) {
        self.region = region
        self.project = project
        self.id = observed.id
        self.name = observed.name
        self.current = observed.currentText
    }
}

extension UnmanagedInstance {
    /// The instances of a location that no fleet at all declares, by id.
    public static func find(
        in observation: Observation, declared: Set<InstanceID>, region: String, project: ProjectID
    ) -> [UnmanagedInstance] {
        observation.instances.values.filter { !declared.contains($0.id) }
            .sorted { $0.id < $1.id }
            .map { UnmanagedInstance(region: region, project: project, $0) }
    }
}
