import Fleet
public import Planning

/// A plan, and the fleets that could not be planned.
public struct PlanReport: Sendable {
    /// The plan of every fleet that could be planned.
    public let plan: Plan
    /// The others, with what went wrong, in the order of their names.
    public let failures: [Failure]

    /// Why a fleet could not be planned.
    public struct Failure: Error, Hashable, Sendable, Codable {
        /// The fleet's name.
        public var fleet: String
        /// What went wrong, with the call and what to do.
        public var message: String
    }

    /// A plan, and the fleets that it lacks.
    init(_ plan: Plan, failures: [Failure] = []) { (self.plan, self.failures) = (plan, failures) }

    typealias Part = Result<(FleetPlan, Observation), Failure>

    init(_ parts: [Part], revision: String, declared: Set<InstanceID>) {
        var plans: [FleetPlan] = []
        var failures: [Failure] = []
        var unmanaged: Set<UnmanagedInstance> = []
        for part in parts {
            switch part {
            case .success(let (plan, seen)):
                plans.append(plan)
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
    }
}
