public import FoundationEssentials

/// How many instances are where: what a plan or a report says of all of them together.
public struct Verdict: Hashable, Sendable, Codable {
    /// How many are declared.
    public var declared = 0
    /// How many run their declared version.
    public var inSync = 0
    /// How many a run would upgrade now.
    public var now = 0
    /// How many scheduled upgrades a run would cancel, those of instances included that are declared no more.
    public var toCancel = 0
    /// How many are upgraded now, or were requested to be.
    public var upgrading = 0
    /// How many others go on by themselves, in this run or later.
    public var later = 0
    /// How many need a person.
    public var attention = 0
    /// How many checks have failed, until a person acts or another version is declared.
    public var failedChecks = 0
    /// How many are suspended.
    public var suspended = 0
    /// When the first of the later ones can go on; nil where no time is known.
    public var nextRunAt: Date?
    /// Why instances wait, with how many do, by the reason's code.
    public var waitingReasons: [String: Int] = [:]
    /// Why instances need a person, with how many do, by the reason's code.
    public var attentionReasons: [String: Int] = [:]

    /// The verdict over some fleets.
    public init(_ fleets: [FleetPlan]) {
        for fleet in fleets {
            // By position: to copy an instance of a plan costs more than to look at its action.
            for position in fleet.instances.indices { count(fleet.instances[position].action) }
            toCancel += fleet.cancellations.count
            failedChecks += fleet.failedChecks.count
            if let date = fleet.nextRunAt { nextRunAt = min(nextRunAt ?? date, date) }
        }
    }

    /// Whether a run would do something now or later by itself.
    public var willAct: Bool { now + toCancel + upgrading + later > 0 }

    /// Whether something goes on only when a person has acted.
    public var needsPerson: Bool { attention > 0 || failedChecks > 0 }

    private mutating func count(_ action: Action) {
        declared += 1
        if action == .none { inSync += 1 }
        if case .upgrade = action { now += 1 }
        if case .cancel = action { toCancel += 1 }
        guard let outlook = action.outlook, let code = action.reason?.code.rawValue else { return }
        switch outlook {
        case .waiting where action.isUpgrading: upgrading += 1
        case .waiting:
            later += 1
            waitingReasons[code, default: 0] += 1
        case .attention:
            attention += 1
            attentionReasons[code, default: 0] += 1
        case .leftOut: suspended += 1
        }
    }
}
