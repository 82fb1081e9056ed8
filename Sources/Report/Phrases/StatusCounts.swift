import Fleet
import Planning
import Text

/// How many instances of a fleet are where, each counted once.
struct StatusCounts: Hashable, Encodable {
    /// How many are declared.
    var declared = 0
    /// How many run their declared version.
    var inSync = 0
    /// How many are upgraded now, or were requested to be.
    var upgrading = 0
    /// How many upgrades wait for their maintenance windows.
    var scheduled = 0
    /// How many a run would upgrade now.
    var toUpgrade = 0
    /// How many scheduled upgrades a run would cancel.
    var toCancel = 0
    /// How many others go on by themselves later.
    var waiting = 0
    /// How many have failed, whether or not they are tried again by themselves.
    var failed = 0
    /// How many others are held until a person acts.
    var held = 0
    /// How many run a version beyond the declared one.
    var ahead = 0
    /// How many are suspended.
    var suspended = 0

    /// Of what a run would do.
    init(_ plan: FleetPlan) {
        declared = plan.instances.count
        toCancel = plan.cancellations.count
        for one in plan.instances { count(one.action) }
    }

    private mutating func count(_ action: Action) {
        switch action {
        case .none: inSync += 1
        case .upgrade: toUpgrade += 1
        case .cancel: toCancel += 1
        case .wait(let reason), .hold(let reason):
            if action.isUpgrading {
                upgrading += 1
            } else if reason.code.isFailure {
                failed += 1
            } else if reason.code == .scheduled {
                scheduled += 1
            } else if reason.code == .ahead {
                ahead += 1
            } else {
                switch action.outlook {
                case .leftOut: suspended += 1
                case .attention: held += 1
                case .waiting, nil: waiting += 1
                }
            }
        }
    }

    /// All but those in sync, in one phrase; empty where there are no others. `progress`: how far the upgrades are;
    /// `isRunning`: a run has the fleet now.
    func text(progress: String?, isRunning: Bool) -> String {
        let parts: [(Int, String)] = [
            (upgrading, "upgrading" + (progress.map { " (\($0))" } ?? "")), (scheduled, "scheduled"),
            (failed, "failed"), (held, "held until a person acts"), (toCancel, "to cancel"),
            (toUpgrade, isRunning ? "to upgrade" : "to upgrade at the next run"), (waiting, "waiting"),
            (ahead, "ahead"),
            (suspended, "suspended"),
        ]
        return parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }
}

extension Reason.Code {
    /// Whether an upgrade of the instance has failed, or is presumed to have.
    fileprivate var isFailure: Bool {
        switch self {
        case .failed, .stuck, .notStarted, .outcomeUnknown, .canceled, .offTarget: true
        default: false
        }
    }
}
