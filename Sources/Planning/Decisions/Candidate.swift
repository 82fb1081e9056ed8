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

    /// Nil where the action makes it none.
    init?(_ desired: DesiredInstance, _ action: Action, in situation: Situation) {
        let (id, memory) = (desired.id, situation.memory)
        if action.isUpgrade {
            need = .nothing
        } else if action.needsPrecheck {
            need = .precheck
        } else if action.isPrechecking {
            need = .result
        } else if action.needsOffer {
            let hasFailed = situation.offers.failure(of: id).map { $0.triedAt >= situation.observation.startedAt }
            let hasPassed = memory.prechecks[id]?.result?.passed
            need = hasFailed == true ? .offerLater : hasPassed == true ? .offerAfterPrecheck : .offer
        } else {
            return nil
        }
        let current = situation.observation.instances[id]?.current
        kind = current.map { Kind(from: $0, group: memory.isolation.group(of: id)) }
        version = current ?? desired.version
        isMidway = memory.changes.reached[id] != nil
        wasRequested = memory.changes.instances.contains(id)
    }
}
