public import Fleet
public import FoundationEssentials

/// The waves of a fleet as an observation shows them: which is open, and what keeps it so.
public struct Waves: Hashable, Sendable {
    /// One wave.
    public struct Wave: Hashable, Sendable {
        /// What is declared of it.
        public let policy: RolloutPolicy.Wave
        private let tally: WaveTally
        /// How many that count are in sync and at rest, and were left out of the fleet; see ``Rollout/Settings/leftOut``.
        let leftOut: Int
        /// Since when the last of its instances has been at rest; nil where none counts.
        public let restingSince: Date?
        /// Where its checks stand; none unless it is done.
        let checks: [CheckStanding]

        fileprivate init(
            _ policy: RolloutPolicy.Wave, _ tally: WaveTally, _ definitions: CheckDefinitions, leftOut: Int,
            in situation: Situation
        ) {
            (self.policy, self.tally, self.leftOut) = (policy, tally, leftOut)
            // One of which nothing is remembered rests since this observation, as far as is known.
            let isNew = tally.atRest > tally.remembered
            let observedAt = situation.observation.startedAt
            let since = isNew ? max(observedAt, tally.latestRest) : tally.latestRest
            restingSince = tally.atRest == 0 ? nil : since
            checks =
                policy.checks.isEmpty || tally.atRest == 0 || tally.atRest < tally.counted
                ? []
                : situation.standings(of: policy.checks, inWave: policy.name, definitions, since: since)
        }

        /// How many instances it takes that are not suspended, of any version.
        public var size: Int { tally.counted + tally.ahead + leftOut }
        /// How many instances count: those that are neither suspended nor ahead.
        public var counted: Int { tally.counted }
        /// How many of its instances are suspended.
        public var suspended: Int { tally.suspended }
        /// How many of the others are ahead.
        public var ahead: Int { tally.ahead }
        /// How many instances it takes.
        var taken: Int { counted + leftOut + suspended + ahead }
        /// How many of them run their declared version.
        public var inSync: Int { tally.inSync }
        /// How many are in sync, healthy, and have nothing in flight.
        public var atRest: Int { tally.atRest }
        /// How many are unavailable: being upgraded, scheduled, requested, or unhealthy, also where others started it.
        public var unavailable: Int { tally.unavailable }
        /// Whether something is in flight in it that will end by itself.
        public var isMoving: Bool { tally.moving > 0 }
        /// Whether an upgrade is scheduled in it, which ends by itself but later than a run.
        public var isScheduled: Bool { tally.scheduled > 0 }
        /// When its soak ends, once it is done; nil where none of its instances counts.
        public var soaksUntil: Date? { restingSince.map { $0 + policy.soak } }

        /// Whether every instance that counts has converged and is at rest.
        public var isDone: Bool { atRest == counted }
        /// How many may be unavailable at once.
        public var limit: Int { policy.maxUnavailable.of(counted + leftOut) }
        /// How many more may become unavailable now.
        public var free: Int { max(0, limit - unavailable) }
    }

    /// All of them, in their order.
    public let all: [Wave]
    /// The index of the wave of each of the fleet's instances, in their order; nil where none takes it.
    let indices: [Int?]
    /// What the checks ask.
    let definitions: CheckDefinitions
    /// What keeps the instances of each wave from being upgraded before its turn; nil: nothing does.
    let barriers: [Action?]
    /// What keeps the instances of each wave from the first request of a run; nil: nothing does.
    let before: [Action?]
    /// Where the checks of the fleet as a whole stand; nil: not all of it is at rest.
    let fleetRest: FleetRest?
    /// What the fleets permit that go first.
    let upstreams: UpstreamBarrier
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

    /// The waves, counted from nothing.
    init(_ situation: Situation) {
        let indices = situation.fleet.waveIndices
        var tallies = situation.fleet.rollout.waves.map { _ in WaveTally() }
        var failed: [Int] = []
        for (position, desired) in situation.fleet.instances.enumerated() {
            let share = WaveShare.of(desired, in: situation)
            if share.traits.contains(.failed) { failed.append(position) }
            if let index = indices[position] { tallies[index].add(share) }
        }
        self.init(
            situation, indices, CheckDefinitions(situation.fleet, indices), tallies, failed: failed,
            failedCount: failed.count)
    }

    /// The waves of a fleet of which the counts are known, with the positions of the instances that failed.
    init(
        _ situation: Situation, _ indices: [Int?], _ definitions: CheckDefinitions, _ tallies: [WaveTally],
        failed: some Sequence<Int>, failedCount: Int
    ) {
        let (fleet, leftOut) = (situation.fleet, situation.settings.leftOut)
        let all = zip(fleet.rollout.waves, tallies).enumerated().map { index, wave in
            Wave(
                wave.0, wave.1, definitions, leftOut: index < leftOut.count ? leftOut[index] : 0, in: situation)
        }
        (self.all, self.indices, self.definitions, self.failedCount) = (all, indices, definitions, failedCount)
        barriers = Self.barriers(all, in: situation)
        before = Self.beforeBarriers(in: situation)
        fleetRest = Self.fleetRest(all, definitions, in: situation)
        upstreams = UpstreamBarrier(situation)
        offTargetVersions = situation.offTargetVersions()
        isBudgetSpent = failedCount > fleet.rollout.failureBudget.of(fleet.instances.count + leftOut.reduce(0, +))
        spentBudget = isBudgetSpent ? Self.spentBudget(failedCount, failed, in: situation) : nil
        permission = fleet.rollout.submission(at: situation.now)
    }
}

extension DesiredFleet {
    /// The index of the wave of each instance, in their order; nil where none takes it.
    var waveIndices: [Int?] { instances.map(rollout.waveIndex) }
}
