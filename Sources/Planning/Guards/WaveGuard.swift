internal import FoundationEssentials
internal import Fleet

extension Guard {
    /// Nothing of a wave is upgraded before every earlier one has converged, is at rest, and has soaked; and in a run,
    /// before two observations have shown it: a single one may have been taken while a job was still ending.
    static let wave = Guard("wave", liftedBy: .turn) { subject, situation in
        guard let waveIndex = subject.waves.indices[subject.desired.id] else {
            return .hold(Reason(.waveNotReached, "no wave of its rollout takes it"))
        }
        let earlier = subject.waves.all.prefix(waveIndex)
        // Once the waves before it are done and have soaked, it still holds what comes after it.
        if let untried = earlier.first(where: \.isUntried), let reason = untried.blocksNext(in: situation) {
            return .hold(reason)
        }
        for wave in earlier {
            guard let reason = wave.blocksNext(in: situation) else { continue }
            return wave.needsPerson ? .hold(reason) : .wait(reason)
        }
        return nil
    }
}

extension Waves.Wave {
    /// Whether nothing but a person gets it done: all are in sync, and one is unhealthy with nothing in flight. Those
    /// that are not in sync have reasons of their own.
    var needsPerson: Bool { isUntried || !isDone && inSync == counted.count && !isMoving && !isScheduled }

    /// Whether it proves nothing: no instance of it counts, and nothing declares that this may be so.
    var isUntried: Bool { counted.isEmpty && leftOut == 0 && !policy.optional }

    /// Why the next wave may not start; nil: it may.
    func blocksNext(in situation: Situation) -> Reason? {
        let name = policy.name
        if isUntried { return Reason(.waveEmpty, emptiness) }
        guard isDone else {
            if inSync == counted.count, unavailable > 0, isMoving {
                return Reason(.waveConfirming, "the wave '\(name)' is in sync, but not at rest yet")
            }
            let left = counted.count - inSync
            let why = left > 0 ? "\(left) of \(counted.count) to go" : "\(unavailable) unavailable"
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
