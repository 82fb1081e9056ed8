public import FoundationEssentials
public import Fleet

/// One thing that a run remembers. It is durable before whatever the run does next.
public enum JournalEntry: Hashable, Sendable {
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
    /// Checks were evaluated.
    case evaluated([Evaluation])
    /// A person lets what is at rest now pass without the checks of this name.
    case checkAcknowledged(String, at: Date)
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

/// What an entry means for the record of a requested upgrade, which a store keeps for good.
public enum UpgradeChange: Hashable, Sendable {
    /// It is about to be requested.
    case opened(InstanceID, Submission)
    /// More is known of it.
    case updated(InstanceID, Submission)
    /// It has ended.
    case concluded(InstanceID, SubmissionOutcome, at: Date)
    /// Another took its place without its end ever having been told.
    case replaced(InstanceID)
}

extension JournalEntry {
    /// The instances whose part of the fleet state it reads or changes; nil: those of the whole fleet.
    public var scope: Set<InstanceID>? {
        switch self {
        case .seen, .evaluated, .checkAcknowledged: []
        case .intended(let id, _), .updated(let id, _), .concluded(let id, _, _, _), .found(let id, _): [id]
        case .cameToRest(let instances): Set(instances.keys)
        case .leftRest(let ids): Set(ids)
        case .clockSet: nil
        case .acknowledged(let word): word.instances.map { $0.union(word.versions.keys) }
        }
    }
}

extension FleetState {
    /// Takes in an entry, and returns what it means for the records of upgrades. This is the only fold: a store applies
    /// entries to what it holds of their `scope` and writes the difference. The order of entries is the order in which
    /// they were made.
    @discardableResult
    public mutating func apply(_ entry: JournalEntry) -> [UpgradeChange] {
        switch entry {
        case .seen(let date, let hasExternalActivity):
            firstSeenAt = firstSeenAt ?? date
            if hasExternalActivity { externalActivityAt = date }
        case .intended(let id, let submission):
            let isReplacing = submissions.updateValue(submission, forKey: id) != nil
            return (isReplacing ? [.replaced(id)] : []) + [.opened(id, submission)]
        case .updated(let id, let submission):
            guard let earlier = submissions[id], earlier.sentAt == submission.sentAt else { return [] }
            submissions[id] = submission
            if let failure = submission.failure, earlier.failure == nil { failures[id, default: []].append(failure) }
            return [.updated(id, submission)]
        case .concluded(let id, let sentAt, let outcome, let date):
            guard let submission = submissions[id], submission.sentAt == sentAt else { return [] }
            conclude(id, submission, outcome, date)
            return [.concluded(id, outcome, at: date)]
        case .found(let id, let failure):
            if failures[id]?.contains(where: { $0.sentAt == failure.sentAt && $0.job == failure.job }) == true {
                return []
            }
            failures[id, default: []].append(failure)
        case .cameToRest(let instances):
            atRest.merge(instances) { _, new in new }
        case .leftRest(let ids):
            for id in ids { atRest[id] = nil }
        case .evaluated(let evaluations): add(evaluations)
        case .checkAcknowledged(let name, let date): acknowledgedChecks[name] = date
        case .clockSet(let date):
            waitAnew(from: date)
            return submissions.map { .updated($0.key, $0.value) }
        case .acknowledged(let word): acknowledge(word)
        }
        return []
    }

    private mutating func conclude(
        _ id: InstanceID, _ submission: Submission, _ outcome: SubmissionOutcome, _ date: Date
    ) {
        let sentAt = submission.sentAt
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
            offTarget[id] = OffTargetUpgrade(
                sentAt: sentAt, declared: submission.declared, reached: version, at: date)
            untraced[id] = nil
        case .completed: untraced[id] = nil
        // One that was acknowledged before it was over does not count.
        case .noTrace where acknowledgedAt.map { sentAt > $0 } ?? true:
            untraced[id] = UntracedRequest(sentAt: sentAt, from: submission.from, declared: submission.declared)
        case .failed, .noTrace, .refused, .withdrawn, .canceled: break
        }
    }
}
