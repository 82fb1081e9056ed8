import Fleet
import FoundationEssentials
import GRDB
import Planning

/// The columns of `upgrade` that make a submission.
struct SubmissionRow: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "upgrade"

    var id: Int64?
    var fleetID: Int64
    var runID: Int64?
    var instance: InstanceID
    var fromVersion: KernelVersion
    var target: KernelVersion
    var declared: KernelVersion
    var delay: Bool
    var sentAt: Int64
    var answeredAt: Int64?
    var job: String?
    var scheduledJob: String?
    var runningSince: Int64?
    var jobGoneAt: Int64?
    var cancelingAt: Int64?
    var earlierFailures: [String]
    var doubt: String?
    var doubtWords: String?
    var givenUp: FailureRow?

    private static let answerLost = "answerLost"
    private static let refused = "refused"

    init(_ instance: InstanceID, _ submission: Submission, fleet: Int64, run: Int64?, id: Int64? = nil) {
        (self.id, fleetID, runID) = (id, fleet, run)
        self.instance = instance
        fromVersion = submission.from
        target = submission.target
        declared = submission.declared
        delay = submission.delay
        sentAt = submission.sentAt.milliseconds
        answeredAt = submission.answeredAt?.milliseconds
        job = submission.job
        scheduledJob = submission.scheduledJob
        runningSince = submission.runningSince?.milliseconds
        jobGoneAt = submission.jobGoneAt?.milliseconds
        cancelingAt = submission.cancelingAt?.milliseconds
        earlierFailures = submission.earlierFailures.sorted()
        switch submission.unknownOutcome {
        case nil: break
        case .answerLost?: doubt = Self.answerLost
        case .refused(let words)?: (doubt, doubtWords) = (Self.refused, words)
        }
        givenUp = submission.failure.map { FailureRow(instance, $0) }
    }

    var submission: Submission {
        Submission(
            from: fromVersion, target: target, declared: declared, delay: delay, sentAt: Date(milliseconds: sentAt),
            answeredAt: answeredAt.map(Date.init(milliseconds:)), job: job, scheduledJob: scheduledJob,
            runningSince: runningSince.map(Date.init(milliseconds:)),
            jobGoneAt: jobGoneAt.map(Date.init(milliseconds:)),
            cancelingAt: cancelingAt.map(Date.init(milliseconds:)), earlierFailures: Set(earlierFailures),
            // A doubt of a newer version is a doubt.
            unknownOutcome: doubt.map { $0 == Self.refused ? .refused(doubtWords ?? "") : .answerLost },
            failure: givenUp?.failure)
    }

    /// What is open of an instance, at most one.
    static func open(fleet: Int64, _ instance: InstanceID, _ database: Database) throws -> SubmissionRow? {
        try fetchOne(
            database, sql: "SELECT * FROM upgrade WHERE fleetID = ? AND instance = ? AND outcome IS NULL",
            arguments: [fleet, instance.description])
    }
}
