import FoundationEssentials
import Fleet

/// What one instance adds to the counts of its wave, and of its fleet.
struct WaveShare: Hashable, Sendable {
    /// What is true of the instance.
    struct Traits: OptionSet, Hashable, Sendable {
        let rawValue: UInt16

        static let suspended = Traits(rawValue: 1 << 0)
        static let ahead = Traits(rawValue: 1 << 1)
        /// It is neither suspended nor ahead.
        static let counted = Traits(rawValue: 1 << 2)
        static let inSync = Traits(rawValue: 1 << 3)
        static let atRest = Traits(rawValue: 1 << 4)
        static let unavailable = Traits(rawValue: 1 << 5)
        /// Something is in flight that will end by itself.
        static let moving = Traits(rawValue: 1 << 6)
        static let scheduled = Traits(rawValue: 1 << 7)
        /// An upgrade to the version that is declared now has failed.
        static let failed = Traits(rawValue: 1 << 8)
        /// It is at rest, and it is remembered since when.
        static let remembered = Traits(rawValue: 1 << 9)
    }

    private(set) var traits: Traits = []
    /// Since when it has been at rest, where that is remembered; else of no meaning.
    private(set) var restingSince = Date.distantPast

    /// What an instance adds. It is a function because an initializer would be given a copy of the situation.
    static func of(_ desired: DesiredInstance, in situation: Situation) -> WaveShare {
        var share = WaveShare()
        share.look(at: desired, in: situation)
        return share
    }

    private mutating func look(at desired: DesiredInstance, in situation: Situation) {
        let observed = situation.observation.instances[desired.id]
        let job = situation.observation.inFlight[desired.id]
        let submission = situation.fleetState.submissions[desired.id]
        if let failures = situation.fleetState.failures[desired.id] {
            if failures.contains(where: { $0.declared == desired.version }) { traits.insert(.failed) }
        }
        if let job, job.phase == .scheduled { traits.insert(.scheduled) }
        let isUntouched = job == nil && submission == nil
        // Suspended instances and those beyond their declared version are no part of the whole; what is in flight of
        // them takes a slot all the same.
        let isAhead = observed?.current.map { $0 > desired.version } ?? false
        if desired.suspend || isAhead {
            traits.insert(desired.suspend ? .suspended : .ahead)
            if !isUntouched { traits.insert(.unavailable) }
            return
        }
        traits.insert(.counted)
        if Self.isMoving(observed, job, submission, in: situation) { traits.insert(.moving) }
        let isHealthy = (observed?.status.fitness ?? .healthy) == .healthy
        if !isUntouched || !isHealthy { traits.insert(.unavailable) }
        guard observed?.current == desired.version else { return }
        traits.insert(.inSync)
        guard isUntouched, isHealthy else { return }
        traits.insert(.atRest)
        guard let rest = situation.fleetState.atRest[desired.id], rest.version == desired.version else { return }
        traits.insert(.remembered)
        restingSince = rest.since
    }

    /// Whether something is in flight that will end by itself.
    private static func isMoving(
        _ observed: ObservedInstance?, _ job: UpgradeJob?, _ submission: Submission?, in situation: Situation
    ) -> Bool {
        if let submission, submission.failure != nil { return false }
        if let observed, observed.status.fitness == .busy { return true }
        guard let job else { return submission != nil }
        // One that is presumed failed, or waits for a person, may last for ever.
        guard job.phase == .running, observed?.current?.upgradePolicy.endsByItself != false else { return false }
        return submission != nil || !job.isOverdue(in: situation)
    }
}
