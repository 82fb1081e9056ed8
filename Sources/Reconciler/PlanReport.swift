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

    /// What the plan of each fleet rests on, by the fleet's name: a forecast and a second plan need no further
    /// observation.
    public let bases: [String: PlanBasis]

    /// Why a fleet could not be planned.
    public struct Failure: Error, Hashable, Sendable, Codable {
        /// The fleet's name.
        public var fleet: String
        /// What went wrong, with the call and what to do.
        public var message: String
    }

    /// A plan, and the fleets that it lacks.
    init(_ plan: Plan, failures: [Failure] = []) {
        (self.plan, self.failures, bases, saved) = (plan, failures, [:], [])
    }

    typealias Part = Result<(FleetPlan, PlanBasis, SavedFleet), Failure>

    init(
        _ parts: [Part], revision: String, signatures: RevisionSignatures = RevisionSignatures(),
        declared: Set<InstanceID>
    ) {
        var plans: [FleetPlan] = []
        var saved: [SavedFleet] = []
        var failures: [Failure] = []
        var unmanaged: Set<UnmanagedInstance> = []
        var bases: [String: PlanBasis] = [:]
        for part in parts {
            switch part {
            case .success(let (plan, basis, kept)):
                plans.append(plan)
                bases[plan.fleet] = basis
                saved.append(kept)
                unmanaged.formUnion(
                    UnmanagedInstance.find(
                        in: basis.situation.observation, declared: declared, region: plan.region,
                        project: plan.project))
            case .failure(let error):
                failures.append(error)
            }
        }
        plan = Plan(
            revision: revision, signatures: signatures, fleets: plans,
            unmanaged: unmanaged.sorted { ($0.region, $0.project, $0.id) < ($1.region, $1.project, $1.id) })
        self.failures = failures
        self.bases = bases
        self.saved = saved.sorted { $0.fleet < $1.fleet }
    }
}

/// What a fleet's plan rests on.
public struct PlanBasis: Sendable {
    /// What was declared, observed and remembered, with the offers that were read.
    public var situation: Situation
    /// How long the last completed upgrades of the fleet lasted, as far as the journal knows.
    public var completedDurations: [Duration]
}
