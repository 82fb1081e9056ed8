public import FoundationEssentials

/// A kernel upgrade as the cloud's job lists show it, immediate or scheduled (`API.md` §1, Jobs).
public struct UpgradeJob: Hashable, Sendable {
    /// The job's id.
    public var id: String
    /// The instance that it upgrades.
    public var instance: InstanceID
    /// How far it is.
    public var phase: Phase
    /// When it was made; nil where the cloud's text is no time.
    public var created: Date?
    /// When it ended; nil while it has not, or where the cloud's text is no time.
    public var ended: Date?
    /// When a scheduled one is to run, or was; nil for an immediate one, and where the cloud's texts are no times.
    public var window: Range<Date>?
    /// Progress in the cloud's words, such as `60%`; may be empty.
    public var progress: String
    /// Why it failed, in the cloud's words.
    public var failReason: String?

    /// A job.
    public init(
        id: String, instance: InstanceID, phase: Phase, created: Date? = nil, ended: Date? = nil,
        window: Range<Date>? = nil, progress: String = "", failReason: String? = nil
    ) {
        self.id = id
        self.instance = instance
        self.phase = phase
        self.created = created
        self.ended = ended
        self.window = window
        self.progress = progress
        self.failReason = failReason
    }

    /// The most jobs that one call cancels. No maximum is documented; this is that of the list's pages.
    public static let maximumPerCancellation = 100

    /// Whether it can still change its instance: it has not ended.
    public var isInFlight: Bool { phase == .scheduled || phase == .running }

    /// A job's phase.
    public enum Phase: String, Hashable, Sendable {
        /// A delayed upgrade that waits for the maintenance window.
        case scheduled
        /// Pending or running, or in an unknown state: something may be happening.
        case running
        /// Ended well.
        case completed
        /// It has ended and has not done its work.
        case failed
        /// It was canceled, and it has not done its work.
        case canceled
    }
}
