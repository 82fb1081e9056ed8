public import FoundationEssentials
public import Fleet

/// An upgrade that was requested, or is about to be, and has not ended.
public struct Submission: Hashable, Sendable {
    /// The version that the instance ran.
    public var from: KernelVersion
    /// The version that was offered just before, and so where it will land.
    public var target: KernelVersion
    /// The version that was declared.
    public var declared: KernelVersion
    /// Whether it was left to the instance's maintenance window.
    public var delay: Bool
    /// When the request was sent, in whole milliseconds; no two of one instance have the same.
    public var sentAt: Date
    /// When the answer came; nil until it has, and for ever where the run ended before.
    public var answeredAt: Date?
    /// The last job of it that was seen.
    public var job: String?
    /// The last scheduled one. What runs meanwhile may belong to others, and this one still to come.
    public var scheduledJob: String?
    /// When the first observation began that showed it running; nil: none yet.
    public var runningSince: Date?
    /// When the first observation began that did not show that job any more; nil: it shows, or none was seen yet.
    public var jobGoneAt: Date?
    /// When the cloud was last asked to cancel it; nil: never, or it has begun all the same.
    public var cancelingAt: Date?
    /// Failed jobs of the instance that were there before the request, and so are none of its doing.
    public var earlierFailures: Set<String>
    /// Why it is unknown whether the cloud acts on the request; nil: it was accepted, or its answer is awaited.
    public var unknownOutcome: UnknownOutcome?
    /// It is presumed failed: it counts as failed, but may still be alive. Nil: it has its time.
    public var failure: UpgradeFailure?

    /// A request that is about to be sent.
    public init(
        from: KernelVersion, target: KernelVersion, declared: KernelVersion, delay: Bool = false, sentAt: Date,
        answeredAt: Date? = nil, job: String? = nil, scheduledJob: String? = nil, runningSince: Date? = nil,
        jobGoneAt: Date? = nil, cancelingAt: Date? = nil,
        earlierFailures: Set<String> = [],
        unknownOutcome: UnknownOutcome? = nil, failure: UpgradeFailure? = nil
    ) {
        self.from = from
        self.target = target
        self.declared = declared
        self.delay = delay
        self.sentAt = sentAt
        self.answeredAt = answeredAt
        self.job = job
        self.scheduledJob = scheduledJob
        self.runningSince = runningSince
        self.jobGoneAt = jobGoneAt
        self.cancelingAt = cancelingAt
        self.earlierFailures = earlierFailures
        self.unknownOutcome = unknownOutcome
        self.failure = failure
    }

    /// Why it is unknown whether the cloud acts on a request.
    public enum UnknownOutcome: Hashable, Sendable {
        /// The answer was lost, or the run ended before it came.
        case answerLost
        /// The call as a whole was refused, in these words; the cloud may have acted on a part of it.
        case refused(String)
    }
}
