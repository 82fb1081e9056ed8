/// The instances of one project and region that one `Fleet` document declares, with all its references resolved.
public struct DesiredFleet: Hashable, Sendable {
    /// `metadata.name`.
    public var name: String
    /// `metadata.labels`.
    public var labels: [String: String]
    /// Which cloud account, project and region the instances live in.
    public var location: Location
    /// The rollout that `spec.rollout` names, or the built-in default.
    public var rollout: RolloutPolicy
    /// Whether the whole fleet is to be left alone.
    public var suspend: Bool
    /// The declared instances, in the order of their ids, each id once.
    public var instances: [DesiredInstance]
    /// The fleets that go first, in the order of their names, each once; `spec.dependsOn`.
    public var dependsOn: [FleetDependency]
    /// Whether some fleet of the manifests depends on this one, so that it matters since when it has been at rest.
    public var isUpstream: Bool

    /// A fleet; sorts the instances by id so that everything made from it is stable.
    public init(
        name: String, labels: [String: String] = [:], location: Location, rollout: RolloutPolicy = .builtIn,
        suspend: Bool = false, instances: [DesiredInstance], dependsOn: [FleetDependency] = [],
        isUpstream: Bool = false
    ) {
        self.name = name
        self.labels = labels
        self.location = location
        self.rollout = rollout
        self.suspend = suspend
        self.dependsOn = dependsOn.sorted { $0.fleet < $1.fleet }
        self.isUpstream = isUpstream
        // Indices are small, so that sorting them costs less than moving whole declarations about.
        let order = instances.indices.sorted { instances[$0].id < instances[$1].id }
        self.instances = order.map { instances[$0] }
    }

    /// Whether all of it is to be left alone, because the fleet or its rollout is suspended.
    public var isSuspended: Bool { suspend || rollout.suspend }
}

/// Where a fleet lives. Fleets of the same location share one listing of the cloud.
public struct Location: Hashable, Sendable {
    /// The region's name, such as `cn-north-4`.
    public var region: String
    /// The project, by its id or to be looked up.
    public var project: ProjectReference
    /// The name of a credentials profile; nil: the environment's.
    public var credentials: String?

    /// A location.
    public init(region: String, project: ProjectReference, credentials: String? = nil) {
        (self.region, self.project, self.credentials) = (region, project, credentials)
    }
}

/// How a manifest names its project.
public enum ProjectReference: Hashable, Sendable {
    /// By its id.
    case id(ProjectID)
    /// `auto`: to be looked up by the region's name (`API.md` §4).
    case auto
}

/// What is declared for one instance.
public struct DesiredInstance: Hashable, Sendable {
    /// The instance's id.
    public var id: InstanceID
    /// The cloud's name for it, when the manifest gives one; it must agree.
    public var name: String?
    /// The labels that a rollout's selectors look at.
    public var labels: [String: String]
    /// The version that is declared: the instance's own, else the fleet's.
    public var version: KernelVersion
    /// The versions at which it may stop on the way: its own and the fleet's. All lie below `version`.
    public var via: Set<KernelVersion>
    /// Whether it is to be left alone.
    public var suspend: Bool

    /// A declared instance.
    public init(
        id: InstanceID, name: String? = nil, labels: [String: String] = [:], version: KernelVersion,
        via: Set<KernelVersion> = [], suspend: Bool = false
    ) {
        self.id = id
        self.name = name
        self.labels = labels
        self.version = version
        self.via = via
        self.suspend = suspend
    }
}
