public import FoundationEssentials
public import Fleet

/// The run of one fleet as a state machine without input or output: events in, effects out.
///
/// Whatever must never happen is prevented here. The shell that performs the effects holds no rule of its own.
public struct Rollout: Sendable {
    /// The times that a run keeps to.
    public struct Settings: Hashable, Sendable {
        /// How long to leave the cloud alone between two looks.
        public var pollInterval: Duration
        /// How long an accepted upgrade may take to show as a job or a new version.
        public var settleTime: Duration
        /// When the run must end; nil: never.
        public var deadline: Date?
        /// An offer read this long ago no longer permits a submission.
        public var maximumOfferAge: Duration

        /// Settings; the defaults are the command line's.
        public init(
            pollInterval: Duration = .seconds(30), settleTime: Duration = .seconds(300), deadline: Date? = nil,
            maximumOfferAge: Duration = .seconds(60)
        ) {
            self.pollInterval = pollInterval
            self.settleTime = settleTime
            self.deadline = deadline
            self.maximumOfferAge = maximumOfferAge
        }
    }

    /// What the rollout waits for.
    enum Phase: Hashable, Sendable {
        case idle
        case looking
        case reading
        case submitting
        case finished
    }

    /// What is declared.
    public let fleet: DesiredFleet
    /// What this run did and saw come of it.
    public internal(set) var memory = Memory()
    let settings: Settings
    let planner: Planner
    var phase = Phase.idle
    var observation: Observation?
    /// How long the last look took.
    var lookDuration = Duration.zero
    /// When the last reading of offers was asked for, and how long it took.
    var readingSince = Date.distantPast
    var readingDuration = Duration.zero
    var offers: [InstanceID: Offer] = [:]
    /// When each of the first waves was first seen to be done, and has been ever since.
    var doneSince: [Date] = []
    var failedLooks = 0
    /// How many offers in a row turned out to permit nothing.
    var fruitlessReadings = 0
    var isStopping = false

    /// So many looks in a row may fail before the run gives up. The very first look may not fail at all.
    static let maximumFailedLooks = 5

    /// The run of a fleet.
    public init(fleet: DesiredFleet, settings: Settings, planner: Planner = Planner()) {
        self.fleet = fleet
        self.settings = settings
        self.planner = planner
        memory.confirmedWaves = 0
    }

    /// Takes in what happened and says what to do next.
    ///
    /// Every event but `interrupted` answers the effect asked for before, so at most one look, one reading of offers
    /// or one submission is under way at a time.
    public mutating func step(_ event: Event, now: Date) -> [Effect] {
        guard phase != .finished else { return [] }
        var effects: [Effect] = []
        switch event {
        case .began:
            phase = .looking
            return [.look(at: now, withJobs: false)]
        case .observed(let observation):
            take(observation, now: now, &effects)
        case .lookFailed(let message, let isFinal):
            failedLooks += 1
            if isFinal { return finish(.failed(message: message)) }
            if let deadline = settings.deadline, now >= deadline { return finish(.timedOut) }
            if observation == nil || failedLooks >= Self.maximumFailedLooks {
                return finish(.failed(message: message))
            }
            effects.append(.tell(.lookFailed(message: message)))
            return effects + lookLater(now)
        case .offersRead(let readings):
            take(readings, now: now)
        case .failed(let message):
            return finish(.failed(message: message))
        case .answered(let request, let answer):
            if let failure = take(answer, to: request, now: now, &effects) {
                return effects + finish(.failed(message: failure))
            }
            if case .deferred = answer { return effects + (isStopping ? finish(.interrupted) : lookLater(now)) }
        case .interrupted:
            isStopping = true
            // A request that is under way is never left without its answer.
            if phase == .submitting { return [] }
            return finish(.interrupted)
        }
        return effects + proceed(now: now)
    }

    /// The present as the rules see it; nil before the first look has ended.
    public func situation(now: Date) -> Situation? {
        observation.map {
            Situation(
                fleet: fleet, observation: $0, offers: offers, memory: memory, now: now,
                maximumOfferAge: settings.maximumOfferAge)
        }
    }

    mutating func finish(_ ending: Ending) -> [Effect] {
        phase = .finished
        return [.finish(ending)]
    }

    /// Whether something that this run asked for may be alive.
    var hasWork: Bool { !memory.submissions.isEmpty || !memory.overdue.isEmpty }

    mutating func lookLater(_ now: Date) -> [Effect] {
        if let deadline = settings.deadline, now >= deadline { return finish(.timedOut) }
        phase = .looking
        let next = now + settings.pollInterval
        return [.look(at: settings.deadline.map { min($0, next) } ?? next, withJobs: hasWork)]
    }
}

extension Date {
    static func + (date: Date, duration: Duration) -> Date { date.addingTimeInterval(duration / .seconds(1)) }
}
