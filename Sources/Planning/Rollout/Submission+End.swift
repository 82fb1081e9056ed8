import FoundationEssentials
import Fleet

extension Submission {
    /// Clocks of the cloud and of this machine may differ by so much (`API.md` §4).
    static let clockTolerance = Duration.seconds(15 * 60)

    /// What a look is judged by, beside the upgrade itself.
    struct Evidence {
        var seen: Observation
        var fleet: DesiredFleet
        var settings: Rollout.Settings
        var desired: DesiredInstance?
        /// The last answer to its version query.
        var version: Offer?
        /// When the first look began that showed nothing of it when something should have shown.
        var quietSince: Date?
        /// Whether an earlier request for the same was lost.
        var isRepetition = false
    }

    /// What a look says of it.
    enum End {
        case ended(Outcome)
        /// It has failed by its time, but may still be alive.
        case givenUp(Reason)
        /// Nothing shows of it; another look has to say so too.
        case quiet
    }

    /// What a look says of an upgrade that was asked for; nil: nothing new. Only a look that began after the answer counts,
    /// and it is as old as its beginning: what takes long to read proves nothing about the time since.
    func end(of id: InstanceID, by evidence: Evidence) -> End? {
        let seen = evidence.seen
        guard let answeredAt, seen.startedAt >= answeredAt else { return nil }
        if let job = job(of: id, in: seen) {
            // Its slot is free only when the job is over, even when the new version shows already.
            // Of a delayed one it may be a job of its own that was made when the window opened.
            let start = max(sentAt, job.window?.lowerBound ?? (delay ? job.created : nil) ?? sentAt)
            let upgradeTimeout = evidence.fleet.rollout.upgradeTimeout
            guard job.phase == .running, failure == nil, !from.needsConsoleConfirmation,
                seen.startedAt.since(start) > upgradeTimeout
            else { return nil }
            return .givenUp(
                Reason(.stuck, "stuck: its upgrade has been running for longer than \(upgradeTimeout.words)"))
        }
        if let end = landing(of: id, by: evidence) { return .ended(end) }
        if let failedJob = failedJob(of: id, in: seen) {
            let why = failedJob.failReason.map { ": \($0)" } ?? ""
            return .ended(.failed(Reason(.failed, "its upgrade failed (job \(failedJob.id))\(why)")))
        }
        guard failure == nil else { return nil }
        return jobGoneAt.map { vanished(since: $0, evidence) } ?? silence(of: id, since: answeredAt, evidence)
    }

    /// What it means that its job has gone and the list still shows the version that it had. The list may lag, so that a
    /// version query has to say so too; where none can be read for as long as an upgrade may take, the list is believed.
    private func vanished(since jobGoneAt: Date, _ evidence: Evidence) -> End? {
        let quiet = evidence.seen.startedAt.since(jobGoneAt)
        guard quiet >= evidence.settings.settleTime else { return nil }
        let isConfirmed =
            evidence.version.map { $0.current == from && $0.readAt.since(jobGoneAt) >= evidence.settings.settleTime }
            ?? false
        guard isConfirmed || quiet > evidence.fleet.rollout.upgradeTimeout else { return nil }
        return delay
            ? .ended(.failed(Reason(.canceled, "canceled: its scheduled upgrade is gone, and it still runs \(from)")))
            : .givenUp(Reason(.failed, "its upgrade job has ended, but it still runs \(from)"))
    }

    /// What it means that nothing ever showed of it.
    private func silence(of id: InstanceID, since answeredAt: Date, _ evidence: Evidence) -> End? {
        let (settings, quiet) = (evidence.settings, evidence.seen.startedAt.since(answeredAt))
        guard quiet >= settings.settleTime else { return nil }
        switch doubt {
        case .refused(let message) where !from.needsConsoleConfirmation: return .ended(.refused(message))
        case .answerLost where !from.needsConsoleConfirmation: return loss(of: id, quiet, evidence)
        // Where a second request could be a second step, even a doubtful one is remembered.
        case .refused, .answerLost, nil:
            guard quiet >= settings.acceptanceTime else { return nil }
            return .givenUp(
                Reason(
                    .notStarted,
                    "not started: its upgrade was asked for, but neither a job nor a new version showed within \(settings.acceptanceTime.words)"
                ))
        }
    }

    /// A request without its answer was lost when two looks, a poll interval apart, show the instance idle at the version
    /// that it had. It may be made again once: who loses two answers in a row will lose more.
    private func loss(of id: InstanceID, _ quiet: Duration, _ evidence: Evidence) -> End? {
        let retry = "look into it, then run 'dbconverge retry \(evidence.fleet.name)'"
        guard let observed = evidence.seen.instances[id], observed.status.fitness == .healthy, observed.current == from
        else {
            guard quiet > evidence.fleet.rollout.upgradeTimeout else { return nil }
            return .givenUp(
                Reason(
                    .unanswered,
                    "unanswered: the answer to its upgrade request was lost, and it has not been seen idle at \(from) since; \(retry)"
                ))
        }
        guard let first = evidence.quietSince else { return .quiet }
        guard evidence.seen.startedAt.since(first) >= evidence.settings.pollInterval else { return nil }
        guard evidence.isRepetition else { return .ended(.lost) }
        return .givenUp(
            Reason(
                .unanswered,
                "unanswered: the answers to two upgrade requests were lost, and nothing shows of either; \(retry)"))
    }

    /// Whether a failed job is that of this upgrade and not of an earlier one.
    func isMine(_ failed: UpgradeJob) -> Bool {
        guard !earlierFailures.contains(failed.id), let created = failed.created else { return false }
        return created.since(sentAt) > .zero - Self.clockTolerance
    }

    private func landing(of id: InstanceID, by evidence: Evidence) -> Outcome? {
        // The list may lag; of an upgrade that is over the version query tells more.
        let queried = jobGoneAt == nil ? nil : evidence.version?.current
        let versions = [evidence.seen.instances[id]?.current, queried].compactMap(\.self)
        // A version below the one it had is an old list, for there is no way back.
        guard let current = versions.max(), current > from else { return nil }
        let desired = evidence.desired
        let declared = [target, self.declared, desired?.version].contains(current)
        return declared || desired?.via.contains(current) == true ? .landed(current) : .strayed(current)
    }
}

extension Submission {
    /// Its job in flight, as far as a look shows. A scheduled one is not that of an immediate upgrade, and where another
    /// was seen before, somebody else has scheduled it since. Whatever is in flight after its own has failed is not its own.
    func job(of id: InstanceID, in seen: Observation) -> UpgradeJob? {
        guard let shown = seen.inFlight[id], failedJob(of: id, in: seen) == nil else { return nil }
        return shown.phase == .running || (delay && (job ?? shown.id) == shown.id) ? shown : nil
    }

    /// Its job, where a look shows that it has failed.
    private func failedJob(of id: InstanceID, in seen: Observation) -> UpgradeJob? {
        seen.failed[id]?.first { $0.id == job }
    }
}

extension Duration {
    /// `2 h`, `10 min` or `30 s`.
    var words: String {
        let seconds = components.seconds
        return seconds % 3600 == 0 ? "\(seconds / 3600) h" : seconds % 60 == 0 ? "\(seconds / 60) min" : "\(seconds) s"
    }
}
