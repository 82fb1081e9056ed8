public import Fleet

/// What belongs to an instance, whichever fleet declares it.
extension History {
    /// Takes over what another fleet remembers of these instances; what is known here of them stays.
    public mutating func adopt(_ instances: Set<InstanceID>, from other: History) {
        submissions.merge(other.submissions.filter { instances.contains($0.key) }) { own, _ in own }
        for (id, failures) in other.failures where instances.contains(id) {
            self.failures[id, default: []] += failures
        }
        strays.merge(other.strays.filter { instances.contains($0.key) }) { own, _ in own }
        unanswered.merge(other.unanswered.filter { instances.contains($0.key) }) { own, _ in own }
        acknowledgedVersions.merge(other.acknowledgedVersions.filter { instances.contains($0.key) }) { own, _ in own }
        acknowledgedJobs.formUnion(other.acknowledgedJobs)
    }

    /// Forgets what another fleet has taken over.
    public mutating func release(_ instances: Set<InstanceID>) {
        for id in instances {
            (submissions[id], failures[id], strays[id]) = (nil, nil, nil)
            (unanswered[id], acknowledgedVersions[id]) = (nil, nil)
        }
    }
}
