import Fleet

/// An instance that is upgraded next, as far as is known and its own rules tell.
struct Candidate: Hashable, Sendable {
    /// Those that may be requested in one call: of one version, and where batches were refused, of one isolated group.
    struct Kind: Hashable, Sendable, Comparable {
        var from: KernelVersion
        var group: Int?

        /// Isolated ones first: they keep the slots that they had.
        static func < (left: Kind, right: Kind) -> Bool {
            (left.group ?? .max, left.from) < (right.group ?? .max, right.from)
        }
    }

    /// What it lacks to be requested.
    enum Need: Hashable, Sendable, CaseIterable {
        case nothing
        /// Its offer, and its pre-check was passed.
        case offerAfterPrecheck
        case offer
        case precheck
        /// The result of its pre-check, which runs.
        case result
        /// Its offer, the reading of which has failed since the last observation: it is left alone until the next one.
        case offerLater
    }

    /// Nil where its version cannot be read.
    var kind: Kind?
    var need: Need
    /// Whether it is half-way to its declared version by an upgrade of this run: it goes first, and keeps the slot it had.
    var isMidway: Bool
    /// Whether the run has requested it before, so that it counts against `maxChanges` already.
    var wasRequested: Bool
    /// The version by which a run gets to it.
    var version: KernelVersion

    /// An instance as a candidate; nil where its action makes it none.
    static func of(_ desired: DesiredInstance, _ action: Action, in situation: Situation) -> Candidate? {
        guard let need = Need.of(desired.id, action, in: situation) else { return nil }
        let current = situation.observation.instances[desired.id]?.current
        return Candidate(
            kind: current.map { Kind(from: $0, group: situation.memory.isolation.group(of: desired.id)) }, need: need,
            isMidway: situation.memory.changes.reached[desired.id] != nil,
            wasRequested: situation.memory.changes.instances.contains(desired.id), version: current ?? desired.version)
    }
}

extension Candidate.Need {
    fileprivate static func of(_ id: InstanceID, _ action: Action, in situation: Situation) -> Self? {
        if action.isUpgrade { return .nothing }
        if action.needsPrecheck { return .precheck }
        if action.isPrechecking { return .result }
        guard action.needsOffer else { return nil }
        let hasFailed = situation.offers.failure(of: id).map { $0.triedAt >= situation.observation.startedAt }
        let hasPassed = situation.memory.prechecks[id]?.result?.passed
        return hasFailed == true ? .offerLater : hasPassed == true ? .offerAfterPrecheck : .offer
    }
}
