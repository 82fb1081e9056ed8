import FoundationEssentials
import Fleet

extension Submission {
    /// Clocks of the cloud and of this machine may differ by so much (`API.md` §4).
    static let clockTolerance = Duration.seconds(15 * 60)

    /// What an observation is judged by, beside the upgrade itself.
    struct Evidence {
        var seen: Observation
        var fleet: DesiredFleet
        var settings: Rollout.Settings
        var desired: DesiredInstance?
        /// The last answer to its version query.
        var version: Offer?
        /// Whether version queries were made in this run.
        var wasQueried = false
        /// When the first observation began that showed nothing of it when something should have shown.
        var noTraceSince: Date?
        /// Whether an earlier request for the same was lost.
        var isRepetition = false
    }

    /// What an observation says of it.
    enum Conclusion {
        case concluded(SubmissionOutcome)
        /// It has failed by its time, but may still be alive.
        case presumedFailed(Reason)
        /// Nothing shows of it; another observation has to say so too.
        case noTraceYet
    }

    /// What an observation says of an upgrade that was requested; nil: nothing new. Only an observation that began
    /// after the answer counts, and it is as old as its beginning: what takes long to read proves nothing about the
    /// time since.
    func conclusion(of id: InstanceID, by evidence: Evidence) -> Conclusion? {
        let seen = evidence.seen
        guard let answeredAt = acceptance.date, isAnswered(before: seen) else { return nil }
        if let job = job(of: id, in: seen) {
            // Its slot is free only when the job is over, even when the new version shows already.
            return overdue(job, evidence).map(Conclusion.presumedFailed)
        }
        if let end = completion(of: id, by: evidence) { return .concluded(end) }
        if let failedJob = failedJob(of: id, in: seen) {
            let why = failedJob.failReason.map { ": \($0)" } ?? ""
            return .concluded(.failed(Reason(.failed, "its upgrade failed (job \(failedJob.id))\(why)")))
        }
        guard failure == nil else { return nil }
        return jobGoneAt.map { conclusionAfterJob(id, since: $0, evidence) }
            ?? conclusionWithoutTrace(of: id, since: answeredAt, evidence)
    }

    /// Why its job has taken too long. One that was left to a maintenance window may begin at any time in it.
    private func overdue(_ job: UpgradeJob, _ evidence: Evidence) -> Reason? {
        guard failure == nil, from.upgradePolicy.endsByItself else { return nil }
        let rollout = evidence.fleet.rollout
        func isOver(since start: Date) -> Bool { rollout.isOverdue(since: start, at: evidence.seen.startedAt) }
        if job.phase == .scheduled {
            guard let end = job.window?.upperBound, isOver(since: end) else { return nil }
            return Reason(
                .stuck,
                "stuck: its maintenance window ended at \(past: end), and its upgrade has not begun (job \(job.id))"
            )
        }
        guard isOver(since: delay ? runningSince ?? evidence.seen.startedAt : sentAt) else { return nil }
        return Reason(.stuck, "stuck: its upgrade has been running for longer than \(rollout.upgradeTimeout.text)")
    }

    /// What it means that its job has gone and the list still shows the version that it had. The list may lag, so that
    /// a version query has to say so too; where none can be read for as long as an upgrade may take, the list is
    /// believed.
    private func conclusionAfterJob(_ id: InstanceID, since jobGoneAt: Date, _ evidence: Evidence) -> Conclusion? {
        let elapsed = evidence.seen.startedAt.since(jobGoneAt)
        guard elapsed >= evidence.settings.settleTime else { return nil }
        guard evidence.seen.instances[id] != nil else {
            return .concluded(
                .failed(Reason(.failed, "its upgrade job has ended, and the instance is gone from the cloud")))
        }
        let isConfirmed =
            evidence.version.map { $0.current == from && $0.readAt.since(jobGoneAt) >= evidence.settings.settleTime }
            ?? false
        guard isConfirmed || (evidence.wasQueried && elapsed > evidence.fleet.rollout.upgradeTimeout) else {
            return nil
        }
        return delay
            ? .concluded(
                .failed(Reason(.canceled, "canceled: its scheduled upgrade is gone, and it still runs \(from)")))
            : .presumedFailed(Reason(.failed, "its upgrade job has ended, but it still runs \(from)"))
    }

    /// What it means that nothing ever showed of it.
    private func conclusionWithoutTrace(of id: InstanceID, since answeredAt: Date, _ evidence: Evidence) -> Conclusion?
    {
        let (settings, elapsed) = (evidence.settings, evidence.seen.startedAt.since(answeredAt))
        guard elapsed >= settings.settleTime else { return nil }
        switch acceptance {
        case .refused(let message, _) where from.upgradePolicy.isRepeatable: return .concluded(.refused(message))
        case .answerLost where from.upgradePolicy.isRepeatable: return conclusionOfLostAnswer(of: id, elapsed, evidence)
        // Where a second request could be a second step, even a doubtful one is remembered.
        case .refused, .answerLost, .accepted, .awaited:
            guard elapsed >= settings.acceptanceTime else { return nil }
            return .presumedFailed(
                Reason(
                    .notStarted,
                    "not started: its upgrade was requested, but neither a job nor a new version showed within \(settings.acceptanceTime.text)"
                ))
        }
    }

    /// A request without its answer was lost when two observations, a poll interval apart, show the instance idle at
    /// the version that it had. It may be made again once: who loses two answers in a row will lose more.
    private func conclusionOfLostAnswer(of id: InstanceID, _ elapsed: Duration, _ evidence: Evidence) -> Conclusion? {
        guard let observed = evidence.seen.instances[id], observed.status.fitness == .healthy, observed.current == from
        else {
            guard elapsed > evidence.fleet.rollout.upgradeTimeout else { return nil }
            return .presumedFailed(
                Reason(
                    .outcomeUnknown,
                    "outcome unknown: the answer to its upgrade request was lost, and it has not been seen idle at \(from) since"
                ))
        }
        guard let first = evidence.noTraceSince else { return .noTraceYet }
        guard evidence.seen.startedAt.since(first) >= evidence.settings.pollInterval else { return nil }
        guard evidence.isRepetition else { return .concluded(.noTrace) }
        return .presumedFailed(
            Reason(
                .outcomeUnknown,
                "outcome unknown: the answers to two upgrade requests were lost, and nothing shows of either"))
    }

    /// Whether its answer came, or was lost, before an observation began: an earlier one tells nothing of it.
    func isAnswered(before seen: Observation) -> Bool { acceptance.date.map { seen.startedAt >= $0 } ?? false }

    /// Whether a failed job is that of this upgrade and not of an earlier one.
    func isMine(_ failed: UpgradeJob) -> Bool {
        guard !earlierFailures.contains(failed.id), let created = failed.created else { return false }
        return created.since(sentAt) > .zero - Self.clockTolerance
    }

    private func completion(of id: InstanceID, by evidence: Evidence) -> SubmissionOutcome? {
        // The list may lag; of an upgrade that is over the version query tells more.
        let queried = jobGoneAt == nil ? nil : evidence.version?.current
        let versions = [evidence.seen.instances[id]?.current, queried].compactMap(\.self)
        // A version below the one it had is an old list, for there is no way back.
        guard let current = versions.max(), current > from else { return nil }
        let desired = evidence.desired
        let declared = [target, self.declared, desired?.version].contains(current)
        return declared || desired?.via.contains(current) == true ? .completed(current) : .offTarget(current)
    }
}

extension Submission {
    /// Its job in flight, as far as an observation shows: the scheduled one as long as it is, else one that runs.
    /// A job in flight after its own has failed is not its own.
    func job(of id: InstanceID, in seen: Observation) -> UpgradeJob? {
        guard failedJob(of: id, in: seen) == nil else { return nil }
        if let scheduled = scheduled(of: id, in: seen) { return scheduled }
        return seen.inFlight[id].flatMap { $0.phase == .running ? $0 : nil }
    }

    /// Its scheduled job. Until one was seen, it is the first that was made since the request. Where a batch was
    /// refused, what was made a moment before may have been in its way.
    private func scheduled(of id: InstanceID, in seen: Observation) -> UpgradeJob? {
        guard delay, let all = seen.scheduled[id] else { return nil }
        if let scheduledJob { return all.first { $0.id == scheduledJob } }
        guard job == nil else { return nil }
        // The cloud's times may be whole seconds.
        let tolerance = if case .refused = acceptance { Duration.seconds(2) } else { Self.clockTolerance }
        return all.first { $0.created.map { $0.since(sentAt) >= .zero - tolerance } ?? true }
    }

    /// When it was over, as far as an observation tells: what has failed may be acknowledged before this run has
    /// seen it.
    func over(of id: InstanceID, in seen: Observation) -> Date {
        min(failedJob(of: id, in: seen)?.ended?.wholeMilliseconds ?? seen.startedAt, seen.startedAt)
    }

    /// Its job, where an observation shows that it has failed.
    private func failedJob(of id: InstanceID, in seen: Observation) -> UpgradeJob? {
        seen.failed[id]?.first { $0.id == job }
    }
}

extension Duration {
    /// `2 h`, `10 min` or `30 s`.
    var text: String {
        let seconds = components.seconds
        return seconds % 3600 == 0 ? "\(seconds / 3600) h" : seconds % 60 == 0 ? "\(seconds / 60) min" : "\(seconds) s"
    }
}
