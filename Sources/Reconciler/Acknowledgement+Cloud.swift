public import Fleet
public import FoundationEssentials
public import Planning

extension Acknowledgement {
    /// What the cloud shows of these instances: the versions that they run and the upgrades that failed in the last month.
    /// One list call for each hundred instances of the project, and the calls for its jobs. Throws `CloudError`.
    public static func reading(
        _ cloud: any Cloud, about ids: Set<InstanceID>, at now: Date
    ) async throws -> Acknowledgement {
        let instances = try await cloud.instances().filter { ids.contains($0.id) }
        let work = try await LocationWork(of: cloud, since: now.addingTimeInterval(-LocationObserver.month))
        var versions: [InstanceID: KernelVersion] = [:]
        for instance in instances { versions[instance.id] = instance.current }
        return Acknowledgement(
            at: now, versions: versions, jobs: Set(work.failed.filter { ids.contains($0.instance) }.map(\.id)))
    }
}
