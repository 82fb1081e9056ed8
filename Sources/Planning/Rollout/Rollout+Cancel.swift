import FoundationEssentials
import Fleet

/// Takes back scheduled upgrades that nobody wants any more. What was asked for with `delay` lands on what is offered when
/// it runs (**INF**), so that it must not run once the declaration or the offer has moved.
extension Rollout {
    /// Reads what is offered to those that are ours, then cancels; nil: there is nothing to cancel.
    mutating func cancel(in situation: Situation) -> [Effect]? {
        let scheduled = history.submissions.compactMap { id, submission in
            let job = submission.job(of: id, in: situation.observation)
            return job.flatMap {
                $0.phase == .scheduled && !memory.uncancelable.contains(id) ? (id, submission, $0) : nil
            }
        }
        guard !scheduled.isEmpty else { return nil }
        let declared = Dictionary(uniqueKeysWithValues: fleet.instances.map { ($0.id, $0) })
        var jobs: [InstanceID: String] = [:]
        var notices: [Effect] = []
        var unread: [InstanceID] = []
        for (id, submission, job) in scheduled.sorted(by: { $0.0 < $1.0 }) {
            switch regret(submission, job, declared[id], situation) {
            case .unread: unread.append(id)
            case .no: break
            case .yes(let why, let isFrozen):
                jobs[id] = job.id
                if isFrozen { memory.frozen[id] = why }
                notices.append(.tell(.canceling(id, why)))
            }
            // The last hundred at most, as with every call that acts.
            if jobs.count == UpgradeRequest.maximumInstances { break }
        }
        if !jobs.isEmpty {
            // What has gone by the time that somebody looks was canceled by us, whether or not the answer is heard.
            for id in jobs.keys.sorted() {
                guard var submission = history.submissions[id] else { continue }
                submission.cancelingAt = situation.now
                record(.updated(id, submission))
            }
            phase = .canceling
            return notices + [.cancel(jobs)]
        }
        guard !unread.isEmpty else { return nil }
        // A reading that is cut short by the deadline reads nothing, and would be asked for again for ever.
        if let deadline = settings.deadline, situation.now >= deadline { return nil }
        phase = .reading
        readingSince = situation.now
        return [.readOffers(Array(unread.prefix(UpgradeRequest.maximumInstances)))]
    }

    /// Why the manifest wants it no more; nil: it does.
    func revocation(of submission: Submission, _ desired: DesiredInstance?) -> String? {
        guard let desired else { return "it is declared no more" }
        if desired.suspend || fleet.suspend || fleet.rollout.suspend { return "it is suspended" }
        return desired.version == submission.declared ? nil : "\(desired.version) is declared now"
    }

    private enum Regret {
        case no, unread
        case yes(String, isFrozen: Bool = false)
    }

    private func regret(
        _ submission: Submission, _ job: UpgradeJob, _ desired: DesiredInstance?, _ situation: Situation
    ) -> Regret {
        if let why = revocation(of: submission, desired) { return .yes(why) }
        guard let desired else { return .no }
        if let pause = situation.pause, pause.cancelsScheduled { return .yes(pause.sentence) }
        if let current = situation.observation.instances[desired.id]?.current, current >= desired.version {
            return .yes("it runs \(current) already")
        }
        if let freeze = job.window.flatMap(fleet.rollout.freeze(overlapping:)) {
            return .yes("its window is frozen now\(freeze.why)", isFrozen: true)
        }
        // Once a run is enough, and an offer that cannot be read is no reason.
        guard let offer = situation.offers[desired.id] else {
            return memory.unreadable[desired.id] == nil ? .unread : .no
        }
        guard let offered = offer.offered, offered != desired.version, !desired.via.contains(offered) else {
            return .no
        }
        return .yes("it would land on \(offered), which is not declared")
    }
}
