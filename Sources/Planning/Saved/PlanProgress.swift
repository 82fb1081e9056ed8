public import Fleet

/// How far a saved plan has come: what its own runs, those that applied it, have done.
public struct PlanProgress: Hashable, Sendable {
    /// Whether a run has applied it before.
    public var hasRun: Bool
    /// The instances whose listed upgrade its runs have requested: what has changed about them since is its own doing.
    public var requested: Set<InstanceID>
    /// Those whose listed upgrade has completed.
    public var completed: Set<InstanceID>

    /// By default it has not been applied.
    public init(hasRun: Bool = false, requested: Set<InstanceID> = [], completed: Set<InstanceID> = []) {
        (self.hasRun, self.requested, self.completed) = (hasRun, requested, completed)
    }
}

extension SavedPlan {
    /// Whether nothing of it is left to do; `now`: what would be planned now.
    public func isFinished(_ progress: PlanProgress, now: SavedPlan) -> Bool {
        guard progress.hasRun else { return false }
        let canceling = Set(now.fleets.flatMap(\.cancellations))
        return fleets.allSatisfy { fleet in
            fleet.upgrades.allSatisfy { progress.completed.contains($0.instance) }
                && fleet.cancellations.allSatisfy { !canceling.contains($0) }
        }
    }
}
