public import Fleet
import FoundationEssentials

/// The waves of a fleet as a look shows them: which is open, and what keeps it so.
public struct Waves: Hashable, Sendable {
    /// One wave.
    public struct Wave: Hashable, Sendable {
        /// What is declared of it.
        public let policy: RolloutPolicy.Wave
        /// Its instances, without those that are suspended or ahead.
        public fileprivate(set) var counted: [InstanceID] = []
        /// How many of them run their declared version.
        public fileprivate(set) var inSync = 0
        /// How many are in sync, healthy, and have nothing in flight.
        public fileprivate(set) var atRest = 0
        /// How many are unavailable: being upgraded, scheduled, asked for, or unhealthy, whoever started it.
        public fileprivate(set) var unavailable = 0

        /// Whether something is in flight in it that will end by itself.
        public fileprivate(set) var isMoving = false

        /// Whether every instance that counts has converged and is at rest.
        public var isDone: Bool { atRest == counted.count }
        /// How many may be unavailable at once.
        public var limit: Int { policy.maxUnavailable.of(counted.count) }
        /// How many more may become unavailable now.
        public var free: Int { max(0, limit - unavailable) }
    }

    /// All of them, in their order.
    public let all: [Wave]
    /// The place of the wave of each instance.
    let places: [InstanceID: Int]

    /// The first wave that is not done; nil: all are.
    public var open: Wave? { all.first { !$0.isDone } }
    /// How many waves at the beginning are done.
    var doneCount: Int { all.firstIndex { !$0.isDone } ?? all.count }

    init(_ situation: Situation) {
        let rollout = situation.fleet.rollout
        var waves = rollout.waves.map { Wave(policy: $0) }
        var places: [InstanceID: Int] = [:]
        for desired in situation.fleet.instances {
            guard let place = rollout.waveIndex(of: desired) else { continue }
            places[desired.id] = place
            let observed = situation.observation.instances[desired.id]
            // Suspended instances and those beyond their declared version are no part of the whole.
            if desired.suspend || observed?.current.map({ $0 > desired.version }) == true { continue }
            let job = situation.observation.inFlight[desired.id]
            let isAsked = situation.memory.submissions[desired.id] != nil
            let isTouched = job != nil || isAsked || situation.memory.overdue[desired.id] != nil
            let isUnhealthy = observed.map { $0.status.fitness != .healthy } ?? false
            let isInSync = observed?.current == desired.version
            waves[place].counted.append(desired.id)
            if job?.phase == .running || isAsked || observed?.status.fitness == .busy { waves[place].isMoving = true }
            if isInSync { waves[place].inSync += 1 }
            if isTouched || isUnhealthy { waves[place].unavailable += 1 }
            if isInSync, !isTouched, !isUnhealthy { waves[place].atRest += 1 }
        }
        (all, self.places) = (waves, places)
    }
}
