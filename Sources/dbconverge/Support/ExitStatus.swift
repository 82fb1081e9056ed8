import Planning

/// What the process's exit status tells scripts. Usage errors are 64, by convention and by the argument parser.
enum ExitStatus: Int32 {
    /// Converged, valid, or nothing to do.
    case success = 0
    /// Something is wrong that somebody must mend.
    case error = 1
    /// `plan --detailed-exitcode`: there is something to do.
    case changes = 2
    /// Stopped before converging: held instances, or the time was up.
    case notConverged = 3
    /// A guard stopped it: what is left lies beyond `maxChanges`.
    case guarded = 4
    /// Another run has the fleet.
    case locked = 6
    /// Stopped by SIGHUP.
    case hungUp = 129
    /// Stopped by SIGINT.
    case interrupted = 130
    /// Stopped by SIGTERM.
    case terminated = 143

    /// The status for one fleet's ending, where `signal` is what an interrupted run reports.
    init(_ ending: Ending, signal: ExitStatus) {
        switch ending {
        case .converged: self = .success
        case .held, .timedOut: self = .notConverged
        case .maxChanges: self = .guarded
        case .locked: self = .locked
        case .interrupted: self = signal
        case .failed: self = .error
        }
    }

    /// The status of several fleets: the first of a signal's, 1, 4, 6, 3, 0 that any of them has.
    static func worst(of statuses: some Sequence<ExitStatus>) -> ExitStatus {
        let order: [ExitStatus] = [
            .success, .changes, .notConverged, .locked, .guarded, .error, .hungUp, .terminated, .interrupted,
        ]
        return statuses.max { (order.firstIndex(of: $0) ?? 0) < (order.firstIndex(of: $1) ?? 0) } ?? .success
    }
}
