public import FoundationEssentials
public import Fleet
public import Text

/// The run of one fleet as a state machine without input or output: events in, effects out.
///
/// Whatever must never happen is prevented here. The shell that performs the effects holds no rule of its own.
public struct Rollout: Sendable {
    /// The times that a run keeps to.
    public struct Settings: Hashable, Sendable {
        /// How long to leave the cloud alone between two observations.
        public var pollInterval: Duration
        /// How long an accepted upgrade may take to show as a job or a new version.
        public var settleTime: Duration
        /// When the run must end; nil: never.
        public var deadline: Date?
        /// An offer read this long ago no longer permits a submission.
        public var maximumOfferAge: Duration
        /// Whether nothing was requested elsewhere lately; a person has to say so.
        public var skipsGracePeriod: Bool
        /// How many instances of a wave a run may request, in place of the rollout's `maxChanges`; nil: as declared.
        public var allowedChanges: Int?
        /// How the commands are spelled that messages name.
        public var commands: CommandHints
        /// How many instances of each wave, in their order, are in sync and at rest and not listed in the fleet, so that a
        /// forecast costs as much as what it moves. Shares and budgets count them. Empty in every run.
        package var leftOut: [Int] = []

        /// Settings; the defaults are the command line's.
        public init(
            pollInterval: Duration = .seconds(30), settleTime: Duration = .seconds(300), deadline: Date? = nil,
            maximumOfferAge: Duration = .seconds(60), skipsGracePeriod: Bool = false, allowedChanges: Int? = nil,
            commands: CommandHints = CommandHints()
        ) {
            self.pollInterval = pollInterval
            self.settleTime = settleTime
            self.deadline = deadline
            self.maximumOfferAge = maximumOfferAge
            self.skipsGracePeriod = skipsGracePeriod
            self.allowedChanges = allowedChanges
            self.commands = commands
        }

        /// An upgrade that was accepted and shows neither as a job nor as a new version for this long has failed.
        public var acceptanceTime: Duration { settleTime * 2 }

        /// How long after its intent an upgrade may take to show: its call may wait before it leaves, for as long as its
        /// offer permits, and then it takes the settle time.
        public var timeToShow: Duration { maximumOfferAge + settleTime }
    }

    /// What the rollout waits for.
    enum Phase: Hashable, Sendable {
        /// An observation or a reading. A run that is asked to stop ends at once.
        case reading
        /// Version queries: whether their offers permit upgrades is not counted.
        case queryingVersions
        /// The answer to a request or a cancellation. A run that is asked to stop waits for it and ends then.
        case acting(isInterrupted: Bool)
        /// Nothing more.
        case finished
    }

    /// What is declared.
    public let fleet: DesiredFleet
    let settings: Settings
    let planner: Planner
    /// What is remembered from run to run.
    public internal(set) var fleetState: FleetState
    /// What this run knows besides, as the guards see it.
    public internal(set) var memory = RunMemory()
    var offers = OfferBook()
    var observations = ObservationLog()
    var readingTimes = ReadingTimes()
    var phase = Phase.reading
    /// What follows from all of this, kept from step to step.
    var decisions: DecisionCache
    /// The step that is being made.
    private var draft = Step()

    /// The run of a fleet of which this is remembered.
    public init(
        fleet: DesiredFleet, fleetState: FleetState = FleetState(), settings: Settings, planner: Planner = Planner()
    ) {
        self.fleet = fleet
        self.fleetState = fleetState
        self.settings = settings
        self.planner = planner
        decisions = DecisionCache(fleet, planner)
        memory.hasJournal = fleetState.firstSeenAt != nil
    }

    /// Takes in what happened and says what to do next.
    ///
    /// Every event but `interrupted` is the result of the effect before, so that at most one observation, reading,
    /// submission or cancellation is under way at a time.
    public mutating func step(_ event: Event, now: Date) -> Step {
        guard phase != .finished else { return Step() }
        defer { draft = Step() }
        suspect(event)
        draft.next = react(to: event, now: now)
        return draft
    }

    private mutating func react(to event: Event, now: Date) -> Effect? {
        switch event {
        case .began:
            resume(now: now)
            return observe(at: now, jobs: Self.firstReading(of: fleet, fleetState: fleetState))
        case .observed(let observation, let external):
            if memory.external.revision != external.revision { tell(.revision(external.revision)) }
            decisions.suspectChanges(from: memory.external, to: external)
            memory.external = external
            (memory.evaluated, memory.prechecked) = ([], [])
            readingTimes.observed()
            handleObservation(observation, now: now)
        case .clockSet(let amount):
            waitAnew(from: now)
            tell(.clockSet(by: amount))
            return observe(at: now, jobs: Self.firstReading(of: fleet, fleetState: fleetState))
        case .observationFailed(let message, let isFinal):
            let givesUp = observations.addFailure()
            if isFinal { return finish(.failed(message: message)) }
            if let deadline = settings.deadline, now >= deadline { return finish(.timedOut) }
            if givesUp { return finish(.failed(message: message)) }
            tell(.observationFailed(message: message))
            return observeLater(now)
        case .offersRead(let readings, let windows):
            handleOffers(readings, windows: windows, now: now)
        case .prechecksRead(let readings):
            handlePrechecks(readings, now: now)
        case .evaluated(let results, let date):
            handleEvaluations(results, at: date, now: now)
        case .canceled(let ids, let kept):
            handleCancellation(of: ids, kept: kept, now: now)
            return isInterrupted ? finish(.interrupted) : observeLater(now)
        case .failed(let message):
            return finish(.failed(message: message))
        case .answered(let request, let answer):
            if let failure = handleAnswer(answer, to: request, now: now) { return finish(.failed(message: failure)) }
            if case .deferred = answer { return isInterrupted ? finish(.interrupted) : observeLater(now) }
        case .interrupted:
            guard case .acting = phase else { return finish(.interrupted) }
            // A request that is under way is never left without its answer.
            phase = .acting(isInterrupted: true)
            return nil
        }
        return proceed(now: now)
    }

    /// Makes an entry durable with the effects of this step; what is known changes at once.
    mutating func record(_ entry: JournalEntry) {
        fleetState.apply(entry)
        if let scope = entry.scope { decisions.suspect(scope) } else { decisions.suspectAll() }
        draft.records.append(entry)
    }

    /// Tells of something with this step.
    mutating func tell(_ notice: Notice) { draft.notices.append(notice) }

    /// The present as the rules see it; nil before the first observation has ended.
    public func situation(now: Date) -> Situation? {
        observations.last.map {
            Situation(
                fleet: fleet, observation: $0, offers: offers, fleetState: fleetState, memory: memory, now: now,
                purpose: .run, settings: settings)
        }
    }

    /// Whether the run was asked to stop while a request or a cancellation was under way.
    var isInterrupted: Bool { phase == .acting(isInterrupted: true) }

    mutating func finish(_ result: RunResult) -> Effect {
        phase = .finished
        return .finish(result)
    }

    /// Whether something that was requested may be alive.
    var hasWork: Bool { !fleetState.submissions.isEmpty }

    /// Whether something that was requested keeps the fleet from having converged. What is presumed failed of an
    /// instance that the fleet declares no more, and shows no more, is remembered for the fleet that takes the
    /// instance.
    mutating func hasWorkThatCounts() -> Bool {
        fleetState.submissions.contains { id, submission in
            submission.failure == nil || observations.last?.inFlight[id] != nil || decisions.position(of: id) != nil
        }
    }

    mutating func observeLater(_ now: Date) -> Effect {
        if let deadline = settings.deadline, now >= deadline { return finish(.timedOut) }
        let next = now + settings.pollInterval
        return observe(at: settings.deadline.map { min($0, next) } ?? next, jobs: JobReading(always: hasWork))
    }

    mutating func observe(at date: Date, jobs: JobReading) -> Effect {
        phase = .reading
        return .observe(at: date, jobs: jobs)
    }

    /// Reads offers or pre-checks.
    mutating func read(_ reading: Effect, as phase: Phase = .reading, now: Date) -> Effect {
        self.phase = phase
        readingTimes.begin(at: now)
        switch reading {
        case .readPrechecks(let ids, _), .startPrechecks(let ids, _): memory.prechecked.formUnion(ids)
        default: break
        }
        return reading
    }
}

extension Date {
    static func + (date: Date, duration: Duration) -> Date { date.addingTimeInterval(duration / .seconds(1)) }
}
