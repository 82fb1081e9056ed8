public import Fleet
public import FoundationEssentials
public import Planning

/// What the cloud shows of instances whose failures are acknowledged.
public struct AcknowledgedWork: Sendable {
    /// What it comes to: the versions that run now, and the failed jobs by their ids.
    public let word: Acknowledgement
    /// The instances' names.
    public let names: [InstanceID: String]
    /// Their upgrades that failed in the last month.
    public let failed: [UpgradeJob]

    /// What was read.
    public init(word: Acknowledgement, names: [InstanceID: String], failed: [UpgradeJob]) {
        (self.word, self.names, self.failed) = (word, names, failed)
    }

    /// One list call for each hundred instances of the project, and the calls for its jobs. Throws `CloudError`.
    public init(_ cloud: any Cloud, about ids: Set<InstanceID>, at now: Date) async throws {
        let instances = try await cloud.instances().filter { ids.contains($0.id) }
        let work = try await LocationWork(of: cloud, since: now.addingTimeInterval(-LocationObserver.month))
        var versions: [InstanceID: KernelVersion] = [:]
        for instance in instances { versions[instance.id] = instance.current }
        failed = work.failed.filter { ids.contains($0.instance) }
        names = Dictionary(instances.map { ($0.id, $0.name) }) { first, _ in first }
        word = Acknowledgement(at: now, versions: versions, jobs: Set(failed.map(\.id)))
    }
}
