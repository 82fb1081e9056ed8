import Fleet

/// What version queries say beside a list that may lag.
extension Rollout {
    /// Queries the versions of those whose jobs have ended while the list shows the versions that they had, once an
    /// observation; nil: there are none. An observation reads its list before the jobs, so that the next one mostly
    /// shows what there is to know, and costs no call for each instance.
    mutating func queryVersions(in situation: Situation) -> Effect? {
        let seen = situation.observation
        guard !observations.hasQueriedVersionsSinceLast else { return nil }
        // A reading that is cut short by the deadline reads nothing.
        if let deadline = settings.deadline, situation.now >= deadline { return nil }
        let ids = fleetState.submissions.filter { id, submission in
            guard let goneAt = submission.jobGoneAt else { return false }
            // A run does not wait for another observation of one that is presumed failed.
            return goneAt < seen.startedAt || submission.failure != nil
        }.keys.sorted()
        guard !ids.isEmpty else { return nil }
        observations.noteVersionQuery()
        let query = Effect.readOffers(Array(ids.prefix(UpgradeRequest.maximumInstances)))
        return read(query, as: .queryingVersions, now: situation.now)
    }

    /// Takes in that an instance runs a version, also where the list shows an earlier one.
    mutating func correct(_ id: InstanceID, to version: KernelVersion) {
        if observations.correct(id, to: version) { memory.prechecks.spend(id) }
    }
}
