public import FoundationEssentials
public import Fleet

/// An upgrade that was requested, or is about to be, and has not ended: the request, and what has come of it since.
///
/// What the cloud answered and what it shows are told apart, because neither follows from the other: an upgrade whose
/// answer was lost may run, and one that was accepted may never show.
public struct Submission: Hashable, Sendable {
    /// The version that the instance ran.
    public let from: KernelVersion
    /// The version that was offered just before, and so where it will land.
    public let target: KernelVersion
    /// The version that was declared.
    public let declared: KernelVersion
    /// Whether it was left to the instance's maintenance window.
    public let delay: Bool
    /// When the request was sent, in whole milliseconds; no two of one instance have the same.
    public let sentAt: Date
    /// Failed jobs of the instance that were there before the request, and so are none of its doing.
    public let earlierFailures: Set<String>
    /// Whether the cloud accepted the request.
    public var acceptance: Acceptance
    /// What the cloud has shown of it.
    public var progress: Progress
    /// It is presumed failed: it counts as failed, but may still be alive. Nil: it has its time.
    public var failure: UpgradeFailure?

    /// A request that is about to be sent, or one of which more is known.
    public init(
        from: KernelVersion, target: KernelVersion, declared: KernelVersion, delay: Bool = false, sentAt: Date,
        earlierFailures: Set<String> = [], acceptance: Acceptance = .awaited, progress: Progress = .unseen,
        failure: UpgradeFailure? = nil
    ) {
        self.from = from
        self.target = target
        self.declared = declared
        self.delay = delay
        self.sentAt = sentAt
        self.earlierFailures = earlierFailures
        self.acceptance = acceptance
        self.progress = progress
        self.failure = failure
    }
}

extension Submission {
    /// Whether the cloud accepted a request.
    public enum Acceptance: Hashable, Sendable {
        /// The answer has not come yet.
        case awaited
        /// The cloud accepted it at this time, which says nothing about what happens next (`API.md` §0, fact 2).
        case accepted(at: Date)
        /// The answer was lost at this time, or the run ended before it came.
        case answerLost(at: Date)
        /// The call as a whole was refused at this time, in these words; the cloud may have acted on a part of it.
        case refused(String, at: Date)

        /// When the answer came or was lost; nil while it is awaited.
        public var date: Date? {
            switch self {
            case .awaited: nil
            case .accepted(let date), .answerLost(let date), .refused(_, let date): date
            }
        }
    }

    /// What observations have shown of an upgrade.
    public enum Progress: Hashable, Sendable {
        /// No job of it yet.
        case unseen
        /// Its job waits for the maintenance window.
        case scheduled(ScheduledJob)
        /// Its job runs.
        case running(RunningJob)
        /// Its job shows no more since the observation that began at this time.
        case gone(LastJob, at: Date)
    }

    /// A job that waits for the maintenance window.
    public struct ScheduledJob: Hashable, Sendable {
        /// Its id.
        public var id: String
        /// When the cloud was last asked to cancel it; nil: never, or it has begun since all the same.
        public var cancelingAt: Date?

        /// A job that waits.
        public init(id: String, cancelingAt: Date? = nil) { (self.id, self.cancelingAt) = (id, cancelingAt) }
    }

    /// A job that runs.
    public struct RunningJob: Hashable, Sendable {
        /// Its id.
        public var id: String
        /// When the first observation began that showed it running.
        public var since: Date
        /// The job that was scheduled before it; nil: none was seen. What runs meanwhile may belong to others, and the
        /// scheduled one still be to come.
        public var scheduled: String?

        /// A job that runs.
        public init(id: String, since: Date, scheduled: String? = nil) {
            (self.id, self.since, self.scheduled) = (id, since, scheduled)
        }
    }

    /// The job of an upgrade as it was seen last.
    public enum LastJob: Hashable, Sendable {
        /// It waited for the maintenance window.
        case scheduled(ScheduledJob)
        /// It ran.
        case running(RunningJob)
        /// It had failed when it was first seen; its id.
        case failed(String)
    }
}
