public import Fleet

/// A plan in the making, without input or output: it says which offers have to be read next, and takes in what was read.
public struct PlanDraft: Sendable {
    /// The situation, with the offers that were read.
    public private(set) var situation: Situation
    private let planner: Planner
    private var rounds = 0

    /// A draft from what `Rollout.situation` says of the present.
    public init(_ situation: Situation, planner: Planner = Planner()) {
        (self.situation, self.planner) = (situation, planner)
    }

    /// The instances whose offers have to be read; empty: the plan is complete. An offer that cannot be read is tried
    /// as often as in a run, and then holds its own instance and no other.
    public var offersNeeded: [InstanceID] {
        rounds < UnreadableOffer.maximumAttempts ? planner.offersNeeded(in: situation) : []
    }

    /// Takes in readings of offers, with the maintenance windows where those matter.
    public mutating func add(_ readings: [InstanceID: OfferReading], windows: [InstanceID: DailyWindow]) {
        rounds += 1
        situation.offers.add(readings, windows: windows, now: situation.now)
    }

    /// The plan, as far as offers were read.
    public func plan(project: ProjectID) -> FleetPlan { planner.plan(situation, project: project) }
}
