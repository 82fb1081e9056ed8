import Fleet
import Foundation
import Planning
import Testing

/// Feeds events to a rollout and keeps what it wants done.
struct RolloutDriver {
    /// Nothing was requested elsewhere, so that tests need not wait.
    static let settings = Rollout.Settings(skipsGracePeriod: true)

    private(set) var rollout: Rollout
    var now: Date
    /// What it wants done now, without what it wants recorded.
    private(set) var step = Step()
    /// What it wanted recorded so far.
    private(set) var records: [JournalEntry] = []
    /// What a journal would have kept, and what a person added to it.
    var journal: FleetState

    init(
        _ fleet: DesiredFleet, fleetState: FleetState = FleetState(),
        settings: Rollout.Settings = RolloutDriver.settings,
        at now: Date = Fixture.start
    ) {
        rollout = Rollout(fleet: fleet, fleetState: fleetState, settings: settings)
        (journal, self.now) = (fleetState, now)
        take(.began)
    }

    /// The next run, which knows what the journal of this one kept.
    func again(
        _ fleet: DesiredFleet? = nil, settings: Rollout.Settings = RolloutDriver.settings, after seconds: Double = 0
    ) -> RolloutDriver {
        RolloutDriver(fleet ?? rollout.fleet, fleetState: journal, settings: settings, at: now + seconds)
    }

    private mutating func take(_ event: Event) {
        step = rollout.step(event, now: now)
        records += step.records
        for entry in step.records { journal.apply(entry) }
        step.records = []
    }

    mutating func feed(_ event: Event, after seconds: Double = 1) {
        now += seconds
        take(event)
    }

    /// An observation that takes no time. `running` are upgrades whose jobs are called `job-` and the instance's id.
    mutating func observe(
        _ instances: [ObservedInstance], running: [InstanceID] = [], jobs: [UpgradeJob] = [],
        failed: [UpgradeJob] = [], completed: [UpgradeJob] = [], offTargetStops: [KernelVersion: String] = [:],
        requestedElsewhere: [InstanceID: Date] = [:], paused: Pause? = nil, revision: RevisionState = .current,
        after seconds: Double = 30
    ) {
        let running = running.map { UpgradeJob(id: "job-\($0)", instance: $0, phase: .running) }
        now += seconds
        let seen = Observation(
            startedAt: now, instances: instances, inFlight: running + jobs, failed: failed, completed: completed)
        take(
            .observed(
                seen,
                ExternalState(
                    offTargetStops: offTargetStops, requestedElsewhere: requestedElsewhere, paused: paused,
                    revision: revision)))
    }

    /// Answers the reading of offers that is requested: the same to all.
    mutating func offer(
        _ offered: KernelVersion?, current: KernelVersion = Fixture.old, windows: [InstanceID: DailyWindow] = [:]
    ) {
        guard let ids = reading else { return }
        let readings = ids.map { ($0, OfferReading.read(Offer(current: current, offered: offered, readAt: now))) }
        feed(.offersRead(Dictionary(uniqueKeysWithValues: readings), windows: windows))
    }

    mutating func answer(_ answer: Answer) {
        guard let submission else { return }
        feed(.answered(submission, answer))
    }

    /// An observation, an offer of what is declared, and a request that the cloud accepts.
    mutating func accepted(_ instances: [ObservedInstance]) {
        asked(instances)
        answer(.accepted)
    }

    /// An observation, an offer of what is declared, and a request without its answer.
    mutating func asked(_ instances: [ObservedInstance]) {
        observe(instances)
        offer(Fixture.declared)
    }

    var reading: [InstanceID]? {
        if case .readOffers(let ids)? = step.next { ids } else { nil }
    }
    var submission: UpgradeRequest? {
        if case .submit(let request, _)? = step.next { request } else { nil }
    }
    /// When the request that is requested may leave no more.
    var notAfter: Date? {
        if case .submit(_, let notAfter)? = step.next { notAfter } else { nil }
    }
    var canceling: [InstanceID: String]? {
        if case .cancel(let jobs)? = step.next { jobs } else { nil }
    }
    var result: RunResult? {
        if case .finish(let result)? = step.next { result } else { nil }
    }
    /// Whether it ended with something left, for a later run or for a person.
    var isHeld: Bool { result == .waiting || result == .attention }
    var nextObservation: Date? {
        if case .observe(let date, _)? = step.next { date } else { nil }
    }
    /// How many instances are where now.
    var counts: ProgressCounts? {
        mutating get { rollout.progress(now: now) }
    }
    func told(_ notice: Notice) -> Bool { step.notices.contains(notice) }

    func action(of number: Int) throws -> Action? {
        let id = try Fixture.id(number)
        return rollout.situation(now: now).flatMap { situation in
            Planner().actions(in: situation).first { $0.desired.id == id }?.action
        }
    }
    func state(of number: Int) throws -> String? { try action(of: number)?.summary }
}
