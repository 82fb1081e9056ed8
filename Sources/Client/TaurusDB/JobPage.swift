internal import Fleet
internal import FoundationEssentials

/// A page of one of the lists of jobs.
protocol JobPage: Decodable, CallAnswer {
    var listed: [ListedJob] { get }
    var total: Int? { get }
}

/// One job; `upgrade` is nil where its instance's id is none of TaurusDB's.
struct ListedJob: Sendable {
    let id: String
    let upgrade: UpgradeJob?
}

/// A page of `immediate-jobs`.
struct ImmediateJobPage: JobPage {
    let listed: [ListedJob]
    let total: Int?

    init(from decoder: any Decoder) throws {
        let answer = try Answer(from: decoder)
        listed = answer.jobs.map { $0.listed(phase(of: $0.status?.text)) }
        total = answer.total?.count
    }

    private struct Answer: Decodable {
        let jobs: [JobFields]
        let total: LenientCount?
        enum CodingKeys: String, CodingKey {
            case jobs
            case total = "total_count"
        }
    }
}

/// A page of `scheduled-jobs`. Its times of start and end are those of the window and not of the job; when the job has
/// ended, it does not say.
struct ScheduledJobPage: JobPage {
    let listed: [ListedJob]
    let total: Int?

    init(from decoder: any Decoder) throws {
        let answer = try Answer(from: decoder)
        listed = answer.schedules.map { job in
            let phase = phase(of: job.jobStatus?.text)
            let isRunning = job.jobStatus?.text?.lowercased() == "running"
            return job.listed(phase == .running && !isRunning ? .scheduled : phase, window: job.window)
        }
        total = answer.total?.count
    }

    private struct Answer: Decodable {
        let schedules: [JobFields]
        let total: LenientCount?
        enum CodingKeys: String, CodingKey {
            case schedules
            case total = "total_count"
        }
    }
}

/// The fields of both kinds of job.
private struct JobFields: Decodable {
    let id: RedactedText
    let instance, status, jobStatus, process, created, ended, createTime, startTime, endTime, failReason: LenientText?

    var window: Range<Date>? {
        guard let start = startTime?.time, let end = endTime?.time, start < end else { return nil }
        return start..<end
    }

    func listed(_ phase: UpgradeJob.Phase, window: Range<Date>? = nil) -> ListedJob {
        let upgrade = instance?.text.flatMap { InstanceID($0) }.map {
            UpgradeJob(
                id: id.text, instance: $0, phase: phase, created: (created ?? createTime)?.time, ended: ended?.time,
                window: window, progress: process?.text.map { Excerpt.of($0, limit: 40, hiding: .none) } ?? "",
                failReason: failReason?.text.map { Excerpt.of($0, limit: 500, hiding: .none) })
        }
        return ListedJob(id: id.text, upgrade: upgrade)
    }

    enum CodingKeys: String, CodingKey {
        case id = "job_id"
        case instance = "instance_id"
        case status
        case jobStatus = "job_status"
        case process
        case created = "created_time"
        case ended = "ended_time"
        case createTime = "create_time"
        case startTime = "start_time"
        case endTime = "end_time"
        case failReason = "fail_reason"
    }
}

/// An unknown status counts as running: something may be happening. So does `Unauthorized`, which `API.md` does not
/// explain: it may be a job that waits for a person's consent and then runs.
private func phase(of status: String?) -> UpgradeJob.Phase {
    switch status?.lowercased() {
    case "completed": .completed
    case "failed": .failed
    case "canceled", "cancelled": .canceled
    default: .running
    }
}
