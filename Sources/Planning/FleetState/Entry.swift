public import FoundationEssentials
public import Fleet

/// One thing that a run remembers. It is durable before whatever the run does next.
public enum Entry: Hashable, Sendable {
    /// The fleet was observed; `hasExternalActivity` tells of upgrades in flight that no entry requested.
    case seen(at: Date, hasExternalActivity: Bool)
    /// An upgrade is about to be requested: the intent. An earlier one of the instance has ended before.
    case intended(InstanceID, Submission)
    /// More is known of an upgrade that has not ended: the same one by `sentAt`.
    case updated(InstanceID, Submission)
    /// An upgrade, told from others by when it was requested, has ended.
    case concluded(InstanceID, sentAt: Date, SubmissionOutcome, at: Date)
    /// An upgrade failed that no entry requested: others did, or a run whose journal is lost.
    case found(InstanceID, UpgradeFailure)
    /// Instances came to rest at their declared versions.
    case cameToRest([InstanceID: AtRest])
    /// Instances are at rest no more.
    case leftRest([InstanceID])
    /// The machine's clock was set, so that earlier times tell nothing about how long ago something was: every waiting
    /// time counts from then.
    case clockSet(at: Date)
    /// A person acknowledged failures.
    case acknowledged(Acknowledgement)
}

/// How an upgrade that was requested ended.
public enum SubmissionOutcome: Hashable, Sendable {
    /// Where it should.
    case completed(KernelVersion)
    /// On a version that is not declared.
    case offTarget(KernelVersion)
    /// It failed, by name and in words.
    case failed(Reason)
    /// The cloud refused it, in these words, and has done nothing.
    case refused(String)
    /// Its answer was lost, and nothing of it ever showed.
    case noTrace
    /// It never reached the service, so that there was none.
    case withdrawn
    /// A scheduled one was canceled before it began.
    case canceled
}

extension FleetState {
    /// Takes in an entry. The order of entries is the order in which they were made.
    public mutating func apply(_ entry: Entry) {
        switch entry {
        case .seen(let date, let hasExternalActivity):
            firstSeenAt = firstSeenAt ?? date
            if hasExternalActivity { externalActivityAt = date }
        case .intended(let id, let submission):
            submissions[id] = submission
        case .updated(let id, let submission):
            guard let earlier = submissions[id], earlier.sentAt == submission.sentAt else { return }
            submissions[id] = submission
            if let failure = submission.failure, earlier.failure == nil { failures[id, default: []].append(failure) }
        case .concluded(let id, let sentAt, let outcome, let date):
            conclude(id, sentAt, outcome, date)
        case .found(let id, let failure):
            if failures[id]?.contains(where: { $0.sentAt == failure.sentAt && $0.job == failure.job }) == true {
                return
            }
            failures[id, default: []].append(failure)
        case .cameToRest(let instances):
            atRest.merge(instances) { _, new in new }
        case .leftRest(let ids):
            for id in ids { atRest[id] = nil }
        case .clockSet(let date): waitAnew(from: date)
        case .acknowledged(let word): acknowledge(word)
        }
    }

    private mutating func conclude(_ id: InstanceID, _ sentAt: Date, _ outcome: SubmissionOutcome, _ date: Date) {
        guard let submission = submissions[id], submission.sentAt == sentAt else { return }
        submissions[id] = nil
        // An upgrade that was presumed failed and completed after all did not fail.
        failures[id]?.removeAll { $0.sentAt == sentAt }
        if failures[id]?.isEmpty == true { failures[id] = nil }
        switch outcome {
        // One that was acknowledged since it failed does not count again.
        case .failed(let reason) where !isAcknowledged(job: submission.job, sentAt: sentAt, endedAt: date):
            failures[id, default: []].append(
                UpgradeFailure(
                    sentAt: sentAt, from: submission.from, declared: submission.declared, at: date, reason: reason,
                    job: submission.job))
        case .offTarget(let version):
            offTarget[id] = OffTargetUpgrade(sentAt: sentAt, declared: submission.declared, reached: version)
            untraced[id] = nil
        case .completed: untraced[id] = nil
        // One that was acknowledged before it was over does not count.
        case .noTrace where acknowledgedAt.map { sentAt > $0 } ?? true:
            untraced[id] = UntracedRequest(sentAt: sentAt, from: submission.from, declared: submission.declared)
        case .failed, .noTrace, .refused, .withdrawn, .canceled: break
        }
    }
}
