public import Fleet
public import FoundationEssentials

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

    /// Whether a reconcile would request an upgrade.
    public var hasChanges: Bool { fleets.contains { $0.count(of: .upgrade) > 0 } }
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
    /// When the cloud was observed.
    public var observedAt: Date
    /// Whether the journal knew the fleet before; else what it would have remembered is lost, or there never was any.
    public var isKnown: Bool
    /// The pause of the fleet; nil: it is not paused.
    public var paused: Pause?
    /// When a request could first leave for an instance that waits: its own waits, windows and freezes together. Nil
    /// where no time is known, or where one could leave as soon as a run begins.
    public var nextRunAt: Date?
    /// Every declared instance, by id.
    public var instances: [PlannedInstance]
    /// The upgrade calls that would be made, in order, as far as slots free up as they are needed.
    public var batches: [PlannedBatch]
    /// Scheduled upgrades that would be canceled of instances which the fleet declares no more.
    public var cancellations: [PlannedCancellation] = []
    /// Instances whose pre-check a run reads before it upgrades them, and starts where none was passed lately. A plan
    /// reads none, since only a run may start one.
    public var prechecks: [InstanceID] = []

    /// How many instances have this action.
    public func count(of kind: Action.Kind) -> Int { instances.count { $0.action.kind == kind } }

    /// How many instances are upgraded now, or were requested to be; they are no part of those that wait.
    public var upgrading: Int { instances.count { $0.action.isUpgrading } }

    /// Whether every instance that counts runs its declared version.
    public var hasConverged: Bool { !instances.contains(where: \.action.blocksConvergence) }
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
    /// What is offered; nil where nothing is, or where the plan does not depend on it.
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
