import FoundationEssentials
import Fleet

/// Cancels scheduled upgrades that are not wanted any more. What was requested with `delay` lands on what is offered
/// when it runs (**INF**), so that it must not run once the declaration or the offer has moved.
extension Rollout {
    /// Reads what is offered to those that are ours, then cancels; nil: there is nothing to cancel.
    mutating func cancel(in situation: Situation) -> Effect? {
        let cancellations = planner.cancellations(in: situation)
        guard !cancellations.isEmpty else { return nil }
        var jobs: [InstanceID: String] = [:]
        var unread: [InstanceID] = []
        for (id, (job, decision)) in cancellations.sorted(by: { $0.key < $1.key }) {
            switch decision {
            case .unread: unread.append(id)
            case .no: break
            case .yes(let why, let isFrozen):
                jobs[id] = job
                if isFrozen { memory.cancellations.holdFrozen(id, because: why) }
                tell(.canceling(id, why))
            }
            // The last hundred at most, as with every call that acts.
            if jobs.count == UpgradeRequest.maximumInstances { break }
        }
        if !jobs.isEmpty {
            // What has gone by the time that it is observed was canceled by us, whether or not the answer is heard.
            for (id, job) in jobs.sorted(by: { $0.key < $1.key }) {
                guard var submission = fleetState.submissions[id] else { continue }
                submission.noteCancellation(of: job, at: situation.now)
                record(.updated(id, submission))
            }
            phase = .acting(isInterrupted: false)
            return .cancel(jobs)
        }
        guard !unread.isEmpty else { return nil }
        // A reading that is cut short by the deadline reads nothing, and would be repeated for ever.
        if let deadline = settings.deadline, situation.now >= deadline { return nil }
        return read(.readOffers(Array(unread.prefix(UpgradeRequest.maximumInstances))), now: situation.now)
    }
}
