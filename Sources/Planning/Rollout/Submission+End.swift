import FoundationEssentials
import Fleet

extension Submission {
    /// How an upgrade that was asked for ended.
    enum End {
        case landed(KernelVersion)
        case strayed(KernelVersion)
        /// It failed; `isOver` says whether it can do nothing any more.
        case failed(Reason, isOver: Bool)
        /// The cloud refused it and has done nothing.
        case refused(String)
    }

    /// What a look says of this upgrade; nil while it has not ended. Only a look that began after the answer counts, and
    /// it is as old as its beginning: what takes long to read proves nothing about the time since.
    mutating func end(
        in seen: Observation, of desired: DesiredInstance, failedJobs: [UpgradeJob], settleTime: Duration,
        upgradeTimeout: Duration
    ) -> End? {
        guard let answeredAt, seen.startedAt >= answeredAt else { return nil }
        // A scheduled one is somebody else's, and for later.
        if seen.inFlight[desired.id]?.phase == .running {
            jobSeenAt = seen.startedAt
            // Its slot is free only when the job is over, even when the new version shows already.
            guard seen.startedAt.since(sentAt) > upgradeTimeout else { return nil }
            return .failed(
                Reason(.failed, "stuck: its upgrade has been running for longer than the upgradeTimeout allows"),
                isOver: false)
        }
        if let end = landing(in: seen, of: desired) { return end }
        if let failedJob = failedJobs.first(where: { !earlierFailures.contains($0.id) }) {
            let why = failedJob.failReason.map { ": \($0)" } ?? ""
            return .failed(Reason(.failed, "its upgrade failed (job \(failedJob.id))\(why)"), isOver: true)
        }
        guard seen.startedAt.since(jobSeenAt ?? answeredAt) >= settleTime else { return nil }
        if jobSeenAt != nil {
            return .failed(Reason(.failed, "its upgrade job has ended, but it still runs \(from)"), isOver: false)
        }
        let accepted: String
        switch doubt {
        case .refused(let message): return .refused(message)
        case .answerLost: accepted = "the answer to its upgrade request was lost"
        case nil: accepted = "its upgrade was accepted"
        }
        return .failed(Reason(.failed, "\(accepted), but neither a job nor a new version has shown"), isOver: false)
    }

    /// What a look says of an upgrade that was given up; nil while it says nothing new.
    func lateEnd(in seen: Observation, of desired: DesiredInstance) -> End? {
        seen.inFlight[desired.id]?.phase == .running ? nil : landing(in: seen, of: desired)
    }

    /// Whether a look shows that an upgrade which was given up has failed for good, so that its slot is free.
    func hasFailed(in seen: Observation, of id: InstanceID, _ failedJobs: [UpgradeJob]) -> Bool {
        seen.inFlight[id] == nil && failedJobs.contains { !earlierFailures.contains($0.id) }
    }

    private func landing(in seen: Observation, of desired: DesiredInstance) -> End? {
        // A version below the one it had is an old list, for there is no way back.
        guard let current = seen.instances[desired.id]?.current, current > from else { return nil }
        let isDeclared = current == target || current == desired.version || desired.via.contains(current)
        return isDeclared ? .landed(current) : .strayed(current)
    }
}
