import Fleet

/// How many instances of a fleet may be unavailable, and how many are.
public struct Capacity: Hashable, Sendable {
    /// The most that may be unavailable at once.
    public let limit: Int
    /// How many are: being upgraded, scheduled, asked for, or unhealthy, whoever started it.
    public let unavailable: Int

    /// How many more may become unavailable now.
    public var free: Int { max(0, limit - unavailable) }

    init(_ situation: Situation) {
        let counted = situation.fleet.instances.filter { !isLeftOut($0, of: situation) }
        limit = situation.fleet.rollout.maxUnavailable.of(counted.count)
        unavailable = counted.count { desired in
            situation.observation.inFlight[desired.id] != nil || situation.memory.submissions[desired.id] != nil
                || situation.memory.overdue[desired.id] != nil
                || situation.observation.instances[desired.id].map { $0.status.fitness != .healthy } ?? false
        }
    }
}

/// Suspended instances and those beyond their declared version are no part of the whole that percentages are of.
private func isLeftOut(_ desired: DesiredInstance, of situation: Situation) -> Bool {
    if desired.suspend { return true }
    guard let current = situation.observation.instances[desired.id]?.current else { return false }
    return current > desired.version
}

extension RolloutPolicy {
    /// The limit of the rollout's wave.
    var maxUnavailable: Limit { waves.first?.maxUnavailable ?? .percent(10) }
}
