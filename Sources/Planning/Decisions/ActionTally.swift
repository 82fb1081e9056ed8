import Fleet

/// How many instances have which actions, by their own rules and before those that count over many instances: of one
/// wave, or of those that no wave takes. It is kept from step to step.
struct ActionTally: Hashable, Sendable {
    /// How many keep the fleet from having converged.
    private(set) var blocking = 0
    /// How many need a person.
    private(set) var attention = 0
    /// How many go on by themselves.
    private(set) var goingOn = 0
    /// How many a run stays for, the candidates left out.
    private(set) var inWork = 0
    /// How many candidates there are, and how many of them are upgraded.
    private(set) var candidates = 0
    private(set) var upgrades = 0
    /// How many of either the run has requested before, so that `maxChanges` holds none of them.
    private var requested = 0
    private var requestedUpgrades = 0
    /// How many wait for their wave's turn.
    private(set) var notReached = 0
    /// How many lie beyond `maxChanges`.
    private(set) var beyondMaxChanges = 0
    /// How many wait for a check that is to be evaluated before.
    private(set) var unevaluated = 0
    /// How many are where, as a run tells it.
    private(set) var progress = ProgressCounts()

    mutating func add(_ action: Action, _ candidate: Candidate?) { count(action, candidate, 1) }

    mutating func remove(_ action: Action, _ candidate: Candidate?) { count(action, candidate, -1) }

    private mutating func count(_ action: Action, _ candidate: Candidate?, _ one: Int) {
        progress.count(action, one)
        guard action != .none else { return }
        if action.blocksConvergence { blocking += one }
        switch action.outlook {
        case .attention: attention += one
        case .leftOut: break
        case .waiting, nil: goingOn += one
        }
        if action.reason?.code == .checkNotEvaluated { unevaluated += one }
        if action.reason?.code == .maxChanges { beyondMaxChanges += one }
        if case .wait(let reason) = action, reason.code == .waveNotReached { notReached += one }
        guard let candidate else {
            if action.reason?.endsByItself == true { inWork += one }
            return
        }
        candidates += one
        if candidate.wasRequested { requested += one }
        guard candidate.need == .nothing else { return }
        upgrades += one
        if candidate.wasRequested { requestedUpgrades += one }
    }
}

/// What the rules that count over many instances make of the actions of a wave.
extension ActionTally {
    /// Nothing of the wave can be upgraded, and this is done with its candidates.
    mutating func block(with action: Action) {
        progress.moveCandidates(candidates, areHeld: action.kind == .hold)
        if action.outlook == .attention {
            goingOn -= candidates
            attention += candidates
        }
        (candidates, upgrades, requested, requestedUpgrades) = (0, 0, 0, 0)
    }

    /// So many candidates lie beyond `maxChanges`: those to which a run gets last.
    mutating func limit(beyond count: Int) {
        progress.moveCandidates(count, areHeld: true)
        beyondMaxChanges += count
        candidates -= count
        upgrades = requestedUpgrades + min(upgrades - requestedUpgrades, candidates - requested)
    }

    /// An earlier wave comes to its end only by a person's help.
    mutating func holdUnreached() {
        progress.holdWaiting(notReached)
        attention += notReached
        goingOn -= notReached
        notReached = 0
    }
}
