import Planning

/// What the process's exit status tells scripts. Usage errors are 64, by convention and by the argument parser.
enum ExitStatus: Int32 {
    /// In sync, converged or valid.
    case success = 0
    /// Something is wrong that a person must mend.
    case error = 1
    /// `plan --detailed-exitcode`: a run would act, now or later by itself.
    case changes = 2
    /// It waits for a time or for what is in flight, and goes on by itself at the next run.
    case waiting = 3
    /// A guard stopped it: what is left lies beyond `maxChanges`.
    case guarded = 4
    /// The saved plan cannot be applied any more: what it rests on has changed, or nothing of it is left.
    case stale = 5
    /// Another run has the fleet.
    case locked = 6
    /// Only a person can change what holds at least one instance.
    case attention = 7
    /// Stopped by SIGHUP.
    case hungUp = 129
    /// Stopped by SIGINT.
    case interrupted = 130
    /// Stopped by SIGTERM.
    case terminated = 143

    /// The status for one fleet's result, where `signal` is what an interrupted run reports.
    init(_ result: RunResult, signal: ExitStatus) {
        switch result {
        case .converged: self = .success
        case .waiting, .timedOut, .revisionMoved: self = .waiting
        case .attention: self = .attention
        case .maxChanges: self = .guarded
        case .locked: self = .locked
        case .interrupted: self = signal
        case .failed: self = .error
        }
    }

    /// What `plan --detailed-exitcode` says of a plan that could be made for every fleet.
    init(_ verdict: Verdict) {
        if verdict.willAct {
            self = .changes
        } else {
            self = verdict.needsPerson ? .attention : .success
        }
    }

    /// The status of several fleets: the first of a signal's, 1, 7, 4, 6, 3, 0 that any of them has.
    static func worst(of statuses: some Sequence<ExitStatus>) -> ExitStatus {
        let order: [ExitStatus] = [
            .success, .changes, .waiting, .locked, .guarded, .attention, .stale, .error, .hungUp, .terminated,
            .interrupted,
        ]
        return statuses.max { (order.firstIndex(of: $0) ?? 0) < (order.firstIndex(of: $1) ?? 0) } ?? .success
    }
}
