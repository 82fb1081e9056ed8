import FoundationEssentials
import Fleet

/// What an observation adds to the fleet state.
extension FleetState {
    /// How long the cloud keeps a job (`API.md` §1, Jobs).
    static let month = Duration.seconds(30 * 86400)

    /// That the fleet was observed for the first time, or that others are at work in it.
    func firstObservation(of fleet: DesiredFleet, in seen: Observation, besides canceled: Set<String> = [])
        -> JournalEntry?
    {
        let isExternal = fleet.instances.contains { desired in
            guard let job = seen.inFlight[desired.id], submissions[desired.id] == nil else { return false }
            return !canceled.contains(job.id)
        }
        let isNew = isExternal && externalActivityAt.map { seen.startedAt.since($0) > .seconds(3600) } ?? true
        return firstSeenAt == nil || isNew ? .seen(at: seen.startedAt, hasExternalActivity: isExternal) : nil
    }

    /// Failures of upgrades that the cloud shows and no journal entry requested: they count all the same, so that what
    /// was lost with a journal, or befell another machine, is not tried at once again.
    func externalFailures(in seen: Observation, _ fleet: DesiredFleet) -> [JournalEntry] {
        guard !seen.failed.isEmpty else { return [] }
        return fleet.instances.flatMap { desired -> [JournalEntry] in
            guard let jobs = seen.failed[desired.id], let current = seen.instances[desired.id]?.current,
                current < desired.version
            else { return [] }
            return jobs.filter { isNew($0, of: desired.id) }.map { job in
                let end = job.over ?? seen.startedAt
                let why = job.failReason.map { ": \($0)" } ?? ""
                return .found(
                    desired.id,
                    UpgradeFailure(
                        sentAt: (job.created ?? end).wholeMilliseconds, from: current, declared: desired.version,
                        at: end.wholeMilliseconds, reason: Reason(.failed, "its upgrade failed (job \(job.id))\(why)"),
                        job: job.id, isExternal: true))
            }
        }
    }

    private func isNew(_ job: UpgradeJob, of id: InstanceID) -> Bool {
        let end = job.over ?? .distantPast
        // One of before the first observation counts too: that observation may have found the instance at or beyond
        // what was declared.
        guard submissions[id] == nil, !isAcknowledged(job: job.id, sentAt: .distantPast, endedAt: end) else {
            return false
        }
        return failures[id]?.contains { $0.job == job.id } != true
    }

    /// Which instances came to rest, and which are at rest no more; of the waves that others wait for, and of all waves
    /// where another fleet waits for this one or something is checked.
    func restChanges(in seen: Observation, _ fleet: DesiredFleet) -> [JournalEntry] {
        let rollout = fleet.rollout
        // A check of the last wave counts from then too.
        let needsAll = fleet.isUpstream || rollout.hasChecks
        if !needsAll {
            guard rollout.waves.count > 1 else { return [] }
            // A fleet that has converged has nothing left that waits for a soak.
            guard Observation.isOutOfSync(fleet, in: seen.instances) else { return [] }
        }
        var resting: [InstanceID: AtRest] = [:]
        var moved: [InstanceID] = []
        // A scheduled one shows no end, and is over when its window is.
        let ends = Dictionary(
            seen.completed.map { ($0.instance, $0.ended ?? $0.window?.upperBound ?? .distantFuture) },
            uniquingKeysWith: { max($0, $1) })
        for desired in fleet.instances {
            guard let waveIndex = rollout.waveIndex(of: desired),
                needsAll || waveIndex < rollout.waves.count - 1
            else { continue }
            let observed = seen.instances[desired.id]
            let isResting =
                observed?.current == desired.version && observed?.status.fitness != .unfit
                && seen.inFlight[desired.id] == nil && submissions[desired.id] == nil
            if !isResting {
                if atRest[desired.id] != nil { moved.append(desired.id) }
            } else if atRest[desired.id]?.version != desired.version {
                let since = min(ends[desired.id] ?? seen.startedAt, seen.startedAt)
                resting[desired.id] = AtRest(version: desired.version, since: since)
            }
        }
        return (resting.isEmpty ? [] : [.cameToRest(resting)]) + (moved.isEmpty ? [] : [.leftRest(moved)])
    }
}

extension UpgradeJob {
    /// When it was over, as far as the cloud's lists tell: of a scheduled one they show its window alone, and it is
    /// over some time after that has opened.
    fileprivate var over: Date? { ended ?? window?.lowerBound ?? created }
}
