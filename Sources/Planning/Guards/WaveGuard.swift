internal import Fleet

extension Guard {
    /// Nothing of a wave is upgraded before every earlier one has converged and is at rest, and in a run, before two
    /// looks have shown it: a single one may have been taken while a job was still ending.
    static let wave = Guard("wave") { subject, situation in
        guard let place = subject.waves.places[subject.desired.id] else {
            return .hold(Reason(.waveNotReached, "no wave of its rollout takes it"))
        }
        for (number, wave) in subject.waves.all.prefix(place).enumerated() {
            let name = wave.policy.name
            if wave.isDone {
                if situation.memory.confirmedWaves.map({ number < $0 }) ?? true { continue }
                return .wait(Reason(.waveSettling, "the wave '\(name)' has converged; looking once more to be sure"))
            }
            if wave.inSync == wave.counted.count, wave.unavailable > 0, wave.isMoving {
                return .wait(Reason(.waveSettling, "the wave '\(name)' is in sync, but not at rest yet"))
            }
            let left = wave.counted.count - wave.inSync
            let why = left > 0 ? "\(left) of \(wave.counted.count) to go" : "\(wave.unavailable) unavailable"
            return .wait(Reason(.waveNotReached, "its turn comes after the wave '\(name)' (\(why))"))
        }
        return nil
    }
}
