import Fleet
import FoundationEssentials
import Journal
import Planning

/// What a run's fleets share to know where the ref stands, and what its commit follows.
actor RevisionWatch {
    private let follower: (any RevisionFollower)?
    private let clock: any WallClock
    private let interval: Duration
    private let objections: RevisionObjections?
    private var latest: (startedAt: Date, task: Task<RevisionState, Never>)?
    /// One that begins when the one before it has ended.
    private var waiting: Task<RevisionState, Never>?

    /// Without a follower the commit is pinned; without a history it may follow any other.
    init(
        _ follower: (any RevisionFollower)?, history: (any RevisionHistory)? = nil, interval: Duration,
        clock: any WallClock
    ) {
        (self.follower, self.interval, self.clock) = (follower, interval, clock)
        objections = history.map(RevisionObjections.init)
    }

    /// Why the commit may not be applied to a fleet that declares these instances; nil: it may. And what it was compared
    /// with; nil: it may follow any other.
    func check(
        _ fleet: FleetKey, declaring instances: Set<InstanceID>, _ journal: any JournalStore
    ) async throws(JournalError) -> (objection: String?, checked: [AcceptedRevision]?) {
        guard let objections else { return (nil, nil) }
        return try await objections.check(fleet, declaring: instances, journal)
    }

    /// For an observation of the cloud: resolved at most once an interval, however many fleets observe.
    func atObservation() async -> RevisionState {
        if let recent = recent() { return await recent.value }
        return await atRequest()
    }

    /// The answer that was asked for less than an interval ago.
    private func recent() -> Task<RevisionState, Never>? {
        guard let latest else { return nil }
        let age = clock.now.timeIntervalSince(latest.startedAt)
        return age >= 0 && age < interval / .seconds(1) ? latest.task : nil
    }

    /// For a request that is about to leave: resolved anew; for a remote repository at most once an interval. Requests that
    /// are about to leave while it is being resolved share the next time, which begins after each of them has asked.
    func atRequest() async -> RevisionState {
        guard let follower else { return .current }
        if follower.isRemote, let recent = recent() { return await recent.value }
        if let waiting { return await waiting.value }
        let task = Task { [before = latest?.task] in
            _ = await before?.value
            waiting = nil
            return await follower.revisionState()
        }
        waiting = task
        latest = (clock.now, task)
        return await task.value
    }
}
