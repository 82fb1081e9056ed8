internal import Fleet

extension Guard {
    /// Whatever is suspended is left alone.
    static let suspension = Guard("suspension") { subject, situation in
        if subject.desired.suspend { return .hold(Reason(.suspended, "the instance is suspended")) }
        if situation.fleet.suspend { return .hold(Reason(.suspended, "the fleet is suspended")) }
        guard situation.fleet.rollout.suspend else { return nil }
        return .hold(Reason(.suspended, "the rollout '\(situation.fleet.rollout.name ?? "default")' is suspended"))
    }
}
