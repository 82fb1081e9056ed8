public import FoundationEssentials
public import Fleet

/// What a run remembers of what it did, and forgets when it ends.
public struct Memory: Hashable, Sendable {
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
    /// Instances whose offer could not be read: how often in a row, and the last error.
    public var unreadable: [InstanceID: UnreadableOffer] = [:]
    /// What is known of pre-checks.
    public var prechecks: [InstanceID: PrecheckState] = [:]
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

/// An offer that could not be read.
public struct UnreadableOffer: Hashable, Sendable {
    /// How often in a row, at least 1.
    public var attempts: Int
    /// Whether reading again may help.
    public var mayPass: Bool
    /// The last error.
    public var message: String
    /// When it was tried last.
    public var triedAt: Date

    /// So many attempts before an instance is held.
    public static let maximumAttempts = 3
}

/// What is known of an instance's pre-check.
public enum PrecheckState: Hashable, Sendable {
    /// It was started; a result counts that is newer than the one of before.
    case started(at: Date, before: Date?)
    /// Its last result was read.
    case result(PrecheckResult)
    /// Its last result, of that time, was about a version that it runs no more.
    case spent(Date)
    /// There is no result.
    case missing
    /// The region has no pre-check.
    case absent
    /// It could not be read or started, for this reason.
    case unreadable(String)

    /// The result that was read; nil where there is none.
    var result: PrecheckResult? { if case .result(let result) = self { result } else { nil } }

    /// A result made longer ago than this says nothing about the present.
    public static let maximumAge = Duration.seconds(3600)
}
