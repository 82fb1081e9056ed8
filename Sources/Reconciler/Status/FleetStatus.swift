public import Fleet
public import FoundationEssentials
public import Journal
public import Planning

/// Where the rollouts of fleets stand, and the fleets that could not be read.
public struct StatusReport: Sendable {
    /// The fleets that could be read, in the order of their names.
    public var fleets: [FleetStatus]
    /// The others, with what went wrong, in the same order.
    public var failures: [PlanReport.Failure]

    /// A report.
    public init(fleets: [FleetStatus], failures: [PlanReport.Failure] = []) {
        (self.fleets, self.failures) = (fleets, failures)
    }
}

/// Where the rollout of one fleet stands: what a run would do now, what is in flight, and what the journal has of runs.
public struct FleetStatus: Sendable {
    /// What a run would do, with the state of every instance and wave.
    public var plan: FleetPlan
    /// The upgrades of declared instances that run or are scheduled, those of others included. They are not read where
    /// every instance is in sync and the journal has no open request.
    public var jobs: [InstanceID: UpgradeJob]
    /// When the open requests were made, as the journal has it.
    public var requestedAt: [InstanceID: Date]
    /// The latest run, how runs ended, and whether one has the fleet now.
    public var runs: RunOverview
    /// The time zone of the rollout's windows; nil: it has none.
    public var zone: ZoneRules?

    /// A status.
    public init(
        plan: FleetPlan, jobs: [InstanceID: UpgradeJob] = [:], requestedAt: [InstanceID: Date] = [:],
        runs: RunOverview = RunOverview(), zone: ZoneRules? = nil
    ) {
        (self.plan, self.jobs, self.requestedAt) = (plan, jobs, requestedAt)
        (self.runs, self.zone) = (runs, zone)
    }
}
