public import Fleet
import FoundationEssentials
public import Planning

/// What a run tells the person who watches it.
public enum RunProgress: Sendable {
    /// What the cloud calls the instances of a fleet; told before anything else is told of it.
    case names(fleet: String, [InstanceID: String])
    /// Something happened in a fleet.
    case notice(fleet: String, Notice)
    /// How a fleet stands now.
    case counts(fleet: String, ProgressCounts)
}

/// How many instances of a fleet are where.
public struct ProgressCounts: Hashable, Sendable {
    /// How many run their declared version.
    public var inSync = 0
    /// How many are being upgraded or were asked to be.
    public var upgrading = 0
    /// How many are still to be upgraded.
    public var toUpgrade = 0
    /// How many wait for something else.
    public var waiting = 0
    /// How many are held, suspended ones included.
    public var held = 0
    /// All of them.
    public var total = 0

    init(_ situation: Situation, _ planner: Planner) {
        for item in planner.actions(in: situation) {
            total += 1
            switch item.action {
            case .none: inSync += 1
            case .upgrade: toUpgrade += 1
            case .wait(let reason):
                switch reason.code {
                case _ where item.action.isUpgrading: upgrading += 1
                case .offerNotRead, .precheckNotRead, .prechecking: toUpgrade += 1
                default: waiting += 1
                }
            case .cancel: waiting += 1
            case .hold: held += 1
            }
        }
    }
}
