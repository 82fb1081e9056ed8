public import FoundationEssentials
import Fleet

/// Waiting times where the clock cannot be trusted.
///
/// Times of a journal are wall-clock times. Where that clock was set since, the difference between two of them is no
/// duration: a jump forward would make the settle time of a request end at once, and permit a second one.
extension FleetState {
    /// Whether something lies ahead of the present, so that the clock is behind what it once showed.
    public func liesAhead(of now: Date) -> Bool {
        let limit = now.addingTimeInterval(Self.clockSlack)
        let times =
            [firstSeenAt, acknowledgedAt].compactMap(\.self)
            + submissions.values.map { $0.acceptance.date ?? $0.sentAt }
            + evaluations.values.compactMap { $0.last?.at } + Array(acknowledgedChecks.values)
            + atRest.values.map(\.since) + failures.values.joined().filter { !$0.isExternal }.map(\.at)
        return times.contains { $0 > limit }
    }

    /// Seconds by which clocks of machines that keep time may differ.
    private static let clockSlack = 60.0

    /// Counts every waiting time from this date, and lets nothing lie ahead of it.
    mutating func waitAnew(from date: Date) {
        submissions = submissions.mapValues { $0.waitingAnew(from: date) }
        failures = failures.mapValues { $0.map { $0.waitingAnew(from: date) } }
        atRest = atRest.mapValues { AtRest(version: $0.version, since: date) }
        offTarget = offTarget.mapValues { upgrade in
            var upgrade = upgrade
            upgrade.at = min(upgrade.at, date)
            return upgrade
        }
        firstSeenAt = firstSeenAt.map { min($0, date) }
        externalActivityAt = externalActivityAt.map { min($0, date) }
        acknowledgedAt = acknowledgedAt.map { min($0, date) }
        // Whether they were made, and said, since what is at rest came to rest is unknown.
        (evaluations, acknowledgedChecks) = ([:], [:])
    }
}

extension Submission {
    /// The same with its waiting times counted from a date. `sentAt` stays: it tells the submission from others.
    public func waitingAnew(from date: Date) -> Submission {
        var copy = self
        copy.acceptance = acceptance.waitingAnew(from: date)
        copy.progress = progress.waitingAnew(from: date)
        copy.failure = failure?.waitingAnew(from: date)
        return copy
    }
}

extension Submission.Acceptance {
    fileprivate func waitingAnew(from date: Date) -> Self {
        switch self {
        // The answer of a run that has ended does not come any more.
        case .awaited, .answerLost: .answerLost(at: date)
        case .accepted: .accepted(at: date)
        case .refused(let words, _): .refused(words, at: date)
        }
    }
}

extension Submission.Progress {
    fileprivate func waitingAnew(from date: Date) -> Self {
        switch self {
        case .unseen, .scheduled: self
        case .running(let job): .running(job.waitingAnew(from: date))
        case .gone(.running(let job), _): .gone(.running(job.waitingAnew(from: date)), at: date)
        case .gone(let job, _): .gone(job, at: date)
        }
    }
}

extension Submission.RunningJob {
    fileprivate func waitingAnew(from date: Date) -> Self { Self(id: id, since: date, scheduled: scheduled) }
}

extension UpgradeFailure {
    /// The same as if it had been seen at a date.
    public func waitingAnew(from date: Date) -> UpgradeFailure {
        var copy = self
        copy.at = date
        return copy
    }
}
