import Fleet
public import Planning

/// What a change to the manifests means for the fleets: what it declares differently, beside what a run would do.
public struct PlanChanges: Sendable {
    /// With what it is compared.
    let base: ComparedBase
    /// Why it cannot be compared, in words that follow a colon; nil: it is.
    let problem: String?
    /// The fleets of which anything differs, by name.
    let fleets: [ChangedFleet]
    /// What a run would do because of the change, and what it would do without it.
    let caused, pending: WorkTally

    /// Nothing could be compared.
    public init(base: ComparedBase, problem: String) {
        (self.base, self.problem, fleets) = (base, problem, [])
        (caused, pending) = (WorkTally(), WorkTally())
    }

    /// The changes beside the plan that was made after them. A fleet that is not in the plan could not be read, or was
    /// not chosen. The cost is linear in the plan's instances.
    public init(base: ComparedBase, _ changes: [FleetChange], in plan: Plan) {
        (self.base, problem) = (base, nil)
        var unmanaged: [InstanceID: UnmanagedInstance] = [:]
        for one in plan.unmanaged { unmanaged[one.id] = one }
        let plans = Dictionary(plan.fleets.map { ($0.fleet, $0) }, uniquingKeysWith: { first, _ in first })
        fleets = changes.map { ChangedFleet($0, plans[$0.fleet], unmanaged) }
        var (caused, pending) = (WorkTally(), WorkTally())
        var causes: Set<InstanceID> = []
        for change in changes.flatMap(\.instances) where change.causesUpgrade || change.after == nil {
            causes.insert(change.id)
        }
        for fleet in plan.fleets {
            for one in fleet.instances where one.action != .none {
                causes.contains(one.id) ? caused.count(one.action) : pending.count(one.action)
            }
            for one in fleet.cancellations {
                if causes.contains(one.instance) { caused.toCancel += 1 } else { pending.toCancel += 1 }
            }
        }
        (self.caused, self.pending) = (caused, pending)
    }
}

/// How much a run would do, now or later.
struct WorkTally: Hashable, Encodable {
    /// Upgrades that it would request now.
    var now = 0
    /// Upgrades that are under way.
    var upgrading = 0
    /// Those that go on later by themselves.
    var later = 0
    /// Instances that need a person.
    var held = 0
    /// Scheduled upgrades that it would cancel.
    var toCancel = 0

    mutating func count(_ action: Action) {
        switch action {
        case .none: break
        case .upgrade: now += 1
        case .cancel: toCancel += 1
        case .wait where action.isUpgrading: upgrading += 1
        case .wait, .hold:
            switch action.outlook {
            case .waiting: later += 1
            case .attention: held += 1
            case .leftOut, nil: break
            }
        }
    }
}

/// What a change declares differently of a fleet.
struct ChangedFleet: Hashable {
    let change: FleetChange
    /// The instances that differ, by wave in the order of the rollout, then by what is done with them, then by name;
    /// those that are declared no longer come last.
    let instances: [ChangedInstance]
    /// Whether it has more than one wave, so that they are worth telling apart.
    let hasWaves: Bool

    init(_ change: FleetChange, _ plan: FleetPlan?, _ unmanaged: [InstanceID: UnmanagedInstance]) {
        self.change = change
        hasWaves = plan.map { $0.waves.count > 1 } ?? false
        let changed = Set(change.instances.map(\.id))
        var planned: [InstanceID: PlannedInstance] = [:]
        for one in plan?.instances ?? [] where changed.contains(one.id) { planned[one.id] = one }
        var canceled: [InstanceID: PlannedCancellation] = [:]
        for one in plan?.cancellations ?? [] { canceled[one.instance] = one }
        let order = Dictionary(
            (plan?.waves ?? []).enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        let all = change.instances.map { one in
            ChangedInstance(
                change: one, planned: planned[one.id], cancellation: canceled[one.id], unmanaged: unmanaged[one.id],
                isOfRemovedFleet: change.kind == .removed)
        }
        instances = all.sorted { one, other in
            let (left, right) = (one.place(in: order), other.place(in: order))
            return left == right ? (one.label, one.change.id) < (other.label, other.change.id) : left < right
        }
    }
}

/// What a change declares differently of an instance, and what a run would do with it.
struct ChangedInstance: Hashable {
    let change: InstanceChange
    /// Its line in the plan; nil where it is declared no longer, or its fleet is not in the plan.
    let planned: PlannedInstance?
    /// The cancellation of its scheduled upgrade, where it is declared no longer and has one.
    let cancellation: PlannedCancellation?
    /// What is known of it in no fleet.
    let unmanaged: UnmanagedInstance?
    /// Whether no run observes the fleet that declared it.
    let isOfRemovedFleet: Bool

    /// The version that it runs, in the cloud's own text; nil where that is not known.
    var current: String? { (planned?.current ?? unmanaged?.current).flatMap { $0.isEmpty ? nil : $0 } }

    /// Its name in the cloud, else a declared one; nil where none is known.
    var name: String? {
        let names = [planned?.name, cancellation?.name, unmanaged?.name, change.after?.name, change.before?.name]
        return names.lazy.compactMap(\.self).first { !$0.isEmpty }
    }

    /// Its name, else its id.
    var label: String { name ?? change.id.description }

    /// Its wave after the change; nil where none takes it.
    var wave: String? { change.after?.wave }

    fileprivate func place(in waves: [String: Int]) -> (Int, Int, Int) {
        guard change.after != nil else { return (.max, 0, 0) }
        return (wave.flatMap { waves[$0] } ?? .max - 1, planned?.rank ?? 0, planned?.batch ?? 0)
    }
}
