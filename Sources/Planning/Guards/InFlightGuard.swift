internal import Fleet

extension Guard {
    /// An upgrade of it that runs, is scheduled, or was asked for by this run is waited for, whoever started it.
    static let inFlight = Guard("in flight") { subject, situation in
        let id = subject.desired.id
        if let job = situation.observation.inFlight[id] {
            if job.phase == .scheduled {
                // A person has to decide about it, so it does not keep the fleet from converging.
                if case .hold(let reason)? = Guard.suspension.decide(subject, situation) {
                    return .hold(Reason(.suspended, "\(reason.message), but an upgrade is scheduled (job \(job.id))"))
                }
                return .wait(
                    Reason(.scheduled, "an upgrade is scheduled for its maintenance window (job \(job.id))"))
            }
            let progress = job.progress.isEmpty ? "" : ", \(job.progress)"
            return .wait(Reason(.upgrading, "an upgrade is running (job \(job.id)\(progress))"))
        }
        guard let submission = situation.memory.submissions[id] else { return nil }
        switch submission.doubt {
        case .answerLost:
            return .wait(Reason(.submitted, "the answer to its upgrade request was lost; looking for signs of it"))
        case .refused(let message):
            return .wait(Reason(.submitted, "its batch was refused; making sure that nothing was done: \(message)"))
        case nil: break
        }
        return .wait(Reason(.submitted, "an upgrade to \(submission.target) was asked for and does not show yet"))
    }
}
