internal import Fleet

extension Guard {
    /// Of what the other rules would let through, only what a saved plan lists is: of each instance the upgrade from the
    /// version that it runs to the one that is offered. It stands in front of the others where a plan is applied, asks
    /// them, and leaves to them what they stop.
    static func planned(_ work: PlannedWork, before rest: [Guard]) -> Guard {
        Guard("planned") { subject, situation in
            let action = rest.action(for: subject.desired, subject.waveIndex, in: situation, waves: subject.waves)
            guard action.isCandidate else { return nil }
            guard let listed = work.upgrade(of: subject.desired.id), let current = subject.observed?.current else {
                return .hold(Reason(.notPlanned, "the plan does not list an upgrade of it; a new plan may"))
            }
            guard listed.from == current else {
                return .hold(
                    Reason(
                        .notPlanned,
                        "the plan lists its upgrade from \(listed.from) and no other; a new plan may"))
            }
            guard case .upgrade(let target) = action, target != listed.target else { return nil }
            return .hold(
                Reason(
                    .notPlanned,
                    "the plan lists its upgrade to \(listed.target), and \(target) is offered now; a new plan may"))
        }
    }
}
