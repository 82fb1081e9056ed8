import Fleet
public import Planning

/// A plan, and the fleets that could not be planned.
public struct PlanReport: Sendable {
    /// The plan of every fleet that could be planned.
    public let plan: Plan
    /// The others, with what went wrong, in the order of their names.
    public let failures: [Failure]
    /// What is kept of the plan of each fleet where it is saved, in the order of `plan`; without endpoints.
    public let saved: [SavedFleet]

    /// Why a fleet could not be planned.
    public struct Failure: Error, Hashable, Sendable, Codable {
        /// The fleet's name.
        public var fleet: String
        /// What went wrong, with the call and what to do.
        public var message: String
    }

    typealias Part = Result<(FleetPlan, Observation, SavedFleet), Failure>

    init(_ parts: [Part], revision: String, declared: Set<InstanceID>) {
        var plans: [FleetPlan] = []
        var saved: [SavedFleet] = []
        var failures: [Failure] = []
        var unmanaged: Set<UnmanagedInstance> = []
        for part in parts {
            switch part {
            case .success(let (plan, seen, kept)):
                plans.append(plan)
                saved.append(kept)
                unmanaged.formUnion(
                    UnmanagedInstance.find(in: seen, declared: declared, region: plan.region, project: plan.project))
            case .failure(let error):
                failures.append(error)
            }
        }
        plan = Plan(
            revision: revision, fleets: plans,
            unmanaged: unmanaged.sorted { ($0.region, $0.project, $0.id) < ($1.region, $1.project, $1.id) })
        self.failures = failures
        self.saved = saved.sorted { $0.fleet < $1.fleet }
    }
}
