import FoundationEssentials
import Fleet

/// What an observation changes in what the rollout knows.
extension Rollout {
    /// Takes up what an earlier run left: its answers will not come any more. A call of that run may have waited after
    /// its intent, and have left the last moment before that run ended.
    mutating func resume(now: Date) {
        var refused: [String: [InstanceID]] = [:]
        for (id, submission) in fleetState.submissions {
            switch submission.acceptance {
            case .awaited:
                let latest = submission.sentAt + settings.maximumOfferAge
                fleetState.submissions[id]?.acceptance = .answerLost(at: min(now, latest))
            case .refused(let message, _): refused[message, default: []].append(id)
            case .accepted, .answerLost: break
            }
        }
        // The earlier run did not find the refused members of these batches.
        for (_, ids) in refused.sorted(by: { $0.key < $1.key }) { memory.isolation.isolate(ids) }
    }

    /// Counts what this run waits for from now on, and drops the readings that have an age, so that they are made
    /// again.
    mutating func waitAnew(from now: Date) {
        record(.clockSet(at: now.wholeMilliseconds))
        offers.dropAll()
        observations.forgetMissingTraces()
        memory.graceUntil = max(memory.graceUntil ?? now, now) + settings.settleTime
        memory.prechecks.waitAnew(from: now)
    }

    mutating func handleObservation(_ seen: Observation, now: Date) {
        let before = observations.last
        observations.add(seen, now: now)
        guard let seen = observations.last else { return }
        decisions.suspectChanges(from: before, to: seen)
        memory.prechecks.spendChanged(from: before, to: seen)
        decisions.suspect(offers.dropContradicted(by: seen))
        concludeSubmissions(of: fleetState.submissions.keys.sorted())
        for entry in fleetState.externalFailures(in: seen, fleet) { record(entry) }
        if let entry = fleetState.firstObservation(of: fleet, in: seen, besides: memory.cancellations.jobs) {
            record(entry)
        }
        if before == nil { begin(with: seen) }
        for entry in fleetState.restChanges(in: seen, fleet) { record(entry) }
    }

    /// Ends every one of these upgrades whose end the last observation shows, or a version query since.
    mutating func concludeSubmissions(of ids: some Sequence<InstanceID>) {
        guard let seen = observations.last, !fleetState.submissions.isEmpty else { return }
        for id in ids {
            note(of: id, seen)
            guard let submission = fleetState.submissions[id] else { continue }
            let desired = decisions.desired(id)
            let conclusion = submission.conclusion(
                of: id,
                by: Submission.Evidence(
                    seen: seen, fleet: fleet, settings: settings, desired: desired,
                    version: offers[id], wasQueried: observations.hasQueriedVersions,
                    noTraceSince: observations.noTraceSince[id],
                    isRepetition: fleetState.untraced[id].map {
                        $0.from == submission.from && $0.declared == submission.declared
                    } ?? false))
            switch conclusion {
            // The answer to a cancellation may have been lost, in this run or with one that was killed.
            case .concluded(.failed(let reason))
            where reason.code == .canceled
                && (submission.cancelingAt != nil || fleet.revocation(of: submission, desired) != nil)
                // There it may as well have run half-way.
                && submission.from.upgradePolicy.isRepeatable:
                self.conclude(id, submission, .canceled, at: seen.startedAt)
            case .concluded(let outcome):
                self.conclude(id, submission, outcome, at: submission.over(of: id, in: seen))
            case .presumedFailed(let reason): presumeFailed(id, reason, at: seen.startedAt)
            case .noTraceYet: observations.noteMissingTrace(of: id)
            case nil: release(id, submission, seen)
            }
        }
    }

    /// Remembers the job of an upgrade; made durable when it is first seen, and when it is first seen no more.
    private mutating func note(of id: InstanceID, _ seen: Observation) {
        guard let before = fleetState.submissions[id], before.isAnswered(before: seen) else { return }
        var submission = before
        if let job = submission.job(of: id, in: seen) {
            submission.showJob(job, at: seen.startedAt)
        } else {
            submission.missJob(failed: seen.failed[id]?.first(where: submission.isMine), at: seen.startedAt)
        }
        if submission != before { record(.updated(id, submission)) }
    }

    private mutating func presumeFailed(_ id: InstanceID, _ reason: Reason, at date: Date) {
        guard var submission = fleetState.submissions[id] else { return }
        submission.presumeFailed(reason, at: date)
        record(.updated(id, submission))
        offers[id] = nil
        tell(.failed(id, reason))
    }

    /// One that is presumed failed and shows no more is dead after a while, or when a person acknowledges it: its slot
    /// is free.
    private mutating func release(_ id: InstanceID, _ submission: Submission, _ seen: Observation) {
        guard let failure = submission.failure, seen.inFlight[id] == nil else { return }
        if let goneAt = submission.jobGoneAt {
            // One observation may miss it, and the list may lag: the version query has to say so too.
            let isStill = offers[id].map { $0.current == submission.from && $0.readAt >= seen.startedAt } ?? false
            let elapsed = seen.startedAt.since(goneAt)
            let isUnreadable = observations.hasQueriedVersions && elapsed > fleet.rollout.upgradeTimeout
            guard elapsed >= settings.pollInterval, isStill || isUnreadable else { return }
        }
        let isAcknowledged = fleetState.failures[id]?.contains { $0.sentAt == submission.sentAt } != true
        // What waits half-way may do so for ever, and need not show.
        let isOver =
            submission.from.upgradePolicy.endsByItself && seen.startedAt >= failure.at + Backoff.delay(after: 1, of: id)
        guard isAcknowledged || isOver else { return }
        record(
            .concluded(
                id, sentAt: submission.sentAt, isAcknowledged ? .noTrace : .failed(failure.reason), at: failure.at))
    }

    mutating func conclude(
        _ id: InstanceID, _ submission: Submission, _ outcome: SubmissionOutcome, at date: Date
    ) {
        record(.concluded(id, sentAt: submission.sentAt, outcome, at: date))
        offers[id] = nil
        observations.forgetMissingTrace(of: id)
        memory.changes.conclude(id, outcome)
        switch outcome {
        case .completed(let version):
            memory.isolation.release(id)
            correct(id, to: version)
            tell(.completed(id, version))
        case .offTarget(let version):
            correct(id, to: version)
            tell(.offTarget(id, version))
        case .failed(let reason):
            if submission.failure == nil { tell(.failed(id, reason)) }
        case .refused(let message): memory.isolation.conclude(id, refusedWith: message)
        case .noTrace: tell(.noTrace(id))
        case .withdrawn, .canceled: break
        }
    }

    private mutating func begin(with seen: Observation) {
        startGracePeriod(seen)
        if !memory.hasJournal, Observation.isOutOfSync(fleet, in: seen.instances) {
            tell(.nothingKnown(until: memory.graceUntil))
        }
    }

    /// Without a fleet state, or where others are at work, what was requested elsewhere gets the time to show.
    private mutating func startGracePeriod(_ seen: Observation) {
        // Where the clock was set since the run began, there is one already.
        guard !settings.skipsGracePeriod, memory.graceUntil == nil else { return }
        let first = (fleetState.firstSeenAt ?? seen.startedAt) + settings.settleTime
        let isShared = fleetState.externalActivityAt.map { seen.startedAt.since($0) < FleetState.month } ?? false
        let until = isShared ? max(first, seen.startedAt + settings.settleTime) : first
        guard seen.startedAt < until else { return }
        memory.graceUntil = until
    }
}
