import Fleet

/// What the actions of all instances come to together: what a run has to know of them to go on or to end.
struct FleetStanding: Hashable, Sendable {
    /// Whether one keeps the fleet from having converged.
    private(set) var blocksConvergence: Bool
    /// Whether one needs a person.
    private(set) var needsPerson: Bool
    /// Whether one is upgraded.
    private(set) var hasUpgrades: Bool
    /// Whether a run stays for one: it is upgraded, or something of it ends by itself before long.
    private(set) var isWorthWaiting: Bool
    /// Whether one lies beyond `maxChanges`.
    private(set) var reachesMaxChanges: Bool
    /// How many are where.
    private(set) var progress: ProgressCounts
    /// Which candidates may be upgraded.
    private(set) var permit: CandidatePermit

    init(
        blocksConvergence: Bool = false, needsPerson: Bool = false, hasUpgrades: Bool = false,
        isWorthWaiting: Bool = false, reachesMaxChanges: Bool = false, progress: ProgressCounts = ProgressCounts(),
        permit: CandidatePermit = CandidatePermit()
    ) {
        (self.blocksConvergence, self.needsPerson, self.hasUpgrades) = (blocksConvergence, needsPerson, hasUpgrades)
        (self.isWorthWaiting, self.reachesMaxChanges) = (isWorthWaiting, reachesMaxChanges)
        (self.progress, self.permit) = (progress, permit)
    }

    /// The same as `Planner.actions` says of each instance, from what their own rules say: `tallies` has the waves in
    /// their order, and at last what no wave takes.
    init(
        _ tallies: [ActionTally], _ book: CandidateBook, _ waves: Waves, requested: [Int], _ planner: Planner,
        _ situation: Situation
    ) {
        self.init()
        var tallies = tallies
        for (index, wave) in waves.all.enumerated() where tallies[index].candidates > 0 {
            if let blocked = Planner.blockedAction(wave) {
                tallies[index].block(with: blocked)
                permit.block(index)
            } else if let limit = planner.limit(of: wave, situation),
                let (boundary, beyond) = book.boundary(of: index, after: max(0, limit - requested[index]))
            {
                tallies[index].limit(beyond: beyond)
                permit.limit(index, to: boundary)
            }
        }
        holdUnreached(&tallies, waves)
        for tally in tallies {
            if tally.blocking > 0 { blocksConvergence = true }
            if tally.attention > 0 { needsPerson = true }
            if tally.upgrades > 0 { hasUpgrades = true }
            if tally.inWork + tally.candidates > 0 { isWorthWaiting = true }
            if tally.beyondMaxChanges > 0 { reachesMaxChanges = true }
            progress += tally.progress
        }
    }

    private func holdUnreached(_ tallies: inout [ActionTally], _ waves: Waves) {
        let stuck = waves.all.indices.first {
            tallies[$0].attention > 0 && tallies[$0].goingOn == 0 && !waves.all[$0].isDone && !waves.all[$0].isMoving
        }
        guard let stuck else { return }
        for index in waves.all.indices.dropFirst(stuck + 1) { tallies[index].holdUnreached() }
    }
}

/// Which candidates the rules permit to be upgraded that count over many instances.
struct CandidatePermit: Hashable, Sendable {
    private var blocked: Set<Int> = []
    private var boundaries: [Int: CandidateBook.Boundary] = [:]

    /// Nothing of a wave may be upgraded.
    mutating func block(_ wave: Int) { blocked.insert(wave) }

    /// Of a wave only what lies within a boundary may be.
    mutating func limit(_ wave: Int, to boundary: CandidateBook.Boundary) { boundaries[wave] = boundary }

    /// Whether all of them may be.
    var isUnlimited: Bool { blocked.isEmpty && boundaries.isEmpty }

    /// Whether a candidate of a wave may be, at this place in the order of ids.
    func permits(_ candidate: Candidate, rank: Int, wave: Int?) -> Bool {
        guard let wave else { return true }
        return !blocked.contains(wave) && boundaries[wave]?.includes(candidate, rank: rank) ?? true
    }
}
