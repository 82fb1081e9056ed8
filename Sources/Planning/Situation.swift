public import FoundationEssentials
public import Fleet
public import Text

/// All that the decision about an instance depends on.
public struct Situation: Sendable {
    /// What is declared.
    public var fleet: DesiredFleet
    /// What the cloud said last.
    public var observation: Observation
    /// What is offered, as far as it was read.
    public var offers: [InstanceID: Offer]
    /// What was done before and is remembered.
    public var fleetState: FleetState
    /// What this run did and what came of it.
    public var memory: Memory
    /// The present.
    public var now: Date
    /// What a run keeps to; nil in a plan, where nothing is submitted and so nothing grows old.
    public var settings: Rollout.Settings?
    /// How many instances a run may request, in place of the rollout's `maxChanges`; nil: as declared.
    public var allowedChanges: Int?
    /// How the commands are spelled that messages name.
    public var commands: CommandHints

    /// A situation.
    public init(
        fleet: DesiredFleet, observation: Observation, offers: [InstanceID: Offer] = [:],
        fleetState: FleetState = FleetState(),
        memory: Memory = Memory(), now: Date, settings: Rollout.Settings? = nil, allowedChanges: Int? = nil,
        commands: CommandHints = CommandHints()
    ) {
        self.fleet = fleet
        self.observation = observation
        self.offers = offers
        self.fleetState = fleetState
        self.memory = memory
        self.now = now
        self.settings = settings
        self.allowedChanges = allowedChanges
        self.commands = commands
    }

    /// Takes in readings of offers.
    public mutating func add(_ readings: [InstanceID: OfferReading]) {
        for (id, reading) in readings {
            switch reading {
            case .read(let offer):
                offers[id] = offer
                memory.unreadable[id] = nil
            case .failed(let message, let mayPass):
                let attempts = (memory.unreadable[id]?.attempts ?? 0) + 1
                offers[id] = nil
                memory.unreadable[id] = UnreadableOffer(
                    attempts: attempts, mayPass: mayPass, message: message, triedAt: now)
            }
        }
    }
}

extension Date {
    /// How long ago `earlier` was; negative when it lies ahead.
    func since(_ earlier: Date) -> Duration { .seconds(timeIntervalSince(earlier)) }
}
