public import Fleet
public import FoundationEssentials
import Planning

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

    /// A run that begins. `Holder.current` knows the machine and the process.
    public init(
        fleet: FleetKey, revision: String, host: String, pid: Int32, startedAt: Date, user: String? = nil,
        job: String? = nil, author: String? = nil
    ) {
        self.fleet = fleet
        self.revision = revision
        self.host = host
        self.pid = pid
        self.startedAt = startedAt
        (self.user, self.job, self.author) = (user, job, author)
    }
}

/// How a run of one fleet ended.
public struct RunEnd: Hashable, Sendable {
    /// How, in one word.
    public var ending: String
    /// What went wrong, where something did, or what it left out.
    public var message: String?
    /// How many upgrades it asked for, without those that were refused.
    public var requests: Int
    /// How many upgrades it saw land.
    public var landings: Int
    /// When.
    public var endedAt: Date

    /// A run that ends.
    public init(ending: String, message: String? = nil, requests: Int, landings: Int, endedAt: Date) {
        self.ending = ending
        self.message = message
        self.requests = requests
        self.landings = landings
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
    public var end: RunEnd?
    /// What it asked for, in that order.
    public var upgrades: [UpgradeRecord] = []
}

/// An upgrade that a run asked for, and what became of it, which a later run may have found out.
public struct UpgradeRecord: Hashable, Sendable {
    /// The instance.
    public var instance: InstanceID
    /// The version that it ran.
    public var from: KernelVersion
    /// The version that was offered.
    public var target: KernelVersion
    /// The version that was declared.
    public var declared: KernelVersion
    /// When it was asked for.
    public var sentAt: Date
    /// How it ended, in one word; nil: it has not.
    public var outcome: String?
    /// The version where it landed, or why it failed or was refused, in words.
    public var detail: String?
    /// When it was seen to have ended.
    public var endedAt: Date?
    /// Why it was given up, such as `stuck`, though it may still be alive; nil: it was not.
    public var givenUp: String?
    /// The same in words.
    public var givenUpWords: String?
}

extension UpgradeRecord {
    /// The outcome of one whose place another took without its end ever having been told.
    static let replaced = "replaced"

    init(_ instance: InstanceID, _ submission: Submission) {
        self.init(
            instance: instance, from: submission.from, target: submission.target, declared: submission.declared,
            sentAt: submission.sentAt, givenUp: submission.failure?.reason.code.rawValue,
            givenUpWords: submission.failure?.reason.message)
    }
}

extension Outcome {
    /// The outcome as the journal writes it.
    var words: (word: String, detail: String?) {
        switch self {
        case .landed(let version): ("landed", version.description)
        case .strayed(let version): ("strayed", version.description)
        case .failed(let reason): ("failed", reason.message)
        case .refused(let words): ("refused", words)
        case .lost: ("lost", nil)
        case .withdrawn: ("withdrawn", nil)
        case .canceled: ("canceled", nil)
        }
    }
}
