internal import Fleet

/// The blast radius: how many instances of a wave one run may request.
extension Planner {
    /// Waves smaller than this are not limited: a share of a few instances is no sensible number.
    static let smallestLimitedWave = 10

    /// Holds what lies beyond the limit, in the order in which a run gets to it.
    func limitChanges(
        _ items: inout [InstanceAction], _ waves: Waves, _ situation: Situation, requestedPerWave: [Int]
    ) {
        var left = zip(waves.all, requestedPerWave).map { wave, count in limit(of: wave, situation).map { $0 - count } }
        guard left.contains(where: { $0 != nil }) else { return }
        let requested = situation.memory.changes.instances
        let order = items.indices.filter {
            items[$0].action.isCandidate && !requested.contains(items[$0].desired.id)
        }
        .sorted { key(items[$0], situation) < key(items[$1], situation) }
        for index in order {
            guard let waveIndex = items[index].waveIndex, let free = left[waveIndex] else { continue }
            left[waveIndex] = free - 1
            guard free <= 0 else { continue }
            let (wave, allowed) = (waves.all[waveIndex], limit(of: waves.all[waveIndex], situation) ?? 0)
            items[index].action = .hold(
                Reason(
                    .maxChanges,
                    "beyond maxChanges: one run requests at most \(allowed) of the \(wave.size) instances of the wave '\(wave.policy.name)'; --allow-changes N allows more"
                ))
        }
    }

    /// How many instances of a wave one run may request; nil: as many as there are.
    func limit(of wave: Waves.Wave, _ situation: Situation) -> Int? {
        guard wave.size >= Self.smallestLimitedWave else { return nil }
        return situation.settings.allowedChanges ?? situation.fleet.rollout.maxChanges.of(wave.size)
    }

    private func key(_ item: InstanceAction, _ situation: Situation) -> (Int, KernelVersion, InstanceID) {
        let current = situation.observation.instances[item.desired.id]?.current ?? item.desired.version
        return (item.action.isUpgrade ? 0 : 1, current, item.desired.id)
    }
}
