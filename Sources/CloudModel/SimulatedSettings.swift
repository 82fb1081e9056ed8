/// How the simulated cloud behaves, where the real one leaves a choice or takes its time.
public struct SimulatedSettings: Hashable, Sendable {
    /// How long an upgrade takes from its acceptance to its end; drawn evenly. Default 15 to 20 minutes.
    public var upgradeDuration: ClosedRange<Duration>
    /// How much later than its making a job can be seen, in lists and by id (`API.md` §1, Jobs). Default 5 s.
    public var jobVisibilityDelay: Duration
    /// The share of upgrades that fail, 0 to 1. Default 0.
    public var failureRate: Double
    /// How long a pre-check takes. Default none.
    public var precheckDuration: Duration
    /// Whether this region has the pre-check; where not, its calls answer 404 `APIGW.0101`. Default true.
    public var precheckPublished: Bool
    /// What is answered to who reads a result that does not exist. Default 404 `DBS.280404`.
    public var precheckMissing: MissingPrecheck
    /// What the job lists' `offset` counts. Default pages.
    public var jobOffset: JobOffset
    /// What one unacceptable instance does to a batch. Default: it fails the whole call.
    public var batchRefusal: BatchRefusal
    /// Whether a refusal's message names the instance. Default true.
    public var refusalNamesInstance: Bool
    /// The status that an instance shows while it is upgraded; nil: it stays as it was (**INF**, `API.md` §1, List).
    public var statusDuringUpgrade: String?
    /// How long a login's token lives (`API.md` §4). Default 24 hours.
    public var tokenLifetime: Duration

    /// Settings; whatever is left out has its default.
    public init(
        upgradeDuration: ClosedRange<Duration> = .seconds(15 * 60) ... .seconds(20 * 60),
        jobVisibilityDelay: Duration = .seconds(5), failureRate: Double = 0,
        precheckDuration: Duration = .zero, precheckPublished: Bool = true,
        precheckMissing: MissingPrecheck = .notFound, jobOffset: JobOffset = .pages,
        batchRefusal: BatchRefusal = .whole, refusalNamesInstance: Bool = true,
        statusDuringUpgrade: String? = nil, tokenLifetime: Duration = .seconds(24 * 60 * 60)
    ) {
        self.upgradeDuration = upgradeDuration
        self.jobVisibilityDelay = jobVisibilityDelay
        self.failureRate = failureRate
        self.precheckDuration = precheckDuration
        self.precheckPublished = precheckPublished
        self.precheckMissing = precheckMissing
        self.jobOffset = jobOffset
        self.batchRefusal = batchRefusal
        self.refusalNamesInstance = refusalNamesInstance
        self.statusDuringUpgrade = statusDuringUpgrade
        self.tokenLifetime = tokenLifetime
    }

    /// What the `offset` of the two job lists counts; the reference leaves it open (`API.md` §1, Jobs).
    public enum JobOffset: String, Codable, Hashable, Sendable {
        /// A page number from 1, as the Terraform provider uses it; 0 is taken for 1.
        case pages
        /// Records to leave out, from 0.
        case records
    }

    /// How the cloud says that no pre-check has been run; the reference leaves it open (`API.md` §1, Pre-check).
    public enum MissingPrecheck: String, Codable, CaseIterable, Hashable, Sendable {
        /// 404 `DBS.280404`.
        case notFound
        /// 400 `DBS.200001`, "No pre-check has been run".
        case refused
        /// 200 with empty fields.
        case empty
    }

    /// What one unacceptable instance does to a batch (**INF**, `API.md` §1, Batch upgrade).
    public enum BatchRefusal: String, Codable, Hashable, Sendable {
        /// The call fails and nothing is done.
        case whole
        /// The call fails, and the acceptable instances are upgraded all the same.
        case partial
    }

    /// How long the cloud shows a job after it has ended: a month (`API.md` §1, Jobs).
    package static let jobRetention = Duration.seconds(30 * 24 * 60 * 60)
}

extension Duration {
    /// In seconds, fractions kept.
    package var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
