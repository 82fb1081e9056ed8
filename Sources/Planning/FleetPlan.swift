public import FoundationEssentials
public import Fleet

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
    /// Whether the manifests suspend the fleet, or its rollout.
    public var suspended: Bool
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
    /// The fleets that go first, in the order of their names; nil: the fleet follows none.
    public var dependsOn: [PlannedUpstream]?
    /// Where the checks of the fleet as a whole stand; nil: it has none.
    public var checks: [PlannedCheck]?

    /// How many instances have this action.
    public func count(of kind: Action.Kind) -> Int { instances.count { $0.action.kind == kind } }

    /// The checks that decide something and have failed, of its waves and of the fleet as a whole; none of a suspended
    /// fleet, which is left alone.
    public var failedChecks: [PlannedCheck] {
        if suspended { return [] }
        return (waves.flatMap { $0.checks ?? [] } + (checks ?? [])).filter {
            !$0.before && $0.mode == .enforce && $0.state == .failed
        }
    }

    /// Whether every instance that counts runs its declared version.
    public var hasConverged: Bool { !instances.contains(where: \.action.blocksConvergence) }
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
