import FoundationEssentials
import Fleet

/// How readings and answers change what the rollout knows.
extension Rollout {
    mutating func handleOffers(
        _ readings: [InstanceID: OfferReading], windows: [InstanceID: DailyWindow], now: Date
    ) {
        readingTimes.end(at: now)
        guard observations.last != nil else { return }
        offers.add(readings, windows: windows, now: now)
        if phase != .queryingVersions { offers.count(readings: readings.count, permitted: hasUpgrades(now: now)) }
        let open = readings.keys.filter { fleetState.submissions[$0] != nil }
        if !open.isEmpty { concludeSubmissions(of: open.sorted()) }
    }

    /// Whether what is known permits an upgrade.
    private mutating func hasUpgrades(now: Date) -> Bool {
        if let situation = situation(now: now) { decisions.refresh(situation) }
        return decisions.standing.hasUpgrades
    }

    mutating func handlePrechecks(_ readings: [InstanceID: PrecheckState], now: Date) {
        memory.prechecks.add(readings, acceptanceTime: settings.acceptanceTime, now: now)
        guard readings.values.contains(.absent), fleet.rollout.precheck == .preferred else { return }
        if memory.prechecks.tellsAbsence() { tell(.precheckAbsent) }
    }

    mutating func handleCancellation(of ids: [InstanceID], kept: [InstanceID: String], now: Date) {
        for (id, message) in kept.sorted(by: { $0.key < $1.key }) {
            memory.cancellations.refuse(id)
            tell(.cancelFailed(id, message: message))
        }
        for id in ids {
            guard let submission = fleetState.submissions[id] else { continue }
            if let job = submission.job { memory.cancellations.confirm(job) }
            conclude(id, submission, .canceled, at: now)
        }
    }

    /// Returns a message when the run cannot go on.
    mutating func handleAnswer(_ answer: Answer, to request: UpgradeRequest, now: Date) -> String? {
        if case .deferred = answer {} else { memory.changes.forgetReached(of: request) }
        switch answer {
        case .accepted:
            update(request) { $0.acceptance = .accepted(at: now) }
            for id in request.instances { memory.isolation.release(id) }
            memory.changes.count(request)
        case .unknown(let message):
            update(request) { $0.acceptance = .answerLost(at: now) }
            memory.changes.count(request)
            tell(.outcomeUnknown(request, message: message))
        case .refused(let message, let isBusy, let named):
            memory.isolation.handleRefusal(of: request, isBusy: isBusy, named: named)
            // A call that names several may have been refused for one and acted on for others (API.md §1, INF); and
            // what keeps an instance busy may be an upgrade that does not show yet.
            if isBusy || request.instances.count > 1 {
                update(request) { $0.acceptance = .refused(message, at: now) }
                memory.changes.countPossible(request)
            } else {
                conclude(request, .refused(message), now: now)
            }
            tell(.refused(request, message: message))
        case .deferred(let message):
            withdraw(request, now: now)
            tell(.deferred(request, message: message))
        case .failed(let message):
            withdraw(request, now: now)
            return message
        }
        return nil
    }

    private mutating func update(_ request: UpgradeRequest, _ change: (inout Submission) -> Void) {
        for id in request.instances {
            guard var submission = fleetState.submissions[id] else { continue }
            change(&submission)
            record(.updated(id, submission))
        }
    }

    private mutating func conclude(_ request: UpgradeRequest, _ outcome: SubmissionOutcome, now: Date) {
        for id in request.instances {
            if let submission = fleetState.submissions[id] { conclude(id, submission, outcome, at: now) }
        }
    }

    /// A request that never reached the service was none.
    private mutating func withdraw(_ request: UpgradeRequest, now: Date) {
        for id in request.instances {
            guard let submission = fleetState.submissions[id] else { continue }
            record(.concluded(id, sentAt: submission.sentAt, .withdrawn, at: now))
        }
    }
}
