import FoundationEssentials
import Fleet

/// How each event changes what the rollout knows.
extension Rollout {
    mutating func take(_ seen: Observation, now: Date, _ effects: inout [Effect]) {
        failedLooks = 0
        if earlierFailures == nil { earlierFailures = Set(seen.failed.map(\.id)) }
        observation = seen
        // A reading that the look contradicts is out of date on one side or the other: read it again.
        offers = offers.filter { id, offer in
            offer.readAt >= seen.startedAt || offer.current == seen.instances[id]?.current
        }
        let failures = Dictionary(
            seen.failed.filter { earlierFailures?.contains($0.id) == false }.map { ($0.instance, $0) },
            uniquingKeysWith: { first, _ in first })
        for desired in fleet.instances {
            let id = desired.id
            guard var submission = memory.submissions[id] else { continue }
            let end = submission.end(
                in: seen, of: desired, failedJob: failures[id], settleTime: settings.settleTime,
                upgradeTimeout: fleet.rollout.upgradeTimeout, now: now)
            memory.submissions[id] = submission
            guard let end else { continue }
            memory.submissions[id] = nil
            offers[id] = nil
            switch end {
            case .landed(let version):
                memory.landed[id] = version
                memory.landings += 1
                effects.append(.tell(.landed(id, version)))
            case .strayed(let version):
                memory.strays[id] = version
                effects.append(.tell(.strayed(id, version)))
            case .failed(let reason):
                memory.failures[id] = reason
                effects.append(.tell(.failed(id, reason)))
            }
        }
    }

    mutating func take(_ readings: [InstanceID: OfferReading], now: Date) {
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
        switch answer {
        case .accepted, .unknown:
            for id in request.instances { memory.submissions[id]?.answeredAt = now }
        case .refused, .failed:
            for id in request.instances { memory.submissions[id] = nil }
        }
        switch answer {
        case .accepted: return nil
        case .unknown(let message):
            for id in request.instances { memory.submissions[id]?.outcomeUnknown = true }
            effects.append(.tell(.outcomeUnknown(request, message: message)))
            return nil
        case .refused(let message):
            for id in request.instances { memory.refusals[id] = message }
            effects.append(.tell(.refused(request, message: message)))
            return nil
        case .failed(let message):
            return message
        }
    }
}
