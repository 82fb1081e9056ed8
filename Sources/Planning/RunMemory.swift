public import FoundationEssentials
public import Fleet

/// What a run remembers of what it did, and forgets when it ends.
public struct RunMemory: Hashable, Sendable {
    /// When its first observation began; nil until it has ended.
    public var firstObservedAt: Date?
    /// Whether the fleet state knew this fleet before the run.
    public var hasJournal = false
    /// Nothing is submitted before, so that what others may have requested has the time to show.
    public var graceUntil: Date?
    /// When other fleets last requested upgrades of instances, of late.
    public var requestedElsewhere: [InstanceID: Date] = [:]
    /// Instances whose upgrade the cloud refused, with its words.
    public var refusals: [InstanceID: String] = [:]
    /// How the refused members of batches are found.
    public var isolation = BatchIsolation()
    /// When the first observation began that showed nothing of a request whose answer was lost, though its time was
    /// over.
    public var noTraceSince: [InstanceID: Date] = [:]
    /// Versions that version queries have shown while the list still shows earlier ones.
    public var versions: [InstanceID: KernelVersion] = [:]
    /// What is known of pre-checks.
    public var prechecks = PrecheckBook()
    /// The maintenance windows that were read, where it matters.
    public var windows: [InstanceID: DailyWindow] = [:]
    /// Declared versions at which some fleet's upgrade ended off-target, in words.
    public var offTargetStops: [KernelVersion: String] = [:]
    /// The pause that the journal had when the cloud was last observed; nil: none.
    public var paused: Pause?
    /// Where the ref stood when the cloud was last observed.
    public var revision = RevisionState.current
    /// The versions that upgrades reached which this run requested, by instance; an instance requested again is left
    /// out.
    public var reached: [InstanceID: KernelVersion] = [:]
    /// What it requested.
    public var changes = ChangeCounter()
    /// What it did about scheduled upgrades.
    public var cancellations = RunCancellations()

    /// Nothing done yet.
    public init() {}
}
