public import FoundationEssentials
import Fleet

/// What is known of a submission's job, in each of its states.
extension Submission {
    /// The id of the last job of it that was seen; nil: none was.
    public var job: String? {
        switch lastJob {
        case nil: nil
        case .scheduled(let job): job.id
        case .running(let job): job.id
        case .failed(let id): id
        }
    }

    /// The id of the last scheduled job of it that was seen; nil: none was.
    public var scheduledJob: String? {
        switch lastJob {
        case .scheduled(let job): job.id
        case .running(let job): job.scheduled
        case nil, .failed: nil
        }
    }

    /// When the first observation began that showed it running; nil: none has, or it is scheduled again.
    public var runningSince: Date? { if case .running(let job) = lastJob { job.since } else { nil } }

    /// When the first observation began that did not show its job any more; nil: it shows, or none was seen yet.
    public var jobGoneAt: Date? { if case .gone(_, let date) = progress { date } else { nil } }

    /// When the cloud was last asked to cancel its scheduled job; nil: never, or it has begun all the same.
    public var cancelingAt: Date? { if case .scheduled(let job) = lastJob { job.cancelingAt } else { nil } }

    /// The job that was seen last, whether or not it still shows; nil: none was.
    var lastJob: LastJob? {
        switch progress {
        case .unseen: nil
        case .scheduled(let job): .scheduled(job)
        case .running(let job): .running(job)
        case .gone(let job, _): job
        }
    }
}

/// What changes the state of a submission.
extension Submission {
    /// An observation that began at a date shows a job of it in flight.
    mutating func showJob(_ job: UpgradeJob, at date: Date) {
        if job.phase == .scheduled {
            progress = .scheduled(ScheduledJob(id: job.id, cancelingAt: cancelingAt))
        } else {
            progress = .running(RunningJob(id: job.id, since: runningSince ?? date, scheduled: scheduledJob))
        }
    }

    /// An observation that began at a date shows no job of it in flight, and may show one that has failed.
    mutating func missJob(failed: UpgradeJob?, at date: Date) {
        guard jobGoneAt == nil, let last = lastJob ?? failed.map({ .failed($0.id) }) else { return }
        progress = .gone(last, at: date)
    }

    /// The cloud is about to be asked to cancel its scheduled job, which an observation shows.
    mutating func noteCancellation(of job: String, at date: Date) {
        progress = .scheduled(ScheduledJob(id: job, cancelingAt: date))
    }

    /// It has failed by its time, and may still be alive.
    mutating func presumeFailed(_ reason: Reason, at date: Date) {
        failure = UpgradeFailure(sentAt: sentAt, from: from, declared: declared, at: date, reason: reason)
    }
}
