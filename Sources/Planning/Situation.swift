public import FoundationEssentials
public import Fleet

/// All that the decision about an instance depends on.
public struct Situation: Sendable {
    /// What is declared.
    public var fleet: DesiredFleet
    /// What the cloud said last.
    public var observation: Observation
    /// What is offered, as far as it was read.
    public var offers: [InstanceID: Offer]
    /// What this run did and what came of it.
    public var memory: Memory
    /// The present.
    public var now: Date
    /// An offer read longer ago than this does not permit a submission; nil: age does not matter (a plan).
    public var maximumOfferAge: Duration?

    /// A situation.
    public init(
        fleet: DesiredFleet, observation: Observation, offers: [InstanceID: Offer] = [:], memory: Memory = Memory(),
        now: Date, maximumOfferAge: Duration? = nil
    ) {
        self.fleet = fleet
        self.observation = observation
        self.offers = offers
        self.memory = memory
        self.now = now
        self.maximumOfferAge = maximumOfferAge
    }

    /// Takes in readings of offers.
    public mutating func take(_ readings: [InstanceID: OfferReading]) {
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

/// What a run remembers of its own deeds.
public struct Memory: Hashable, Sendable {
    /// Upgrades that this run asked for and whose end it has not seen.
    public var submissions: [InstanceID: Submission] = [:]
    /// Instances whose upgrade failed, with the reason.
    public var failures: [InstanceID: Reason] = [:]
    /// Failed upgrades that may still be alive: their slots stay taken, and where they land late is still watched.
    public var overdue: [InstanceID: Submission] = [:]
    /// Instances whose upgrade the cloud refused, with its words.
    public var refusals: [InstanceID: String] = [:]
    /// Instances whose offer could not be read: how often in a row, and the last error.
    public var unreadable: [InstanceID: UnreadableOffer] = [:]
    /// Instances that were seen at a version which nobody declared after this run had them upgraded.
    public var strays: [InstanceID: KernelVersion] = [:] {
        didSet { firstStray = strays.keys.min() }
    }
    /// The first of them by id; every other instance is held because of it.
    public private(set) var firstStray: InstanceID?
    /// Where upgrades landed that this run asked for, by instance; an instance asked for again is left out.
    public var landed: [InstanceID: KernelVersion] = [:]
    /// How many of the first waves two looks have shown to be done; nil: one look is enough (a plan).
    public var confirmedWaves: Int?
    /// How many upgrades were asked for and not refused; each hop counts.
    public var requests = 0
    /// How many upgrades landed; each hop counts.
    public var landings = 0

    /// Nothing done yet.
    public init() {}
}

/// An offer that could not be read.
public struct UnreadableOffer: Hashable, Sendable {
    /// How often in a row, at least 1.
    public var attempts: Int
    /// Whether reading again may help.
    public var mayPass: Bool
    /// The last error.
    public var message: String
    /// When it was tried last.
    public var triedAt: Date

    /// So many attempts before an instance is held.
    public static let maximumAttempts = 3
}

/// An upgrade that this run asked for.
public struct Submission: Hashable, Sendable {
    /// The version that the instance ran.
    public var from: KernelVersion
    /// The version that was offered just before, and so where it will land.
    public var target: KernelVersion
    /// When the request was sent.
    public var sentAt: Date
    /// When the answer came; nil until it has.
    public var answeredAt: Date?
    /// When a job of it was seen last; nil: never.
    public var jobSeenAt: Date?
    /// Failed jobs of the instance that were there before the request, and so are none of its doing.
    public var earlierFailures: Set<String> = []
    /// Why nobody knows whether the cloud acts on the request; nil: it was accepted, or its answer is awaited.
    public var doubt: Doubt?

    /// Why nobody knows whether the cloud acts on a request.
    public enum Doubt: Hashable, Sendable {
        /// The answer was lost.
        case answerLost
        /// The call as a whole was refused, in these words; the cloud may have acted on a part of it.
        case refused(String)
    }
}

extension Date {
    /// How long ago `earlier` was; negative when it lies ahead.
    func since(_ earlier: Date) -> Duration { .seconds(timeIntervalSince(earlier)) }
}
