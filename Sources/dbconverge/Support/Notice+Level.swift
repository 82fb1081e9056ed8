import Logging
import Planning

extension Notice {
    /// How grave it is. Runs that no one watches tell what is a warning or worse, and leave out the rest.
    var level: Logger.Level {
        switch self {
        case .failed, .offTarget: .error
        case .refused, .outcomeUnknown, .noTrace, .cancelFailed, .clockSet, .nothingKnown, .observationFailed: .warning
        case .revision(let state): state.sentence == nil ? .notice : .warning
        case .submitting, .deferred, .completed, .canceling: .notice
        case .precheckAbsent: .info
        }
    }
}

extension Logger.Level {
    /// Whether it is told also where no one watches the run.
    var isAlwaysTold: Bool { self >= .warning }
}
