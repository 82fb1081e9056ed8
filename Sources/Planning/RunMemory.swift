public import FoundationEssentials
public import Fleet

/// What a run knows besides the cloud and the fleet state, as the guards see it. It is forgotten when the run ends.
public struct RunMemory: Hashable, Sendable {
    /// Whether the fleet state knew this fleet before the run.
    public var hasJournal = false
    /// What was true outside of the run at the last observation.
    public var external = ExternalState()
    /// Nothing is submitted before, so that what others may have requested has the time to show; nil: something may be.
    public var graceUntil: Date?
    /// What is known of pre-checks.
    public var prechecks = PrecheckBook()
    /// How the refused members of batches are found, and which were.
    public var isolation = BatchIsolation()
    /// What it requested, and how far that came.
    public var changes = ChangeCounter()
    /// The checks before waves that it has evaluated, with their results.
    public internal(set) var before: [CheckID: Evaluation] = [:]
    /// The checks that it has evaluated since the last observation.
    var evaluated: Set<CheckID> = []
    /// Those whose pre-checks it has read or started since the last observation.
    var prechecked: Set<InstanceID> = []
    /// What it did about scheduled upgrades.
    public var cancellations = RunCancellations()

    /// Nothing done yet.
    public init() {}
}
