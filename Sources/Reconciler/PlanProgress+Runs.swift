import Fleet
public import Journal
public import Planning

extension PlanProgress {
    /// What the runs that applied a plan have done of it.
    public init(of plan: SavedPlan, runs: [RunRecord]) {
        self.init(hasRun: !runs.isEmpty)
        let work = PlannedWork(plan)
        for upgrade in runs.flatMap(\.upgrades) {
            guard let listed = work.upgrade(of: upgrade.instance), listed.from == upgrade.from else { continue }
            requested.insert(upgrade.instance)
            if upgrade.outcome == "completed" { completed.insert(upgrade.instance) }
        }
    }
}
