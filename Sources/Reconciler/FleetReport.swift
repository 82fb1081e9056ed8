public import Planning

/// How the run of one fleet ended.
public struct FleetReport: Sendable {
    /// The fleet's name.
    public var fleet: String
    /// How the run ended.
    public var result: RunResult
    /// How many upgrades this run requested, without those that were refused; each hop counts.
    public var requests: Int
    /// How many upgrades this run saw complete; each hop counts.
    public var completed: Int
    /// Where every instance stands at the end; nil when the cloud could not be observed.
    public var plan: FleetPlan?

    /// A report.
    public init(fleet: String, result: RunResult, requests: Int = 0, completed: Int = 0, plan: FleetPlan? = nil) {
        self.fleet = fleet
        self.result = result
        self.requests = requests
        self.completed = completed
        self.plan = plan
    }
}

extension Verdict {
    /// That nothing is left but what is suspended.
    public var inSyncText: String { suspended == 0 ? "in sync" : "in sync but for \(suspended) suspended" }
}
