import FoundationEssentials
import Fleet

extension Submission {
    /// Clocks of the cloud and of this machine may differ by so much (`API.md` §4).
    static let clockTolerance = Duration.seconds(15 * 60)

    /// What a look says of an upgrade that was asked for; nil: nothing new. Only a look that began after the answer counts,
    /// and it is as old as its beginning: what takes long to read proves nothing about the time since.
    func end(
        of id: InstanceID, in seen: Observation, desired: DesiredInstance?, failedJobs: [UpgradeJob],
        settings: Rollout.Settings,
        upgradeTimeout: Duration
    ) -> End? {
        guard let answeredAt, seen.startedAt >= answeredAt else { return nil }
        if let job = job(of: id, in: seen) {
            // Its slot is free only when the job is over, even when the new version shows already.
            // Of a delayed one it may be a job of its own that was made when the window opened.
            let start = max(sentAt, job.window?.lowerBound ?? (delay ? job.created : nil) ?? sentAt)
            guard job.phase == .running, failure == nil, !from.needsConsoleConfirmation,
                seen.startedAt.since(start) > upgradeTimeout
            else { return nil }
            return .givenUp(
                Reason(.stuck, "stuck: its upgrade has been running for longer than \(upgradeTimeout.words)"))
        }
        if let end = landing(of: id, in: seen, desired) { return .ended(end) }
        if let failedJob = failedJobs.first(where: { $0.id == job }) {
            let why = failedJob.failReason.map { ": \($0)" } ?? ""
            return .ended(.failed(Reason(.failed, "its upgrade failed (job \(failedJob.id))\(why)")))
        }
        return failure == nil ? silence(in: seen, since: answeredAt, settings) : nil
    }

    /// What a look says of it.
    enum End {
        case ended(Outcome)
        /// It has failed by its time, but may still be alive.
        case givenUp(Reason)
    }

    /// What it means that nothing shows of it.
    private func silence(in seen: Observation, since answeredAt: Date, _ settings: Rollout.Settings) -> End? {
        let quiet = seen.startedAt.since(jobSeenAt ?? answeredAt)
        guard quiet >= settings.settleTime else { return nil }
        if jobSeenAt != nil {
            return delay
                ? .ended(
                    .failed(Reason(.canceled, "canceled: its scheduled upgrade is gone, and it still runs \(from)")))
                : .givenUp(Reason(.failed, "its upgrade job has ended, but it still runs \(from)"))
        }
        switch doubt {
        case .refused(let message) where !from.needsConsoleConfirmation: return .ended(.refused(message))
        case .answerLost where !from.needsConsoleConfirmation: return .ended(.lost)
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

    /// Whether a failed job is that of this upgrade and not of an earlier one.
    func isMine(_ failed: UpgradeJob) -> Bool {
        guard !earlierFailures.contains(failed.id), let created = failed.created else { return false }
        return created.since(sentAt) > .zero - Self.clockTolerance
    }

    private func landing(of id: InstanceID, in seen: Observation, _ desired: DesiredInstance?) -> Outcome? {
        // A version below the one it had is an old list, for there is no way back.
        guard let current = seen.instances[id]?.current, current > from else { return nil }
        let declared = [target, self.declared, desired?.version].contains(current)
        return declared || desired?.via.contains(current) == true ? .landed(current) : .strayed(current)
    }
}

extension Submission {
    /// Its job in flight, as far as a look shows. A scheduled one is not that of an immediate upgrade, and where another
    /// was seen before, somebody else has scheduled it since.
    func job(of id: InstanceID, in seen: Observation) -> UpgradeJob? {
        seen.inFlight[id].flatMap { $0.phase == .running || (delay && (job ?? $0.id) == $0.id) ? $0 : nil }
    }
}

extension Duration {
    /// `2 h`, `10 min` or `30 s`.
    var words: String {
        let seconds = components.seconds
        return seconds % 3600 == 0 ? "\(seconds / 3600) h" : seconds % 60 == 0 ? "\(seconds / 60) min" : "\(seconds) s"
    }
}
