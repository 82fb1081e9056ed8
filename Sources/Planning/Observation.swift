public import FoundationEssentials
public import Fleet

/// What the cloud said of one location in one observation.
public struct Observation: Hashable, Sendable {
    /// When the first call of the observation was sent; what happened later may not show.
    public var startedAt: Date
    /// Every instance of the location.
    public var instances: ObservedInstances
    /// Upgrades that run or are scheduled, one an instance; empty where they were not read.
    public var inFlight: [InstanceID: UpgradeJob]
    /// All of them that are scheduled, by the time they were made: others may have scheduled another one.
    public var scheduled: [InstanceID: [UpgradeJob]]
    /// Upgrades that failed in the last month, those of others included, by their instance.
    public var failed: [InstanceID: [UpgradeJob]]
    /// Upgrades that ended well in the last month; empty where they were not read.
    public var completed: [UpgradeJob]

    /// An observation of a location. Of several jobs of one instance the one that runs wins over one that is scheduled.
    public init(
        startedAt: Date, instances: [ObservedInstance], inFlight: [UpgradeJob] = [], failed: [UpgradeJob] = [],
        completed: [UpgradeJob] = []
    ) {
        self.init(
            startedAt: startedAt, instances: ObservedInstances(instances), inFlight: inFlight, failed: failed,
            completed: completed)
    }

    /// The same from a list that several fleets of a location share.
    public init(
        startedAt: Date, instances: ObservedInstances, inFlight: [UpgradeJob] = [], failed: [UpgradeJob] = [],
        completed: [UpgradeJob] = []
    ) {
        self.startedAt = startedAt
        self.instances = instances
        self.inFlight = Dictionary(
            inFlight.map { ($0.instance, $0) }, uniquingKeysWith: { $0.phase == .running ? $0 : $1 })
        scheduled = Dictionary(grouping: inFlight.filter { $0.phase == .scheduled }, by: \.instance).mapValues {
            $0.sorted { ($0.created ?? .distantFuture, $0.id) < ($1.created ?? .distantFuture, $1.id) }
        }
        self.failed = Dictionary(grouping: failed, by: \.instance)
        self.completed = completed
    }

    /// Whether some instance of the fleet does not run its declared version, so that jobs and offers matter.
    public static func isOutOfSync(_ fleet: DesiredFleet, in instances: ObservedInstances) -> Bool {
        fleet.instances.contains { instances[$0.id]?.current != $0.version }
    }
}

/// Which jobs an observation reads beside the list of instances.
public struct JobReading: Hashable, Sendable {
    /// Whether they are read even where every instance is in sync.
    public var isAlways: Bool
    /// Whether those that ended well in the last month are read too.
    public var withCompleted: Bool

    /// A way to read jobs. Those in flight and those that failed in the last month always belong to it.
    public init(always isAlways: Bool = false, withCompleted: Bool = false) {
        (self.isAlways, self.withCompleted) = (isAlways, withCompleted)
    }
}
