import Fleet

/// How many instances of a fleet are where.
public struct ProgressCounts: Hashable, Sendable {
    /// How many run their declared version.
    public private(set) var inSync = 0
    /// How many are being upgraded or were asked to be.
    public private(set) var upgrading = 0
    /// How many are still to be upgraded.
    public private(set) var toUpgrade = 0
    /// How many wait for something else.
    public private(set) var waiting = 0
    /// How many are held, suspended ones included.
    public private(set) var held = 0
    /// All of them.
    public var total: Int { inSync + upgrading + toUpgrade + waiting + held }

    /// Counts one more instance with an action, or so many.
    mutating func count(_ action: Action, _ number: Int = 1) {
        switch action {
        case .none: inSync += number
        case .upgrade: toUpgrade += number
        case .wait(let reason):
            switch reason.code {
            case _ where action.isUpgrading: upgrading += number
            case .offerNotRead, .precheckNotRead, .prechecking: toUpgrade += number
            default: waiting += number
            }
        case .cancel: waiting += number
        case .hold: held += number
        }
    }

    /// So many that were still to be upgraded are held or wait.
    mutating func moveCandidates(_ number: Int, areHeld: Bool) {
        toUpgrade -= number
        if areHeld { held += number } else { waiting += number }
    }

    /// So many that waited are held.
    mutating func holdWaiting(_ number: Int) {
        waiting -= number
        held += number
    }

    static func += (counts: inout ProgressCounts, more: ProgressCounts) {
        counts.inSync += more.inSync
        counts.upgrading += more.upgrading
        counts.toUpgrade += more.toUpgrade
        counts.waiting += more.waiting
        counts.held += more.held
    }
}
