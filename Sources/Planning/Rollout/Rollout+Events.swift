import FoundationEssentials
import Fleet

/// How each event changes what the rollout knows.
extension Rollout {
    mutating func take(_ seen: Observation, now: Date, _ effects: inout [Effect]) {
        failedLooks = 0
        observation = seen
        lookDuration = now.since(seen.startedAt)
        // A reading that the look contradicts is out of date on one side or the other: read it again.
        offers = offers.filter { id, offer in
            offer.readAt >= seen.startedAt || offer.current == seen.instances[id]?.current
        }
        let failures = Dictionary(grouping: seen.failed, by: \.instance)
        for desired in fleet.instances {
            let id = desired.id
            if let overdue = memory.overdue[id], let end = overdue.lateEnd(in: seen, of: desired) {
                memory.overdue[id] = nil
                memory.failures[id] = nil
                record(end, of: id, overdue, &effects)
            }
            if let overdue = memory.overdue[id], overdue.hasFailed(in: seen, of: id, failures[id] ?? []) {
                memory.overdue[id] = nil
            }
            guard var submission = memory.submissions[id] else { continue }
            let end = submission.end(
                in: seen, of: desired, failedJobs: failures[id] ?? [], settleTime: settings.settleTime,
                upgradeTimeout: fleet.rollout.upgradeTimeout)
            memory.submissions[id] = submission
            guard let end else { continue }
            memory.submissions[id] = nil
            record(end, of: id, submission, &effects)
        }
        confirmWaves(now: now)
    }

    /// A wave counts as done when two looks, a poll apart, have shown it; an instance that joins it reopens it.
    private mutating func confirmWaves(now: Date) {
        guard let situation = situation(now: now) else { return }
        let seenAt = situation.observation.startedAt
        let done = Waves(situation).doneCount
        doneSince = doneSince.prefix(done) + Array(repeating: seenAt, count: max(0, done - doneSince.count))
        memory.confirmedWaves = doneSince.prefix { seenAt.since($0) * 2 >= settings.pollInterval }.count
    }

    private mutating func record(
        _ end: Submission.End, of id: InstanceID, _ submission: Submission, _ effects: inout [Effect]
    ) {
        offers[id] = nil
        switch end {
        case .landed(let version):
            memory.landed[id] = version
            memory.landings += 1
            effects.append(.tell(.landed(id, version)))
        case .strayed(let version):
            memory.strays[id] = version
            effects.append(.tell(.strayed(id, version)))
        case .refused(let message):
            memory.refusals[id] = message
        case .failed(let reason, let isOver):
            memory.failures[id] = reason
            if !isOver { memory.overdue[id] = submission }
            effects.append(.tell(.failed(id, reason)))
        }
    }

    mutating func take(_ readings: [InstanceID: OfferReading], now: Date) {
        readingDuration = now.since(readingSince)
        guard var situation = situation(now: now) else { return }
        situation.take(readings)
        (offers, memory) = (situation.offers, situation.memory)
        let permits = planner.actions(in: situation).contains(where: \.isUpgrade)
        fruitlessReadings = permits ? 0 : fruitlessReadings + readings.count
    }

    /// Returns a message when the run cannot go on.
    mutating func take(
        _ answer: Answer, to request: UpgradeRequest, now: Date, _ effects: inout [Effect]
    ) -> String? {
        for id in request.instances { memory.submissions[id]?.answeredAt = now }
        if case .deferred = answer {} else { for id in request.instances { memory.landed[id] = nil } }
        switch answer {
        case .accepted:
            memory.requests += request.instances.count
        case .unknown(let message):
            memory.requests += request.instances.count
            for id in request.instances { memory.submissions[id]?.doubt = .answerLost }
            effects.append(.tell(.outcomeUnknown(request, message: message)))
        case .refused(let message, let isBusy):
            for id in request.instances {
                // A call that names several may have been refused for one and acted on for others (API.md §1, INF); and
                // what keeps an instance busy may be an upgrade that does not show yet.
                if isBusy || request.instances.count > 1 {
                    memory.submissions[id]?.doubt = .refused(message)
                } else {
                    memory.submissions[id] = nil
                    memory.refusals[id] = message
                }
            }
            effects.append(.tell(.refused(request, message: message)))
        case .deferred(let message):
            for id in request.instances { memory.submissions[id] = nil }
            effects.append(.tell(.deferred(request, message: message)))
        case .failed(let message):
            for id in request.instances { memory.submissions[id] = nil }
            return message
        }
        return nil
    }
}
