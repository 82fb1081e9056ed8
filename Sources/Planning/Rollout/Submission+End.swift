import FoundationEssentials
import Fleet

extension Submission {
    /// How an upgrade that was asked for ended.
    enum End {
        case landed(KernelVersion)
        case strayed(KernelVersion)
        case failed(Reason)
    }

    /// What a look says of this upgrade; nil while it has not ended. Only a look that began after the answer counts.
    mutating func end(
        in seen: Observation, of desired: DesiredInstance, failedJob: UpgradeJob?, settleTime: Duration,
        upgradeTimeout: Duration, now: Date
    ) -> End? {
        guard let answeredAt, seen.startedAt >= answeredAt else { return nil }
        if seen.inFlight[desired.id] != nil {
            jobSeenAt = seen.startedAt
            // Its slot is free only when the job is over, even when the new version shows already.
            guard now.since(sentAt) > upgradeTimeout else { return nil }
            return .failed(
                Reason(.failed, "stuck: its upgrade has been running for longer than the upgradeTimeout allows"))
        }
        if let current = seen.instances[desired.id]?.current, current != from {
            let isDeclared = current == target || current == desired.version || desired.via.contains(current)
            return isDeclared ? .landed(current) : .strayed(current)
        }
        if let failedJob {
            let why = failedJob.failReason.map { ": \($0)" } ?? ""
            return .failed(Reason(.failed, "its upgrade failed (job \(failedJob.id))\(why)"))
        }
        guard now.since(jobSeenAt ?? answeredAt) >= settleTime else { return nil }
        if jobSeenAt != nil {
            return .failed(Reason(.failed, "its upgrade job has ended, but it still runs \(from)"))
        }
        let accepted = outcomeUnknown ? "the answer to its upgrade request was lost" : "its upgrade was accepted"
        return .failed(Reason(.failed, "\(accepted), but neither a job nor a new version has shown"))
    }
}
