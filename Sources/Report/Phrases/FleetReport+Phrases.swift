import FoundationEssentials
import Planning
import Reconciler
import Text

extension FleetReport {
    /// When a run could first request an upgrade; nil where that is not known, where a run could at once, or where the
    /// fleet has converged.
    var nextRunAt: Date? {
        guard result != .converged, let plan, plan.count(of: .upgrade) == 0 else { return nil }
        return plan.nextRunAt
    }

    /// How it ended; a fleet with suspended instances has not converged as a whole.
    var sentence: String {
        guard let plan else { return result.sentence }
        if result == .attention, plan.hasConverged, !plan.failedChecks.isEmpty {
            return "needs attention: every instance runs its declared version, but \(plan.failedChecks.sentence)"
        }
        guard result == .converged, Verdict([plan]).suspended > 0 else { return result.sentence }
        return Verdict([plan]).inSyncText
    }

    /// What the run did, in one phrase.
    var summary: String {
        requests == 0 ? "nothing was requested" : "\(requests.of("upgrade")) requested, \(completed) completed"
    }
}

extension RunResult {
    var sentence: String {
        switch self {
        case .converged: "converged"
        case .waiting: "waiting: what is left goes on by itself at the next run"
        case .attention: "needs attention: at least one instance goes on only when a person has acted"
        case .maxChanges: "stopped by maxChanges: run it again for more, or allow more with --allow-changes N"
        case .revisionMoved(let revision): "stopped: the ref has moved to \(revision); the next run takes it up"
        case .locked(let message): message
        case .timedOut: "stopped before converging: it timed out; upgrades that run go on by themselves"
        case .interrupted:
            "interrupted; upgrades that run go on by themselves, and the next run finds out how open requests ended"
        case .failed(let message): message
        }
    }
}
