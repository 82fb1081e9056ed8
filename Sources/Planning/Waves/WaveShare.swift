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

    init(of desired: DesiredInstance, in situation: Situation) {
        let fleetState = situation.fleetState
        let observed = situation.observation.instances[desired.id]
        let job = situation.observation.inFlight[desired.id]
        let submission = fleetState.submissions[desired.id]
        if !fleetState.failures.isEmpty,
            fleetState.failures[desired.id]?.contains(where: { $0.declared == desired.version }) == true
        {
            traits.insert(.failed)
        }
        if job?.phase == .scheduled { traits.insert(.scheduled) }
        let isUnhealthy = observed.map { $0.status.fitness != .healthy } ?? false
        // Suspended instances and those beyond their declared version are no part of the whole; what is in flight of
        // them takes a slot all the same.
        if desired.suspend || observed?.current.map({ $0 > desired.version }) == true {
            traits.insert(desired.suspend ? .suspended : .ahead)
            if job != nil || submission != nil { traits.insert(.unavailable) }
            return
        }
        traits.insert(.counted)
        // One that is presumed failed, or waits for a person, may last for ever.
        let isOverdue = submission == nil && job?.isOverdue(in: situation) == true
        let isRunning = job?.phase == .running && observed?.current?.upgradePolicy.endsByItself != false && !isOverdue
        if submission?.failure == nil,
            isRunning || (submission != nil && job == nil) || observed?.status.fitness == .busy
        {
            traits.insert(.moving)
        }
        if job != nil || submission != nil || isUnhealthy { traits.insert(.unavailable) }
        guard observed?.current == desired.version else { return }
        traits.insert(.inSync)
        guard job == nil, submission == nil, !isUnhealthy else { return }
        traits.insert(.atRest)
        guard let rest = fleetState.atRest[desired.id], rest.version == desired.version else { return }
        traits.insert(.remembered)
        restingSince = rest.since
    }
}
