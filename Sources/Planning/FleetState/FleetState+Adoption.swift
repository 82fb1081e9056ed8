public import Fleet

/// What belongs to an instance, whichever fleet declares it.
extension FleetState {
    /// Takes over what another fleet remembers of these instances; what is known here of them stays.
    public mutating func adopt(_ instances: Set<InstanceID>, from other: FleetState) {
        submissions.merge(other.submissions.filter { instances.contains($0.key) }) { own, _ in own }
        for (id, failures) in other.failures where instances.contains(id) {
            self.failures[id, default: []] += failures
        }
        offTarget.merge(other.offTarget.filter { instances.contains($0.key) }) { own, _ in own }
        untraced.merge(other.untraced.filter { instances.contains($0.key) }) { own, _ in own }
        acknowledgedVersions.merge(other.acknowledgedVersions.filter { instances.contains($0.key) }) { own, _ in own }
        acknowledgedJobs.formUnion(other.acknowledgedJobs)
    }

    /// Forgets what another fleet has taken over.
    public mutating func release(_ instances: Set<InstanceID>) {
        for id in instances {
            (submissions[id], failures[id], offTarget[id]) = (nil, nil, nil)
            (untraced[id], acknowledgedVersions[id]) = (nil, nil)
        }
    }
}
