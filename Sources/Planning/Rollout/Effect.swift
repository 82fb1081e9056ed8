public import FoundationEssentials
public import Fleet

/// One thing that a rollout wants done. The shell performs it and feeds back what comes of it.
public enum Effect: Hashable, Sendable {
    /// Observe the cloud, not before this time.
    case observe(at: Date, jobs: JobReading)
    /// Read what is offered to these.
    case readOffers([InstanceID])
    /// Read the last pre-checks of these, which all run this version.
    case readPrechecks([InstanceID], from: KernelVersion)
    /// Start pre-checks of these, which all run this version.
    case startPrechecks([InstanceID], from: KernelVersion)
    /// Evaluate these checks.
    case evaluate([CheckRequest])
    /// Cancel these scheduled upgrades, given by their jobs.
    case cancel([InstanceID: String])
    /// Request the upgrade of these, unless the call can leave only then or later: what it rests on is past by then.
    case submit(UpgradeRequest, notAfter: Date)
    /// The run is over.
    case finish(RunResult)
}
