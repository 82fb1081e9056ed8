import FoundationEssentials
import Fleet

/// What an observation changes in what the rollout knows.
extension Rollout {
    /// Takes up what an earlier run left: its answers will not come any more.
    mutating func resume(now: Date) {
        var refused: [String: [InstanceID]] = [:]
        for (id, submission) in history.submissions {
            if submission.answeredAt == nil {
                history.submissions[id]?.answeredAt = submission.sentAt
                history.submissions[id]?.doubt = .answerLost
            }
            if case .refused(let message)? = submission.doubt { refused[message, default: []].append(id) }
        }
        // Who of a refused batch is at fault was not found out.
        for (_, ids) in refused.sorted(by: { $0.key < $1.key }) { suspect(ids) }
    }

    /// Counts what this run waits for from now on, and reads again whatever has an age.
    mutating func waitAnew(from now: Date) {
        record(.clockSet(at: now.wholeMilliseconds))
        offers = [:]
        memory.quietSince = [:]
        memory.assumedBusyUntil = max(memory.assumedBusyUntil ?? now, now) + settings.settleTime
        clockSetAt = now
        memory.prechecks = memory.prechecks.compactMapValues { state in
            if case .started(_, let before) = state { .started(at: now, before: before) } else { nil }
        }
    }

    mutating func take(_ seen: Observation, now: Date, _ effects: inout [Effect]) {
        failedObservations = 0
        let seen = corrected(seen)
        for case (let id, .result(let result)) in memory.prechecks
        where seen.instances[id]?.current != observation?.instances[id]?.current {
            memory.prechecks[id] = .spent(result.updatedAt)
        }
        observation = seen
        observationDuration = now.since(seen.startedAt)
        // A reading that the observation contradicts is out of date on one side or the other: read it again.
        offers = offers.filter { id, offer in
            offer.readAt >= seen.startedAt || offer.current == seen.instances[id]?.current
        }
        settle(history.submissions.keys.sorted(), &effects)
        for entry in history.found(in: seen, fleet) { record(entry) }
        if let entry = history.sight(of: fleet, in: seen, besides: memory.canceledJobs) { record(entry) }
        if memory.firstObservedAt == nil { begin(with: seen, &effects) }
        for entry in history.rest(in: seen, fleet) { record(entry) }
    }

    /// Ends every one of these upgrades whose end the last observation shows, or a version query since.
    mutating func settle(_ ids: some Sequence<InstanceID>, _ effects: inout [Effect]) {
        guard let seen = observation, !history.submissions.isEmpty else { return }
        let declared = Dictionary(uniqueKeysWithValues: fleet.instances.map { ($0.id, $0) })
        for id in ids {
            note(of: id, seen)
            guard let submission = history.submissions[id] else { continue }
            let end = submission.end(
                of: id,
                by: Submission.Evidence(
                    seen: seen, fleet: fleet, settings: settings, desired: declared[id],
                    version: offers[id], wasQueried: checkedObservation != nil, quietSince: memory.quietSince[id],
                    isRepetition: history.unanswered[id].map {
                        $0.from == submission.from && $0.declared == submission.declared
                    } ?? false))
            switch end {
            // The answer to a cancellation may have been lost, in this run or with one that was killed.
            case .ended(.failed(let reason))
            where reason.code == .canceled
                && (submission.cancelingAt != nil || fleet.revocation(of: submission, declared[id]) != nil)
                // There it may as well have run half-way.
                && !submission.from.needsConsoleConfirmation:
                self.end(id, submission, .canceled, at: seen.startedAt, &effects)
            case .ended(let outcome): self.end(id, submission, outcome, at: submission.over(of: id, in: seen), &effects)
            case .givenUp(let reason): giveUp(id, reason, at: seen.startedAt, &effects)
            case .quiet: memory.quietSince[id] = seen.startedAt
            case nil: release(id, submission, seen)
            }
        }
    }

    /// Remembers the job of an upgrade; made durable when it is first seen, and when it is first seen no more.
    private mutating func note(of id: InstanceID, _ seen: Observation) {
        guard let before = history.submissions[id], let answeredAt = before.answeredAt, seen.startedAt >= answeredAt
        else { return }
        var submission = before
        if let job = submission.job(of: id, in: seen) {
            (submission.job, submission.jobGoneAt) = (job.id, nil)
            switch job.phase {
            case .scheduled: (submission.scheduledJob, submission.runningSince) = (job.id, nil)
            default: (submission.runningSince, submission.cancelingAt) = (before.runningSince ?? seen.startedAt, nil)
            }
        } else {
            submission.job = before.job ?? seen.failed[id]?.first(where: submission.isMine)?.id
            if submission.job != nil { submission.jobGoneAt = before.jobGoneAt ?? seen.startedAt }
        }
        if submission != before { record(.updated(id, submission)) }
    }

    private mutating func giveUp(_ id: InstanceID, _ reason: Reason, at date: Date, _ effects: inout [Effect]) {
        guard var submission = history.submissions[id] else { return }
        submission.failure = UpgradeFailure(
            sentAt: submission.sentAt, from: submission.from, declared: submission.declared, at: date, reason: reason)
        record(.updated(id, submission))
        offers[id] = nil
        effects.append(.tell(.failed(id, reason)))
    }

    /// One that was given up and shows no more is dead after a while, or when somebody says so: its slot is free.
    private mutating func release(_ id: InstanceID, _ submission: Submission, _ seen: Observation) {
        guard let failure = submission.failure, seen.inFlight[id] == nil else { return }
        if let goneAt = submission.jobGoneAt {
            // One observation may miss it, and the list may lag: the version query has to say so too.
            let isStill = offers[id].map { $0.current == submission.from && $0.readAt >= seen.startedAt } ?? false
            let quiet = seen.startedAt.since(goneAt)
            let isUnreadable = checkedObservation != nil && quiet > fleet.rollout.upgradeTimeout
            guard quiet >= settings.pollInterval, isStill || isUnreadable else { return }
        }
        let isForgiven = history.failures[id]?.contains { $0.sentAt == submission.sentAt } != true
        // What waits half-way may do so for ever, and need not show.
        let isOver =
            !submission.from.needsConsoleConfirmation && seen.startedAt >= failure.at + Backoff.delay(after: 1, of: id)
        guard isForgiven || isOver else { return }
        record(.ended(id, sentAt: submission.sentAt, isForgiven ? .lost : .failed(failure.reason), at: failure.at))
    }

    mutating func end(
        _ id: InstanceID, _ submission: Submission, _ outcome: Outcome, at date: Date, _ effects: inout [Effect]
    ) {
        record(.ended(id, sentAt: submission.sentAt, outcome, at: date))
        offers[id] = nil
        memory.quietSince[id] = nil
        // A refusal that nothing followed was no change.
        if memory.doubted.remove(id) != nil, case .refused = outcome { memory.requested.remove(id) }
        switch outcome {
        case .landed(let version):
            memory.landed[id] = version
            memory.landings += 1
            memory.suspects[id] = nil
            correct(id, to: version)
            effects.append(.tell(.landed(id, version)))
        case .strayed(let version):
            correct(id, to: version)
            effects.append(.tell(.strayed(id, version)))
        case .failed(let reason):
            if submission.failure == nil { effects.append(.tell(.failed(id, reason))) }
        case .refused(let message): if memory.suspects[id] == nil { memory.refusals[id] = message }
        case .lost: effects.append(.tell(.lost(id)))
        case .withdrawn, .canceled: break
        }
    }

    private mutating func begin(with seen: Observation, _ effects: inout [Effect]) {
        memory.firstObservedAt = seen.startedAt
        assumeBusy(seen)
        if !memory.knowsPast, Observation.isOutOfSync(fleet, in: seen.instances) {
            effects.append(.tell(.nothingKnown(until: memory.assumedBusyUntil)))
        }
    }

    /// Without a history, or where others are at work, what was asked for elsewhere gets the time to show.
    private mutating func assumeBusy(_ seen: Observation) {
        guard !settings.assumesIdle else { return }
        if clockSetAt != nil { return }
        let first = (history.firstSeenAt ?? seen.startedAt) + settings.settleTime
        let isShared = history.foreignWorkAt.map { seen.startedAt.since($0) < History.month } ?? false
        let until = isShared ? max(first, seen.startedAt + settings.settleTime) : first
        guard seen.startedAt < until else { return }
        memory.assumedBusyUntil = until
    }
}
