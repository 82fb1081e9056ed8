public import Fleet
public import FoundationEssentials
public import Planning

/// What tells a run from others of the same journal. A later run has a greater one.
public struct RunID: Hashable, Sendable, CustomStringConvertible {
    let number: Int64

    /// The number.
    public var description: String { "\(number)" }
}

/// How a run of one fleet began.
public struct RunStart: Hashable, Sendable {
    /// The fleet.
    public var fleet: FleetKey
    /// The revision that it applies, as `ref@oid`.
    public var revision: String
    /// The machine that it runs on.
    public var host: String
    /// Its process there.
    public var pid: Int32
    /// When it began.
    public var startedAt: Date
    /// The user of the operating system; nil where an earlier version wrote it.
    public var user: String?
    /// The CI job's address; nil outside of CI.
    public var job: String?
    /// The commit's author.
    public var author: String?
    /// The signatures for which the revision was believed; none where none were asked for.
    public var signatures: RevisionSignatures
    /// The digest of the saved plan that it applies; nil: it applies none.
    public var planDigest: String?

    /// A run that begins. `Holder.current` knows the machine and the process.
    public init(
        fleet: FleetKey, revision: String, host: String, pid: Int32, startedAt: Date, user: String? = nil,
        job: String? = nil, author: String? = nil, signatures: RevisionSignatures = RevisionSignatures(),
        planDigest: String? = nil
    ) {
        self.fleet = fleet
        self.revision = revision
        self.host = host
        self.pid = pid
        self.startedAt = startedAt
        (self.user, self.job, self.author, self.planDigest) = (user, job, author, planDigest)
        self.signatures = signatures
    }
}

/// How a run of one fleet ended.
public struct RunCompletion: Hashable, Sendable {
    /// How, in one word.
    public var result: String
    /// What went wrong, where something did, or what it left out.
    public var message: String?
    /// How many upgrades it requested, without those that were refused.
    public var requests: Int
    /// How many upgrades it saw complete.
    public var completed: Int
    /// When.
    public var endedAt: Date

    /// A run that ends.
    public init(result: String, message: String? = nil, requests: Int, completed: Int, endedAt: Date) {
        self.result = result
        self.message = message
        self.requests = requests
        self.completed = completed
        self.endedAt = endedAt
    }
}

/// A run of one fleet.
public struct RunRecord: Hashable, Sendable {
    /// What tells it from others.
    public var id: RunID
    /// How it began.
    public var start: RunStart
    /// How it ended; nil: it still runs, or was killed.
    public var completion: RunCompletion?
    /// What it requested, in that order.
    public var upgrades: [UpgradeRecord] = []
    /// The checks that it evaluated, in that order.
    public var evaluations: [RunEvaluation] = []
}

/// An evaluation that a run made.
public struct RunEvaluation: Hashable, Sendable {
    /// The name of the fleet that goes first whose check it was; nil: the run's own fleet.
    public var upstream: String?
    /// What it came to.
    public var evaluation: Evaluation

    /// An evaluation of a check of the run's own fleet, or of one that goes first.
    public init(_ evaluation: Evaluation, upstream: String? = nil) {
        (self.evaluation, self.upstream) = (evaluation, upstream)
    }
}

/// An upgrade that a run requested, and what became of it, which a later run may have found out.
public struct UpgradeRecord: Hashable, Sendable {
    /// The instance.
    public var instance: InstanceID
    /// The version that it ran.
    public var from: KernelVersion
    /// The version that was offered.
    public var target: KernelVersion
    /// The version that was declared.
    public var declared: KernelVersion
    /// When it was requested.
    public var sentAt: Date
    /// How it ended, in one word; nil: it has not.
    public var outcome: String?
    /// The version that it reached, or why it failed or was refused, in words.
    public var detail: String?
    /// When it was seen to have ended.
    public var endedAt: Date?
    /// Why it is presumed failed, such as `stuck`, though it may still be alive; nil: it is not.
    public var presumedFailed: String?
    /// The same in words.
    public var presumedFailedMessage: String?
}

extension UpgradeRecord {
    /// The outcome of one whose place another took without its end ever having been told.
    static let replaced = "replaced"

    init(_ instance: InstanceID, _ submission: Submission) {
        self.init(
            instance: instance, from: submission.from, target: submission.target, declared: submission.declared,
            sentAt: submission.sentAt, presumedFailed: submission.failure?.reason.code.rawValue,
            presumedFailedMessage: submission.failure?.reason.message)
    }
}

extension SubmissionOutcome {
    /// The outcome as the journal writes it.
    var stored: (name: String, detail: String?) {
        switch self {
        case .completed(let version): ("completed", version.description)
        case .offTarget(let version): ("offTarget", version.description)
        case .failed(let reason): ("failed", reason.message)
        case .refused(let words): ("refused", words)
        case .noTrace: ("noTrace", nil)
        case .withdrawn: ("withdrawn", nil)
        case .canceled: ("canceled", nil)
        }
    }
}
