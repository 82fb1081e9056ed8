public import FoundationEssentials
public import Fleet

/// What was true outside of the run when the cloud was last observed: of other fleets, of people, of the repository.
public struct ExternalState: Hashable, Sendable {
    /// The declared versions at which an upgrade of some other fleet ended off-target, in words.
    public var offTargetStops: [KernelVersion: String]
    /// When other fleets last requested upgrades of instances, some of which may have been moved here.
    public var requestedElsewhere: [InstanceID: Date]
    /// The fleet's pause, as the journal has it; nil: none.
    public var paused: Pause?
    /// Where the ref stands whose commit the run carries out.
    public var revision: RevisionState
    /// What is known of the fleets that this one follows, by name. One that is missing was not read, and lets nothing
    /// pass.
    public var upstreams: [String: UpstreamReading]

    /// By default nothing is in the way of the run.
    public init(
        offTargetStops: [KernelVersion: String] = [:], requestedElsewhere: [InstanceID: Date] = [:],
        paused: Pause? = nil, revision: RevisionState = .current, upstreams: [String: UpstreamReading] = [:]
    ) {
        (self.offTargetStops, self.requestedElsewhere) = (offTargetStops, requestedElsewhere)
        (self.paused, self.revision, self.upstreams) = (paused, revision, upstreams)
    }
}
