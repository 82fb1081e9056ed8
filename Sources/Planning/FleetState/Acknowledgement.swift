public import FoundationEssentials
public import Fleet

/// A person's word that failures were looked into: what `dbconverge retry` adds to a journal.
///
/// It covers what was there when it was given and nothing that comes later.
public struct Acknowledgement: Hashable, Sendable {
    /// When it was given.
    public var at: Date
    /// The instances that it is about; nil: the whole fleet.
    public var instances: Set<InstanceID>?
    /// The versions that they ran then, as the cloud listed them; only of these the console was looked into.
    public var versions: [InstanceID: KernelVersion]
    /// The failed jobs of theirs that the cloud showed then; nil: they could not be read, and times decide.
    public var jobs: Set<String>?

    /// An acknowledgement; without versions and jobs it is one that was given without the cloud.
    public init(
        at date: Date, instances: Set<InstanceID>? = nil, versions: [InstanceID: KernelVersion] = [:],
        jobs: Set<String>? = nil
    ) {
        (at, self.instances, self.versions, self.jobs) = (date, instances, versions, jobs)
    }
}

extension FleetState {
    /// Takes away what was acknowledged.
    mutating func acknowledge(_ word: Acknowledgement) {
        if let instances = word.instances {
            for id in instances {
                (failures[id], offTarget[id], untraced[id]) = (nil, nil, nil)
            }
        } else {
            acknowledgedAt = word.at
            knowsFailedJobs = word.jobs != nil
            (failures, offTarget, untraced) = ([:], [:], [:])
        }
        acknowledgedJobs.formUnion(word.jobs ?? [])
        acknowledgedVersions.merge(word.versions) { _, new in new }
    }

    /// Whether a failure was acknowledged before it was seen here. Job ids decide where they are known: the cloud's
    /// clock may differ from this machine's, and then its times say nothing.
    public func isAcknowledged(job: String?, sentAt: Date, endedAt: Date) -> Bool {
        if let job, acknowledgedJobs.contains(job) { return true }
        if job != nil, knowsFailedJobs { return false }
        return acknowledgedAt.map { max(endedAt, sentAt) <= $0 } ?? false
    }
}
