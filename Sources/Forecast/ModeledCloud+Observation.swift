package import CloudModel
package import Fleet
package import FoundationEssentials
package import Planning

/// Observations of a modeled cloud. `clock` says by how many seconds the tool's clock is ahead of the cloud's.
extension ModeledCloud {
    /// The observation of a fleet that begins at `now` by the cloud's clock. It leaves the jobs out where every
    /// instance is in sync, unless `reading` asks for them all the same.
    ///
    /// The list call shows the instances of `listing`, which may be older than the model's; the job lists show the
    /// upgrades for which `isShown` is true.
    package func observation(
        of fleet: DesiredFleet, listing: [CloudInstance], reading: JobReading, at now: Date, clock: TimeInterval,
        where isShown: (UpgradeTask) -> Bool
    ) -> Observation {
        let listed = listing.map {
            ObservedInstance(id: $0.id, name: $0.name, status: $0.status, kernelVersion: $0.version.description)
        }
        let seen = Observation(startedAt: now + clock, instances: listed)
        guard reading.isAlways || Observation.isOutOfSync(fleet, in: seen.instances) else { return seen }
        let tasks = jobs(scheduled: false, JobFilter()) + jobs(scheduled: true, JobFilter())
        let upgrades = tasks.filter { $0.kind != .precheck && isShown($0) }.map { upgradeJob($0, clock: clock) }
        return Observation(
            startedAt: seen.startedAt, instances: seen.instances, inFlight: upgrades.filter(\.isInFlight),
            failed: upgrades.filter { $0.phase == .failed },
            completed: reading.withCompleted ? upgrades.filter { $0.phase == .completed } : [])
    }

    /// The client tells the cloud's times by the tool's clock, as exactly as the cloud tells them.
    private func upgradeJob(_ task: UpgradeTask, clock: TimeInterval) -> UpgradeJob {
        let phase: UpgradeJob.Phase =
            switch task.phase {
            case .completed: .completed
            case .failed: .failed
            case .canceled: .canceled
            case .pending where task.kind == .scheduled: .scheduled
            default: .running
            }
        return UpgradeJob(
            id: task.id, instance: states[task.instance].instance.id, phase: phase, created: task.created + clock,
            ended: task.ended.map { $0 + clock })
    }
}
