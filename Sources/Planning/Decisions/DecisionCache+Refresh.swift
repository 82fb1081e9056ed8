import FoundationEssentials
import Fleet

extension DecisionCache {
    /// Decides anew what may have changed.
    mutating func refresh(_ situation: Situation) {
        // Where the clock was set back, no time is to be relied on.
        if situation.now < refreshedAt { suspectAll() }
        refreshedAt = situation.now
        var dirty = takeSuspects(at: situation.now)
        count(dirty, in: situation)
        let waves = Waves(
            situation, waveIndices, checkDefinitions, waveTallies, failed: failed, failedCount: failed.count)
        let facts = SharedFacts(situation, waves)
        addDependents(of: facts, to: &dirty)
        for position in dirty { decide(position, in: situation, waves) }
        (self.waves, shared) = (waves, facts)
        standing = FleetStanding(actionTallies, book, waves, requested: requested, planner, situation)
    }

    /// The plan that follows from what is decided; nil before anything was.
    func plan(_ situation: Situation, project: ProjectID) -> FleetPlan? {
        guard let waves else { return nil }
        var items = entries.sorted { $0.key < $1.key }.map { position, entry in
            InstanceAction(
                position: position, desired: fleet.instances[position], waveIndex: waveIndices[position],
                action: entry.action)
        }
        planner.applyWaveRules(&items, waves, situation, requestedPerWave: requested)
        return planner.plan(situation, project: project, waves, items)
    }

    /// Those of which something may have changed by now.
    private mutating func takeSuspects(at now: Date) -> PositionSet {
        defer { suspects = PositionSet() }
        guard var dirty = suspects else {
            begin()
            var all = PositionSet()
            for position in fleet.instances.indices { all.insert(position) }
            return all
        }
        while let position = expiries.next(at: now) { dirty.insert(position) }
        return dirty
    }

    private mutating func begin() {
        let waveCount = fleet.rollout.waves.count
        (expiries, failed, offersLater, isRequested) = (Expiries(), PositionSet(), PositionSet(), PositionSet())
        shares = []
        entries = [:]
        waveTallies = Array(repeating: WaveTally(), count: waveCount)
        actionTallies = Array(repeating: ActionTally(), count: waveCount + 1)
        requested = Array(repeating: 0, count: waveCount)
        book = CandidateBook(waves: waveCount)
        shared = nil
        // What is in sync has no entry.
        for wave in waveIndices { actionTallies[wave ?? waveCount].add(.none, nil) }
    }

    /// Counts for the waves what is known of these instances now.
    private mutating func count(_ dirty: PositionSet, in situation: Situation) {
        let isNew = shares.count < fleet.instances.count
        if isNew { shares.reserveCapacity(fleet.instances.count) }
        var lost: Set<Int> = []
        for position in dirty {
            visitCount += 1
            let desired = fleet.instances[position]
            let (share, wave) = (WaveShare.of(desired, in: situation), waveIndices[position])
            if isNew {
                shares.append(share)
            } else {
                if share == shares[position] { continue }
                if let wave, waveTallies[wave].remove(shares[position]) { lost.insert(wave) }
                shares[position] = share
            }
            if let wave { waveTallies[wave].add(share) }
            if share.traits.contains(.failed) { failed.insert(position) } else { failed.remove(position) }
        }
        for wave in lost {
            waveTallies[wave].findLatestRest(among: zip(waveIndices, shares).lazy.filter { $0.0 == wave }.map(\.1))
        }
    }

    /// Adds those whose decisions depend on facts that have changed. One that is in sync depends on nothing else.
    private func addDependents(of facts: SharedFacts, to dirty: inout PositionSet) {
        guard let shared, shared != facts else { return }
        let isOfAll = shared.ofFleet != facts.ofFleet
        for position in entries.keys {
            let wave = waveIndices[position]
            if isOfAll
                || wave.map({
                    shared.barriers[$0] != facts.barriers[$0] || shared.before[$0] != facts.before[$0]
                }) ?? false
            {
                dirty.insert(position)
            }
        }
    }

    /// Decides about an instance.
    private mutating func decide(_ position: Int, in situation: Situation, _ waves: Waves) {
        decisionCount += 1
        let (desired, wave) = (fleet.instances[position], waveIndices[position])
        let action = planner.guards.action(for: desired, wave, in: situation, waves: waves)
        if let expiry = situation.expiry(of: desired, action) { expiries.add(position, at: expiry) }
        note(situation.memory.changes.instances.contains(desired.id), at: position, wave)
        let entry =
            action == .none ? nil : Entry(action: action, candidate: Candidate.of(desired, action, in: situation))
        if entry != entries[position] { replace(entry, at: position, wave) }
    }

    private mutating func note(_ isRequested: Bool, at position: Int, _ wave: Int?) {
        guard isRequested != self.isRequested.contains(position) else { return }
        if isRequested { self.isRequested.insert(position) } else { self.isRequested.remove(position) }
        if let wave { requested[wave] += isRequested ? 1 : -1 }
    }

    private mutating func replace(_ entry: Entry?, at position: Int, _ wave: Int?) {
        let (old, rank, tally) = (entries[position], rank(of: position), wave ?? actionTallies.count - 1)
        actionTallies[tally].remove(old?.action ?? .none, old?.candidate)
        if let candidate = old?.candidate { book.remove(candidate, at: position, rank: rank, wave: wave) }
        actionTallies[tally].add(entry?.action ?? .none, entry?.candidate)
        if let candidate = entry?.candidate { book.insert(candidate, at: position, rank: rank, wave: wave) }
        if entry?.candidate?.need == .offerLater { offersLater.insert(position) } else { offersLater.remove(position) }
        entries[position] = entry
    }
}
