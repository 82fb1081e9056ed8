public import Fleet
public import FoundationEssentials

/// The waves of a fleet as an observation shows them: which is open, and what keeps it so.
public struct Waves: Hashable, Sendable {
    /// One wave.
    public struct Wave: Hashable, Sendable {
        /// What is declared of it.
        public let policy: RolloutPolicy.Wave
        /// How many instances it takes that are not suspended, whatever runs on them.
        public fileprivate(set) var size = 0
        /// Its instances, without those that are suspended or ahead.
        public fileprivate(set) var counted: [InstanceID] = []
        /// How many of its instances are suspended, and how many of the others are ahead.
        public fileprivate(set) var suspended = 0, ahead = 0
        /// How many that count are in sync and at rest, and were left out of the fleet; see ``Rollout/Settings/leftOut``.
        fileprivate(set) var leftOut = 0
        /// How many instances it takes.
        var taken: Int { counted.count + leftOut + suspended + ahead }
        /// How many of them run their declared version.
        public fileprivate(set) var inSync = 0
        /// How many are in sync, healthy, and have nothing in flight.
        public fileprivate(set) var atRest = 0
        /// How many are unavailable: being upgraded, scheduled, requested, or unhealthy, also where others started it.
        public fileprivate(set) var unavailable = 0

        /// Whether something is in flight in it that will end by itself.
        public fileprivate(set) var isMoving = false
        /// Whether an upgrade is scheduled in it, which ends by itself but later than a run.
        public fileprivate(set) var isScheduled = false
        /// Since when the last of its instances has been at rest; nil where none counts.
        public fileprivate(set) var restingSince: Date?

        /// When its soak ends, once it is done; nil where none of its instances counts.
        public var soaksUntil: Date? { restingSince.map { $0 + policy.soak } }

        /// Whether every instance that counts has converged and is at rest.
        public var isDone: Bool { atRest == counted.count }
        /// How many may be unavailable at once.
        public var limit: Int { policy.maxUnavailable.of(counted.count + leftOut) }
        /// How many more may become unavailable now.
        public var free: Int { max(0, limit - unavailable) }
    }

    /// All of them, in their order.
    public let all: [Wave]
    /// The index of the wave of each instance.
    let indices: [InstanceID: Int]
    /// How many instances of the fleet have failed.
    let failedCount: Int
    /// Whether more have failed than the rollout tolerates.
    let isBudgetSpent: Bool
    /// Why nothing more is requested, where more have.
    let spentBudget: String?
    /// The declared versions at which an upgrade ended off-target, in words.
    let offTargetVersions: [KernelVersion: String]
    /// Whether windows and freezes allow a submission now.
    let permission: RolloutPolicy.Permission

    /// The first wave that is not done; nil: all are.
    public var open: Wave? { all.first { !$0.isDone } }
    /// How many waves at the beginning are done.
    var doneCount: Int { all.firstIndex { !$0.isDone } ?? all.count }

    init(_ situation: Situation) {
        let (rollout, fleetState) = (situation.fleet.rollout, situation.fleetState)
        var waves = rollout.waves.map { Wave(policy: $0) }
        var indices: [InstanceID: Int] = [:]
        for desired in situation.fleet.instances {
            guard let waveIndex = rollout.waveIndex(of: desired) else { continue }
            indices[desired.id] = waveIndex
            let observed = situation.observation.instances[desired.id]
            let job = situation.observation.inFlight[desired.id]
            if job?.phase == .scheduled { waves[waveIndex].isScheduled = true }
            if !desired.suspend { waves[waveIndex].size += 1 }
            // Suspended instances and those beyond their declared version are no part of the whole; what is in flight
            // of them takes a slot all the same.
            if desired.suspend || observed?.current.map({ $0 > desired.version }) == true {
                if desired.suspend { waves[waveIndex].suspended += 1 } else { waves[waveIndex].ahead += 1 }
                if job != nil || fleetState.submissions[desired.id] != nil { waves[waveIndex].unavailable += 1 }
                continue
            }
            waves[waveIndex].count(desired, observed, job, fleetState, situation)
        }
        let leftOut = situation.settings.leftOut
        for (index, count) in zip(waves.indices, leftOut) {
            waves[index].leftOut = count
            waves[index].size += count
        }
        (all, self.indices) = (waves, indices)
        (failedCount, offTargetVersions) = (fleetState.failedCount(in: situation.fleet), fleetState.offTargetVersions())
        isBudgetSpent =
            failedCount
            > rollout.failureBudget.of(
                situation.fleet.instances.count + leftOut.reduce(0, +))
        spentBudget = isBudgetSpent ? Self.spentBudget(failedCount, in: situation) : nil
        permission = rollout.submission(at: situation.now)
    }
}

extension Waves.Wave {
    fileprivate mutating func count(
        _ desired: DesiredInstance, _ observed: ObservedInstance?, _ job: UpgradeJob?, _ fleetState: FleetState,
        _ situation: Situation
    ) {
        let submission = fleetState.submissions[desired.id]
        let isUnhealthy = observed.map { $0.status.fitness != .healthy } ?? false
        counted.append(desired.id)
        // One that is presumed failed, or waits for a person, may last for ever.
        let isOverdue = submission == nil && job?.isOverdue(in: situation) == true
        let isRunning =
            job?.phase == .running && observed?.current?.upgradePolicy.endsByItself != false && !isOverdue
        if submission?.failure == nil,
            isRunning || (submission != nil && job == nil) || observed?.status.fitness == .busy
        {
            isMoving = true
        }
        if job != nil || submission != nil || isUnhealthy { unavailable += 1 }
        guard observed?.current == desired.version else { return }
        inSync += 1
        guard job == nil, submission == nil, !isUnhealthy else { return }
        atRest += 1
        let resting = fleetState.atRest[desired.id].flatMap { $0.version == desired.version ? $0.since : nil }
        restingSince = max(restingSince ?? .distantPast, resting ?? situation.observation.startedAt)
    }
}
