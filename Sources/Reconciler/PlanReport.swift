public import Client
public import Fleet
public import Planning

/// A plan, and the fleets that could not be planned.
public struct PlanReport: Sendable {
    /// The plan of every fleet that could be planned.
    public let plan: Plan
    /// The others, with what went wrong, in the order of their names.
    public let failures: [(fleet: String, error: CloudError)]

    struct Part: Sendable {
        let fleet: DesiredFleet
        let result: Result<(FleetPlan, Observation), CloudError>

        init(fleet: DesiredFleet, _ result: Result<(FleetPlan, Observation), CloudError>) {
            (self.fleet, self.result) = (fleet, result)
        }
    }

    init(_ parts: [Part], revision: String, declared: Set<InstanceID>) {
        var plans: [FleetPlan] = []
        var failures: [(fleet: String, error: CloudError)] = []
        var unmanaged: Set<UnmanagedInstance> = []
        for part in parts {
            switch part.result {
            case .success((let plan, let seen)):
                plans.append(plan)
                unmanaged.formUnion(
                    UnmanagedInstance.find(in: seen, declared: declared, region: plan.region, project: plan.project))
            case .failure(let error):
                failures.append((part.fleet.name, error))
            }
        }
        plan = Plan(
            revision: revision, fleets: plans,
            unmanaged: unmanaged.sorted { ($0.region, $0.project, $0.id) < ($1.region, $1.project, $1.id) })
        self.failures = failures
    }
}
