internal import FoundationEssentials
internal import Fleet

extension Guard {
    /// What failed, was refused or went astray is left alone for a while, and enough of that stops the rest.
    static let failures = Guard("failures") { subject, situation in
        let (history, memory, desired) = (situation.history, situation.memory, subject.desired)
        if let stray = history.strays[desired.id], stray.declared == desired.version {
            return .hold(Reason(.landedElsewhere, "it landed on \(stray.landedOn), which nobody declared"))
        }
        if let current = subject.observed?.current,
            let hold = history.backoff(of: desired, at: current, now: situation.now)
        {
            return .hold(hold)
        }
        if let refusal = memory.refusals[desired.id] {
            return .hold(Reason(.refused, "the cloud refused: \(refusal)"))
        }
        if let stop = memory.stops[desired.version] ?? subject.waves.strays[desired.version] {
            return .hold(Reason(.rolloutStopped, "the rollout stopped: \(stop)"))
        }
        let budget = situation.fleet.rollout.failureBudget
        let failed = subject.waves.failedCount
        guard failed > budget.of(situation.fleet.instances.count) else { return nil }
        return .hold(
            Reason(
                .budgetSpent,
                "the rollout stopped: \(failed) failed, and its failureBudget is \(budget); look into it, then run 'dbconverge retry \(situation.fleet.name)'"
            ))
    }
}

extension History {
    /// Why an instance whose upgrade from this version failed is not tried again yet; nil: it may be.
    func backoff(of desired: DesiredInstance, at current: KernelVersion, now: Date) -> Reason? {
        let failed = (failures[desired.id] ?? []).filter {
            $0.declared == desired.version && ($0.from == current || $0.isForeign && $0.from < current)
        }
        // What nobody can explain is not tried again by itself.
        if let unexplained = failed.last(where: { $0.reason.code == .unanswered }) { return unexplained.reason }
        guard let last = failed.max(by: { $0.at < $1.at }) else { return nil }
        let until = last.at + Backoff.delay(after: failed.count, of: desired.id)
        guard now < until else { return nil }
        return Reason(last.reason.code, "\(last.reason.message); tried again after \(until.minute)", until: until)
    }

    /// How many instances of a fleet failed on their way to what is declared of them now.
    func failedCount(in fleet: DesiredFleet) -> Int {
        failures.isEmpty
            ? 0
            : fleet.instances.count { desired in
                failures[desired.id]?.contains { $0.declared == desired.version } ?? false
            }
    }

    /// The declared versions at which an upgrade of this fleet landed elsewhere, in words.
    func strayTargets() -> [KernelVersion: String] {
        var targets: [KernelVersion: String] = [:]
        for (id, stray) in strays.sorted(by: { $0.key < $1.key }) where targets[stray.declared] == nil {
            targets[stray.declared] = "\(id) landed on \(stray.landedOn), which nobody declared"
        }
        return targets
    }
}

/// How long a failed instance is left alone: an hour, doubled by every further failure, a day at most, and up to a
/// quarter more so that instances which failed together are not tried again together.
enum Backoff {
    static func delay(after failures: Int, of id: InstanceID) -> Duration {
        let base = min(Duration.seconds(3600) * (1 << min(failures - 1, 10)), .seconds(86400))
        let hash = StableHash.of(id.description, salt: UInt64(failures))
        return base + base * Int(hash >> 32 & 0xFFFF) / (4 * 0xFFFF)
    }
}
