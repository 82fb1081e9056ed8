import FoundationEssentials
import Planning

/// What a run's fleets share to know where the ref stands.
actor RevisionWatch {
    private let follower: (any RevisionFollower)?
    private let clock: any WallClock
    private let interval: Duration
    private var latest: (startedAt: Date, task: Task<RevisionState, Never>)?

    /// Without a follower the commit is pinned.
    init(_ follower: (any RevisionFollower)?, interval: Duration, clock: any WallClock) {
        (self.follower, self.interval, self.clock) = (follower, interval, clock)
    }

    /// For an observation of the cloud: resolved at most once an interval, however many fleets observe.
    func atObservation() async -> RevisionState {
        if let latest {
            let age = clock.now.timeIntervalSince(latest.startedAt)
            if age >= 0, age < interval / .seconds(1) { return await latest.task.value }
        }
        return await atRequest()
    }

    /// For a request that is about to leave: always resolved anew.
    func atRequest() async -> RevisionState {
        guard let follower else { return .current }
        let task = Task { await follower.revisionState() }
        latest = (clock.now, task)
        return await task.value
    }
}
