internal import FoundationEssentials
internal import Fleet

extension Guard {
    /// An upgrade of it that runs, is scheduled, or was requested is waited for, also where others started it.
    static let inFlight = Guard("in flight") { subject, situation in
        let id = subject.desired.id
        let submission = situation.fleetState.submissions[id]
        if let job = situation.observation.inFlight[id] {
            return job.phase == .scheduled
                ? scheduled(job, submission, subject, situation) : running(job, submission, subject, situation)
        }
        guard let submission else { return nil }
        if let failure = submission.failure { return .hold(failure.hold(subject, situation)) }
        switch submission.acceptance {
        case .answerLost:
            return .wait(Reason(.submitted, "the answer to its upgrade request was lost; looking for signs of it"))
        case .refused(let message, _):
            return .wait(Reason(.submitted, "its batch was refused; making sure that nothing was done: \(message)"))
        case .awaited, .accepted:
            return .wait(Reason(.submitted, "an upgrade to \(submission.target) was requested and does not show yet"))
        }
    }

    private static func scheduled(
        _ job: UpgradeJob, _ submission: Submission?, _ subject: Subject, _ situation: Situation
    ) -> Action {
        // A person has to decide about it, so it does not keep the fleet from converging.
        if case .hold(let reason)? = Guard.suspension.decide(subject, situation) {
            return .hold(Reason(.suspended, "\(reason.message), but an upgrade is scheduled (job \(job.id))"))
        }
        if let failure = submission?.failure { return .hold(failure.hold(subject, situation, job: job)) }
        let when: Message = job.window.map { " of \(time: $0.lowerBound) to \(time: $0.upperBound)" } ?? ""
        return .wait(
            Reason(
                .scheduled, "an upgrade is scheduled for its maintenance window\(when) (job \(job.id))",
                until: job.window?.upperBound))
    }

    private static func running(
        _ job: UpgradeJob, _ submission: Submission?, _ subject: Subject, _ situation: Situation
    ) -> Action {
        if let failure = submission?.failure { return .hold(failure.hold(subject, situation, job: job)) }
        if subject.observed?.current?.upgradePolicy.endsByItself == false {
            return .wait(
                Reason(
                    .needsConfirmation,
                    "its upgrade waits half-way for a confirmation in the console (\(job.text))"))
        }
        if submission == nil, job.isOverdue(in: situation) {
            let limit = situation.fleet.rollout.upgradeTimeout.text
            return .hold(
                Reason(.stuck, "stuck: an upgrade has been running for longer than \(limit) (\(job.text))")
            )
        }
        return .wait(Reason(.upgrading, "an upgrade is running (\(job.text))"))
    }
}

extension UpgradeJob {
    /// Since when the time counts that it may take; nil where it does not run, or that is not known.
    var runsSince: Date? { phase == .running ? window?.lowerBound ?? created : nil }

    /// Whether one that others requested, or whose journal is lost, has been running for longer than it may.
    func isOverdue(in situation: Situation) -> Bool {
        guard let start = runsSince else { return false }
        return situation.fleet.rollout.isOverdue(since: start, at: situation.observation.startedAt)
    }
}

extension UpgradeFailure {
    /// The failure, with the end of its backoff where there is one. What still shows a job is not tried again by then.
    fileprivate func hold(_ subject: Guard.Subject, _ situation: Situation, job: UpgradeJob? = nil) -> Reason {
        if !from.upgradePolicy.isRepeatable { return Guard.unconfirmed(subject.desired.id, from, situation) }
        let stop = situation.offTargetStop(of: subject.desired.version, subject.waves)
        let counted = situation.fleetState.backoff(
            of: subject.desired, at: from, now: situation.now,
            isStopped: job != nil || stop != nil || subject.waves.isBudgetSpent)
        var shown = counted ?? reason
        // The person who looks into it needs the job, and whether it still moves.
        if let job, !shown.message.contains("(job \(job.id)") { shown.words = "\(shown.words) (\(job.text))" }
        return counted != nil && shown.needsRetry(subject.waves)
            ? shown.untilRetried(subject.desired.id, situation) : shown
    }
}

extension UpgradeJob {
    /// `job a1b2, 60%`.
    fileprivate var text: String { "job \(id)" + (progress.isEmpty ? "" : ", \(progress)") }
}
