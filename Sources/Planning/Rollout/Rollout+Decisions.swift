public import FoundationEssentials
public import Fleet

/// What keeps the decisions in agreement with what the rollout knows.
extension Rollout {
    /// An event may change what is known of the instances that it names. What it changes of others is recorded, or is
    /// found where it is taken in.
    mutating func suspect(_ event: Event) {
        switch event {
        case .offersRead(let readings, let windows):
            decisions.suspect(readings.keys)
            decisions.suspect(windows.keys)
        case .prechecksRead(let readings): decisions.suspect(readings.keys)
        case .canceled(let ids, let kept):
            decisions.suspect(ids)
            decisions.suspect(kept.keys)
        case .answered(let request, _): decisions.suspect(request.instances)
        case .began, .clockSet: decisions.suspectAll()
        // What they change is shared by many.
        case .evaluated: break
        case .observed, .observationFailed, .failed, .interrupted: break
        }
    }

    /// How many instances are where at a time; nil before the first observation has ended.
    public mutating func progress(now: Date) -> ProgressCounts? {
        guard let situation = situation(now: now) else { return nil }
        decisions.refresh(situation)
        return decisions.standing.progress
    }

    /// The plan of what is left at a time, from what is decided already; nil before the first observation has ended.
    public mutating func plan(project: ProjectID, now: Date) -> FleetPlan? {
        guard let situation = situation(now: now) else { return nil }
        decisions.refresh(situation)
        return decisions.plan(situation, project: project)
    }

    /// Where what is kept differs from what follows from the same knowledge from nothing; nil: nowhere. For tests.
    package func disagreement(now: Date) -> String? {
        guard let situation = situation(now: now) else { return nil }
        var (kept, new) = (decisions, DecisionCache(fleet, planner))
        kept.refresh(situation)
        new.refresh(situation)
        let (waves, actions) = (Waves(situation), planner.actions(in: situation))
        if kept.waves != waves { return "waves: \(String(describing: kept.waves)) in place of \(waves)" }
        for (position, desired) in fleet.instances.enumerated() where kept.entries[position] != new.entries[position] {
            return
                "\(desired.id): \(String(describing: kept.entries[position])) in place of \(String(describing: new.entries[position]))"
        }
        // A run's end is when it is asked for; which project it is changes nothing.
        if phase == .finished, let project = ProjectID(String(repeating: "0", count: 32)) {
            let (plan, planned) = (kept.plan(situation, project: project), planner.plan(situation, project: project))
            if plan != planned { return "plan: \(String(describing: plan)) in place of \(planned)" }
        }
        if kept.book != new.book { return "candidates: \(kept.book) in place of \(new.book)" }
        let standing = FleetStanding(actions, permit: new.standing.permit)
        return kept.standing == standing ? nil : "\(kept.standing) in place of \(standing)"
    }
}

extension FleetStanding {
    /// The same, counted from the actions themselves.
    fileprivate init(_ actions: [InstanceAction], permit: CandidatePermit) {
        let all = actions.map(\.action)
        self.init(
            blocksConvergence: all.contains(where: \.blocksConvergence),
            needsPerson: all.contains { $0.outlook == .attention }, hasUpgrades: all.contains(where: \.isUpgrade),
            isWorthWaiting: all.contains { $0.isUpgrade || $0.reason?.endsByItself == true },
            reachesMaxChanges: all.contains { $0.reason?.code == .maxChanges },
            progress: all.reduce(into: ProgressCounts()) { $0.count($1) }, permit: permit)
    }
}
