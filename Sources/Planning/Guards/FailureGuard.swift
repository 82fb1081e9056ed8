internal import FoundationEssentials
internal import Fleet
internal import Text

extension Guard {
    /// What failed, was refused or ended off-target is left alone for a while, and enough of that stops the rest.
    static let failures = Guard("failures", liftedBy: .time) { subject, situation in
        let desired = subject.desired
        if let offTarget = situation.fleetState.offTarget[desired.id], offTarget.declared == desired.version {
            return .hold(
                Reason(.offTarget, "off-target: its upgrade ended on \(offTarget.reached), which is not declared"))
        }
        let stop = situation.offTargetStop(of: desired.version, subject.waves)
        let isStopped = stop != nil || subject.waves.isBudgetSpent
        if let current = subject.observed?.current,
            let hold = situation.fleetState.backoff(of: desired, at: current, now: situation.now, isStopped: isStopped)
        {
            return .hold(hold.needsRetry(subject.waves) ? hold.untilRetried(desired.id, situation) : hold)
        }
        if let refusal = situation.memory.isolation.refusals[desired.id] {
            return .hold(Reason(.refused, "the cloud refused: \(refusal)"))
        }
        if let stop {
            return .hold(
                Reason(
                    .offTargetStop, "the rollout stopped: \(stop); look into it, then run \(situation.retry)"))
        }
        return subject.waves.spentBudget.map { .hold(Reason(.budgetSpent, $0)) }
    }
}

extension Situation {
    /// Why the rollouts to a version have stopped: an upgrade to it ended off-target, in another fleet or in this one;
    /// nil where none did.
    func offTargetStop(of version: KernelVersion, _ waves: Waves) -> String? {
        memory.external.offTargetStops[version] ?? waves.offTargetVersions[version]
    }

    /// The declared versions at which an upgrade of this fleet ended off-target, in words.
    func offTargetVersions() -> [KernelVersion: String] {
        var targets: [KernelVersion: String] = [:]
        for (id, offTarget) in fleetState.offTarget.sorted(by: { $0.key < $1.key })
        where targets[offTarget.declared] == nil {
            let instance = observation.instances[id].map { "\($0.name) (\(id))" } ?? id.description
            targets[offTarget.declared] = "\(instance) ended off-target on \(offTarget.reached)"
        }
        return targets
    }

    /// The command that acknowledges the fleet's failures, as messages name it.
    var retry: String { "`\(settings.commands.retry(fleet.name))`" }

    /// The command that acknowledges what befell one instance, and nothing of the others.
    func retry(_ instance: InstanceID) -> String { "`\(settings.commands.retry(fleet.name, instance.description))`" }
}

extension Reason {
    /// Whether nothing but an acknowledgement lets the instance be tried again.
    func needsRetry(_ waves: Waves) -> Bool { waves.isBudgetSpent || code == .outcomeUnknown }

    /// The same, with the command without which it is not tried again. What is remembered in a journal has none:
    /// another run may have other options.
    func untilRetried(_ instance: InstanceID, _ situation: Situation) -> Reason {
        let words = message.hasSuffix(".") ? String(message.dropLast()) : message
        return Reason(code, "\(words); look into it, then run \(situation.retry(instance))", until: until)
    }
}

extension Waves {
    /// Failed instances that the reason of the others names.
    private static let named = 3
    /// The most characters of what is said of each.
    private static let longest = 200

    /// Why the rollout stopped over its failures: which instances failed, by their positions, and how.
    static func spentBudget(_ count: Int, _ positions: some Sequence<Int>, in situation: Situation) -> String {
        let failed = positions.lazy.compactMap { position -> String? in
            let desired = situation.fleet.instances[position]
            let failures = situation.fleetState.failures[desired.id]?.filter { $0.declared == desired.version } ?? []
            guard let last = failures.max(by: { $0.at < $1.at }) else { return nil }
            let name = situation.observation.instances[desired.id]?.name ?? desired.name ?? desired.id.description
            return "\(name): \(last.reason.message.prefix(longest))"
        }
        let rest = count > named ? "; and \(count - named) more" : ""
        return
            "the rollout stopped: \(count) failed (\(failed.prefix(named).joined(separator: "; "))\(rest)), and its failureBudget is \(situation.fleet.rollout.failureBudget); look into it, then run \(situation.retry)"
    }
}

extension FleetState {
    /// Why an instance whose upgrade from this version failed is not tried again yet, with the end of its backoff; nil:
    /// it may be. When a run would really try it again, `NextRun` says.
    ///
    /// While the rollout is stopped nothing is tried again, so the failure keeps its own reason, without a time.
    func backoff(
        of desired: DesiredInstance, at current: KernelVersion, now: Date, isStopped: Bool
    ) -> Reason? {
        let failed = (failures[desired.id] ?? []).filter {
            $0.declared == desired.version && ($0.from == current || $0.isExternal && $0.from < current)
        }
        // A failure without an explanation is not tried again by itself.
        if let unexplained = failed.last(where: { $0.reason.code == .outcomeUnknown }) { return unexplained.reason }
        guard let last = failed.max(by: { $0.at < $1.at }) else { return nil }
        if isStopped { return Reason(last.reason.code, last.reason.words) }
        let until = last.at + Backoff.delay(after: failed.count, of: desired.id)
        guard now < until else { return nil }
        return Reason(last.reason.code, last.reason.words, until: until)
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
