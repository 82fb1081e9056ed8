public import FoundationEssentials
public import Fleet

/// All that the decision about an instance depends on.
public struct Situation: Sendable {
    /// What is declared.
    public var fleet: DesiredFleet
    /// What the cloud said last.
    public var observation: Observation
    /// What is offered, as far as it was read.
    public var offers: OfferBook
    /// What was done before and is remembered.
    public var fleetState: FleetState
    /// What this run did and what came of it.
    public var memory: RunMemory
    /// The present.
    public var now: Date
    /// What the decision is for.
    public var purpose: Purpose
    /// What the run keeps to, or the run that a plan is about.
    public var settings: Rollout.Settings

    /// What a decision is for: all that differs between a plan and a run.
    public enum Purpose: Hashable, Sendable {
        /// To say what a run would do. Nothing is submitted, so that no reading grows old, and the waits inside of a run,
        /// which end by themselves before its first request, are left out.
        case plan
        /// To act.
        case run
    }

    /// A situation.
    public init(
        fleet: DesiredFleet, observation: Observation, offers: OfferBook = OfferBook(),
        fleetState: FleetState = FleetState(),
        memory: RunMemory = RunMemory(), now: Date, purpose: Purpose = .plan,
        settings: Rollout.Settings = Rollout.Settings()
    ) {
        self.fleet = fleet
        self.observation = observation
        self.offers = offers
        self.fleetState = fleetState
        self.memory = memory
        self.now = now
        self.purpose = purpose
        self.settings = settings
    }
}

extension Date {
    /// How long ago `earlier` was; negative when it lies ahead.
    func since(_ earlier: Date) -> Duration { .seconds(timeIntervalSince(earlier)) }
}
