public import Planning

/// How the run of one fleet ended.
public struct FleetReport: Sendable {
    /// The fleet's name.
    public var fleet: String
    /// How the run ended.
    public var ending: Ending
    /// How many upgrades this run asked for, without those that were refused; each hop counts.
    public var requests: Int
    /// How many upgrades this run saw land; each hop counts.
    public var upgrades: Int
    /// Where every instance stands at the end; nil when the cloud could not be observed.
    public var plan: FleetPlan?

    /// A report.
    public init(fleet: String, ending: Ending, requests: Int = 0, upgrades: Int = 0, plan: FleetPlan? = nil) {
        self.fleet = fleet
        self.ending = ending
        self.requests = requests
        self.upgrades = upgrades
        self.plan = plan
    }
}

extension Verdict {
    /// That nothing is left but what is suspended.
    public var inSyncWords: String { suspended == 0 ? "in sync" : "in sync but for \(suspended) suspended" }
}
