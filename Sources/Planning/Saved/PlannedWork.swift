public import Fleet

/// What a saved plan permits a run to do. What is not in it is not permitted.
public struct PlannedWork: Hashable, Sendable {
    private var upgrades: [InstanceID: SavedUpgrade] = [:]
    private var cancellations: Set<SavedCancellation> = []

    /// What a plan lists; of two entries of one instance neither counts.
    public init(_ plan: SavedPlan) {
        var repeated: Set<InstanceID> = []
        for fleet in plan.fleets {
            for upgrade in fleet.upgrades where upgrades.updateValue(upgrade, forKey: upgrade.instance) != nil {
                repeated.insert(upgrade.instance)
            }
            cancellations.formUnion(fleet.cancellations)
        }
        for id in repeated { upgrades[id] = nil }
    }

    /// The upgrade that is listed of an instance; nil: none is.
    public func upgrade(of id: InstanceID) -> SavedUpgrade? { upgrades[id] }

    /// Whether a scheduled upgrade may be canceled: it is listed, or a run of the plan may have requested it. What the
    /// plan itself has scheduled must not land where nothing declares it.
    public func permitsCancellation(of id: InstanceID, job: String) -> Bool {
        upgrades[id] != nil || cancellations.contains(SavedCancellation(instance: id, job: job))
    }
}

extension Planner {
    /// The planner of a run that applies a saved plan: the same rules, with a guard in front that permits only what the
    /// plan lists.
    public init(applying plan: SavedPlan, guards: [Guard] = Guard.all) {
        let work = PlannedWork(plan)
        self.init(guards: [.planned(work, before: guards)] + guards)
        permitted = work
    }

    /// The scheduled upgrades of ours that a run may cancel, with whether it does.
    func cancellations(in situation: Situation) -> [InstanceID: (job: String, decision: Situation.Decision)] {
        let all = situation.cancellations()
        guard let permitted else { return all }
        return all.filter { permitted.permitsCancellation(of: $0.key, job: $0.value.job) }
    }
}
