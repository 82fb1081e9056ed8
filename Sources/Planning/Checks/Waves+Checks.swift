import FoundationEssentials
import Fleet
import Text

/// What the checks of waves, and of the fleet as a whole, let go on.
extension Waves {
    /// A fleet all of which is at rest.
    struct FleetRest: Hashable, Sendable {
        /// When the soak of its last wave ends.
        var soaksUntil: Date
        /// Its checks.
        var checks: [CheckStanding]
    }

    /// Nil: not all of the fleet is at rest.
    static func fleetRest(_ all: [Wave], _ definitions: CheckDefinitions, in situation: Situation) -> FleetRest? {
        let rollout = situation.fleet.rollout
        guard !rollout.checks.isEmpty, all.allSatisfy(\.isDone),
            let since = all.compactMap(\.restingSince).max()
        else { return nil }
        return FleetRest(
            soaksUntil: since + (all.last?.policy.soak ?? .zero),
            checks: situation.standings(of: rollout.checks, inWave: nil, definitions, since: since))
    }

    /// Whether a check that decides something has failed, of a wave or of the fleet as a whole. What is suspended is left
    /// alone.
    func hasFailedCheck(of fleet: DesiredFleet) -> Bool {
        if fleet.isSuspended { return false }
        return all.contains { $0.checks.contains(where: \.hasFailed) }
            || fleetRest.map { $0.checks.contains(where: \.hasFailed) } ?? false
    }

    /// The checks that are evaluated now, with the index of their wave; nil: of the fleet as a whole. They are those of
    /// the waves that are at rest, up to the first that is not.
    func dueChecks(in situation: Situation, isOutstanding: Bool) -> [(wave: Int?, standing: CheckStanding)] {
        var due: [(wave: Int?, standing: CheckStanding)] = []
        for (index, wave) in all.enumerated() {
            guard wave.isDone else { return due }
            guard let end = wave.soaksUntil else { continue }
            due += situation.due(wave.checks, soakEnd: end, isOutstanding: isOutstanding).map { (index, $0) }
        }
        guard let rest = fleetRest else { return due }
        return due
            + situation.due(rest.checks, soakEnd: rest.soaksUntil, isOutstanding: isOutstanding).map { (nil, $0) }
    }

    /// What keeps each wave's instances from the first request of a run: its checks `before`. A plan leaves them out,
    /// because only a run evaluates.
    static func beforeBarriers(in situation: Situation) -> [Action?] {
        situation.fleet.rollout.waves.map { wave in
            guard situation.purpose == .run else { return nil }
            var barrier: Action?
            for check in wave.before {
                let name = "the check '\(check.name)' before the wave '\(wave.name)'"
                guard let last = situation.memory.before[CheckID(check.name, wave: wave.name, isBefore: true)] else {
                    return .wait(Reason(.checkNotEvaluated, "\(name) is evaluated first"))
                }
                guard check.mode == .enforce, barrier == nil else { continue }
                let detail = (last.result.message ?? last.result.value).map { ": \($0)" } ?? ""
                switch last.result.outcome {
                case .passed: break
                case .failed: barrier = .hold(Reason(.checkFailed, "\(name) failed in this run\(detail)"))
                case .inconclusive:
                    barrier = .hold(Reason(.checkInconclusive, "\(name) was inconclusive in this run\(detail)"))
                }
            }
            return barrier
        }
    }
}

extension Situation {
    /// Where the checks of a wave stand that has been at rest since then; nil: those of the fleet as a whole.
    func standings(
        of checks: [Check], inWave wave: String?, _ definitions: CheckDefinitions, since: Date
    ) -> [CheckStanding] {
        checks.map { check in
            let id = CheckID(check.name, wave: wave)
            return CheckStanding(id, check, definition: definitions[id], since: since, in: fleetState)
        }
    }

    /// Those of some checks that are evaluated now.
    func due(_ checks: [CheckStanding], soakEnd: Date, isOutstanding: Bool) -> [CheckStanding] {
        checks.filter {
            $0.isDue(at: now, seenAt: observation.startedAt, soakEnd: soakEnd, isOutstanding: isOutstanding)
        }
    }
}

extension Waves.Wave {
    /// What the checks keep from going on of the next wave, of those that hold the first.
    func checkBarrier(in situation: Situation) -> Action? {
        guard let soaksUntil else { return nil }
        let isOver = situation.observation.startedAt >= soaksUntil
        let barriers = checks.compactMap {
            $0.barrier(
                "of the wave '\(policy.name)'", soakEnd: soaksUntil, isSoakOver: isOver,
                retry: situation.settings.commands.retry(situation.fleet.name, check: $0.id.name))
        }
        return barriers.first { $0.kind == .hold } ?? barriers.first
    }
}
