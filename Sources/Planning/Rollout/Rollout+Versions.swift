import Fleet

/// What version queries say beside a list that may lag.
extension Rollout {
    /// Reads the versions of those whose jobs have ended while the list shows the versions that they had, once an
    /// observation; nil: there are none. An observation reads its list before the jobs, so that the next one mostly
    /// shows what there is to know, and costs no call for each instance.
    mutating func checkVersions(in situation: Situation) -> Effect? {
        let seen = situation.observation
        guard checkedObservation != seen.startedAt else { return nil }
        // A reading that is cut short by the deadline reads nothing.
        if let deadline = settings.deadline, situation.now >= deadline { return nil }
        let ids = fleetState.submissions.filter { id, submission in
            guard let goneAt = submission.jobGoneAt else { return false }
            // A run does not wait for another observation of one that is presumed failed.
            return goneAt < seen.startedAt || submission.failure != nil
        }.keys.sorted()
        guard !ids.isEmpty else { return nil }
        checkedObservation = seen.startedAt
        readingSince = situation.now
        phase = .checking
        return .readOffers(Array(ids.prefix(UpgradeRequest.maximumInstances)))
    }

    /// An observation as it would be if its list did not lag behind what version queries have shown.
    mutating func corrected(_ seen: Observation) -> Observation {
        var seen = seen
        for (id, version) in memory.versions {
            // There is no way back, so that a lower version is an old one.
            guard let current = seen.instances[id]?.current else { continue }
            if current < version { seen.instances[id]?.correct(to: version) } else { memory.versions[id] = nil }
        }
        return seen
    }

    /// Takes in that an instance runs a version, whatever the list says.
    mutating func correct(_ id: InstanceID, to version: KernelVersion) {
        guard let current = observation?.instances[id]?.current, current < version else { return }
        memory.versions[id] = version
        observation?.instances[id]?.correct(to: version)
        memory.prechecks.spend(id)
    }
}

extension ObservedInstance {
    fileprivate mutating func correct(to version: KernelVersion) {
        (current, currentText) = (version, version.description)
    }
}
