internal import FoundationEssentials
internal import Fleet

extension Guard {
    /// Nothing of a wave is upgraded before every earlier one has converged, is at rest, and has soaked; and in a run,
    /// before two observations have shown it: a single one may have been taken while a job was still ending.
    static let wave = Guard("wave", liftedBy: .turn) { subject, _ in
        guard let waveIndex = subject.waveIndex else {
            return .hold(Reason(.waveNotReached, "no wave of its rollout takes it"))
        }
        return subject.waves.barriers[waveIndex]
    }
}

extension Waves {
    /// What keeps the instances of each wave from being upgraded: the first of the earlier waves that blocks the next
    /// one. One that proves nothing wins, since it still holds what comes after it once the waves before it are done.
    static func barriers(_ all: [Wave], in situation: Situation) -> [Action?] {
        var (barrier, isUntried) = (Action?.none, false)
        return all.map { wave in
            defer {
                if !isUntried, barrier == nil || wave.isUntried, let action = wave.barrier(in: situation) {
                    (barrier, isUntried) = (action, wave.isUntried)
                }
            }
            return barrier
        }
    }
}

extension Waves.Wave {
    /// Whether nothing but a person gets it done: all are in sync, and one is unhealthy with nothing in flight. Those
    /// that are not in sync have reasons of their own.
    var needsPerson: Bool { isUntried || !isDone && inSync == counted && !isMoving && !isScheduled }

    /// Whether it proves nothing: no instance of it counts, and nothing declares that this may be so.
    var isUntried: Bool { counted == 0 && leftOut == 0 && !policy.optional }

    /// What keeps the instances of the next wave from being upgraded; nil: nothing does. A check that has failed is told
    /// before the soak is over.
    func barrier(in situation: Situation) -> Action? {
        let checked = isDone ? checkBarrier(in: situation) : nil
        if let checked, checked.kind == .hold { return checked }
        if let reason = blocksNext(in: situation) { return needsPerson ? .hold(reason) : .wait(reason) }
        return checked
    }

    /// Why the next wave may not start, whatever its checks say; nil: it may.
    func blocksNext(in situation: Situation) -> Reason? {
        let name = policy.name
        if isUntried { return Reason(.waveEmpty, emptiness) }
        guard isDone else {
            if inSync == counted, unavailable > 0, isMoving {
                return Reason(.waveConfirming, "the wave '\(name)' is in sync, but not at rest yet")
            }
            let left = counted - inSync
            let why = left > 0 ? "\(left) of \(counted) to go" : "\(unavailable) unavailable"
            return Reason(.waveNotReached, "its turn comes after the wave '\(name)' (\(why))")
        }
        guard let restingSince, let soaksUntil else { return nil }
        // Observations drift by a little, so that half an interval apart counts as an observation later.
        let seenAt = situation.observation.startedAt
        if situation.purpose == .run, seenAt.since(restingSince) * 2 < situation.settings.pollInterval {
            return Reason(.waveConfirming, "the wave '\(name)' has converged; one more observation confirms it")
        }
        guard seenAt < soaksUntil else { return nil }
        return Reason(.soaking, "the wave '\(name)' soaks until \(time: soaksUntil)", until: soaksUntil)
    }

    private var emptiness: String {
        let why =
            if taken == 0 { "it takes no instance" } else {
                [
                    suspended > 0 ? "\(suspended) suspended" : nil,
                    ahead > 0 ? "\(ahead) ahead of what is declared" : nil,
                ]
                .compactMap(\.self).joined(separator: " and ")
            }
        return
            "nothing of the wave '\(policy.name)' counts (\(why)), so that it tries nothing; mend it, or write 'optional: true' to go on without it"
    }
}
