import Fleet
import FoundationEssentials
import GRDB
import Planning

/// The columns of `upgrade` that make a submission.
struct SubmissionRow: Decodable, FetchableRecord {
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

    /// `run`: the run that requests it; nil: one of which no record is kept, or what is open already.
    init(_ instance: InstanceID, _ submission: Submission, fleet: Int64, run: Int64? = nil) {
        (fleetID, runID) = (fleet, run)
        self.instance = instance
        fromVersion = submission.from
        target = submission.target
        declared = submission.declared
        delay = submission.delay
        sentAt = submission.sentAt.milliseconds
        answeredAt = submission.acceptance.date?.milliseconds
        job = submission.job
        scheduledJob = submission.scheduledJob
        runningSince = submission.runningSince?.milliseconds
        jobGoneAt = submission.jobGoneAt?.milliseconds
        cancelingAt = submission.cancelingAt?.milliseconds
        earlierFailures = submission.earlierFailures.sorted()
        switch submission.acceptance {
        case .awaited, .accepted: break
        case .answerLost: doubt = Self.answerLost
        case .refused(let words, _): (doubt, doubtWords) = (Self.refused, words)
        }
        givenUp = submission.failure.map { FailureRow(instance, $0) }
    }

    var submission: Submission {
        Submission(
            from: fromVersion, target: target, declared: declared, delay: delay, sentAt: Date(milliseconds: sentAt),
            earlierFailures: Set(earlierFailures), acceptance: acceptance, progress: progress,
            failure: givenUp?.failure)
    }

    private var acceptance: Submission.Acceptance {
        let date = Date(milliseconds: answeredAt ?? sentAt)
        return switch doubt {
        case nil: answeredAt == nil ? .awaited : .accepted(at: date)
        case Self.refused?: .refused(doubtWords ?? "", at: date)
        // A doubt of a newer version is a doubt.
        default: .answerLost(at: date)
        }
    }

    private var progress: Submission.Progress {
        guard let job else { return .unseen }
        let goneAt = jobGoneAt.map(Date.init(milliseconds:))
        if scheduledJob == job, runningSince == nil {
            let scheduled = Submission.ScheduledJob(id: job, cancelingAt: cancelingAt.map(Date.init(milliseconds:)))
            return goneAt.map { .gone(.scheduled(scheduled), at: $0) } ?? .scheduled(scheduled)
        }
        // So does a job of before version 2 of the tables that a later one saw end, though it ran; nothing hangs on it.
        if let goneAt, runningSince == nil { return .gone(.failed(job), at: goneAt) }
        // Before version 2 of the tables no row told since when its job had been running.
        let since = Date(milliseconds: runningSince ?? answeredAt ?? sentAt)
        let running = Submission.RunningJob(id: job, since: since, scheduled: scheduledJob)
        return goneAt.map { .gone(.running(running), at: $0) } ?? .running(running)
    }
}

/// Written column by column: a run writes each of its upgrades several times, and `Encodable` takes many times as long.
extension SubmissionRow {
    private static let columns = [
        "fromVersion", "target", "declared", "delay", "sentAt", "answeredAt", "job", "scheduledJob", "runningSince",
        "jobGoneAt", "cancelingAt", "earlierFailures", "doubt", "doubtWords", "givenUp",
    ]

    private func values() throws -> [(any DatabaseValueConvertible)?] {
        [
            fromVersion.description, target.description, declared.description, delay, sentAt, answeredAt, job,
            scheduledJob, runningSince, jobGoneAt, cancelingAt,
            earlierFailures.isEmpty ? "[]" : try json(earlierFailures), doubt, doubtWords, try givenUp.map(json),
        ]
    }

    private func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private static let insertion = """
        INSERT INTO upgrade (\(columns.joined(separator: ", ")), fleetID, runID, instance)
        VALUES (\(Array(repeating: "?", count: columns.count + 3).joined(separator: ", ")))
        """
    private static let change = """
        UPDATE upgrade SET \(columns.map { "\($0) = ?" }.joined(separator: ", "))
        WHERE fleetID = ? AND instance = ? AND outcome IS NULL
        """

    /// Adds it.
    func insert(_ database: Database) throws {
        let statement = try database.cachedStatement(sql: Self.insertion)
        try statement.execute(arguments: StatementArguments(try values() + [fleetID, runID, instance.description]))
    }

    /// Brings what is open of its instance up to date, at most one row, which stays the intent of the run that requested it.
    func updateOpen(_ database: Database) throws {
        let statement = try database.cachedStatement(sql: Self.change)
        try statement.execute(arguments: StatementArguments(try values() + [fleetID, instance.description]))
    }
}
