public import FoundationEssentials
public import Fleet

/// What a reconcile would do, for every instance, and why. The same inputs give the same plan, byte for byte.
public struct Plan: Hashable, Sendable, Codable {
    /// The version of this document's shape; it changes when a key changes its meaning or goes away.
    public static let currentSchemaVersion = 1

    /// The shape that this plan has.
    public var schemaVersion = Plan.currentSchemaVersion
    /// The commit whose manifests these are, as `ref@oid`.
    public var revision: String
    /// A plan for each fleet, by name.
    public var fleets: [FleetPlan]
    /// Instances in the cloud that no fleet declares, by location and id.
    public var unmanaged: [UnmanagedInstance]

    /// A plan.
    public init(revision: String, fleets: [FleetPlan], unmanaged: [UnmanagedInstance] = []) {
        self.revision = revision
        self.fleets = fleets.sorted { $0.fleet < $1.fleet }
        self.unmanaged = unmanaged
    }

    /// Whether a reconcile would ask for an upgrade.
    public var hasChanges: Bool { fleets.contains { $0.count(of: "upgrade") > 0 } }
}

/// What would be done with one fleet.
public struct FleetPlan: Hashable, Sendable, Codable {
    /// The fleet's name.
    public var fleet: String
    /// Its region.
    public var region: String
    /// Its project's id.
    public var project: ProjectID
    /// The name of its rollout; nil: the built-in default.
    public var rollout: String?
    /// The waves, in their order.
    public var waves: [PlannedWave]
    /// How many instances of the open wave may be unavailable at once.
    public var maxUnavailable: Int
    /// When the cloud was looked at.
    public var observedAt: Date
    /// Whether the journal knew the fleet before; else what it would have remembered is lost, or there never was any.
    public var isKnown: Bool
    /// The pause of the fleet; nil: it is not paused.
    public var paused: Pause?
    /// Every declared instance, by id.
    public var instances: [PlannedInstance]
    /// The upgrade calls that would be made, in order, as far as slots free up as they are needed.
    public var batches: [PlannedBatch]

    /// How many instances have this action.
    public func count(of action: String) -> Int { instances.count { $0.action.name == action } }

    /// When to come back: the first time at which something ends that an instance waits for; nil where no time is known.
    public var comeBackAt: Date? {
        instances.map(\.action).filter { $0.outlook == .waiting }.compactMap(\.reason?.until).filter { $0 > observedAt }
            .min()
    }

    /// Whether every instance that counts runs its declared version.
    public var hasConverged: Bool {
        instances.allSatisfy { $0.action == .none || $0.action.reason?.blocksConvergence == false }
    }
}

/// Where a wave stands.
public struct PlannedWave: Hashable, Sendable, Codable {
    /// Its name.
    public var name: String
    /// How many of its instances count: all but those that are suspended or ahead.
    public var instances: Int
    /// How many of them run their declared version.
    public var inSync: Int
    /// Whether all of them have converged and are at rest.
    public var isDone: Bool
    /// Whether nothing of it counts and it is not `optional`, so that it holds the waves after it; nil where it does not.
    public var isEmpty: Bool?
    /// Until when it soaks; nil unless it does.
    public var soaksUntil: Date?

    init(_ wave: Waves.Wave, now: Date) {
        (name, instances, inSync, isDone) = (wave.policy.name, wave.counted.count, wave.inSync, wave.isDone)
        if wave.isUntried { isEmpty = true }
        guard isDone, let end = wave.soaksUntil, end > now else { return }
        soaksUntil = end
    }
}

/// What would be done with one instance.
public struct PlannedInstance: Hashable, Sendable {
    /// Its id.
    public var id: InstanceID
    /// Its name in the cloud, else the declared one; nil where neither is known.
    public var name: String?
    /// The version that it runs, in the cloud's own text; nil where the cloud does not list it.
    public var current: String?
    /// The version that is declared.
    public var declared: KernelVersion
    /// What is offered; nil where nothing is, or where nobody needed to know.
    public var offered: KernelVersion?
    /// What would be done.
    public var action: Action
    /// The last result of its pre-check, item by item; nil where none was read.
    public var precheck: PrecheckResult?
    /// The number of its batch, from 1; nil unless it is upgraded.
    public var batch: Int?

    /// A line of a plan.
    public init(
        id: InstanceID, name: String?, current: String?, declared: KernelVersion, offered: KernelVersion?,
        action: Action, precheck: PrecheckResult? = nil, batch: Int? = nil
    ) {
        self.id = id
        self.name = name
        self.current = current
        self.declared = declared
        self.offered = offered
        self.action = action
        self.precheck = precheck
        self.batch = batch
    }
}

/// One upgrade call of a plan.
public struct PlannedBatch: Hashable, Sendable, Codable {
    /// Its number, from 1.
    public var number: Int
    /// The version that all its instances run now.
    public var from: KernelVersion
    /// The instances, by id.
    public var instances: [InstanceID]
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
