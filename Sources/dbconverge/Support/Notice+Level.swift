import Fleet
import Logging
import Planning

extension Notice {
    /// How grave it is. A run without a terminal and `--progress` tells what is a warning or worse, and leaves out the rest.
    var level: Logger.Level {
        switch self {
        case .failed, .offTarget: .error
        case .refused, .outcomeUnknown, .noTrace, .cancelFailed, .clockSet, .nothingKnown, .observationFailed: .warning
        case .revision(let state): state.sentence == nil ? .notice : .warning
        case .submitting, .deferred, .completed, .canceling: .notice
        case .evaluated(let one):
            switch one.result.outcome {
            case .passed: .info
            case .failed, .inconclusive: .warning
            }
        case .precheckAbsent: .info
        }
    }
}

extension Logger.Level {
    /// Whether a run without a terminal and `--progress` tells it too.
    var isAlwaysTold: Bool { self >= .warning }
}
