public import Fleet
public import Planning

/// How the run of one fleet ended.
public struct FleetReport: Sendable {
    /// The fleet's name.
    public var fleet: String
    /// Where it lives.
    public var location: Location
    /// How the run ended.
    public var ending: Ending
    /// How many upgrades this run saw land; each hop counts.
    public var upgrades: Int
    /// Where every instance stands at the end; nil when the cloud could not be looked at.
    public var plan: FleetPlan?

    init(fleet: DesiredFleet, ending: Ending, upgrades: Int = 0, plan: FleetPlan? = nil) {
        self.fleet = fleet.name
        self.location = fleet.location
        self.ending = ending
        self.upgrades = upgrades
        self.plan = plan
    }
}
