public import Fleet

extension RolloutPolicy {
    /// Whether the maintenance windows of its instances have to be read with their offers.
    public var needsMaintenanceWindows: Bool { timing == .maintenanceWindow && !freezes.isEmpty }
}

extension Guard {
    /// An upgrade that is left to the instance's maintenance window is not requested where that window falls into a
    /// freeze: by then no run would look (`API.md` §1, `delay`).
    static let maintenance = Guard("maintenance") { subject, situation in
        let rollout = situation.fleet.rollout
        guard rollout.needsMaintenanceWindows else { return nil }
        // The cloud may schedule further ahead than the next windows; the run requests it once.
        if let why = situation.memory.cancellations.frozen[subject.desired.id] {
            return .wait(Reason(.frozen, "what was scheduled for it has just been canceled, because \(why)"))
        }
        guard let window = situation.offers.window(of: subject.desired.id) else {
            return .hold(
                Reason(.maintenanceWindowUnknown, "its maintenance window could not be read, and it may be frozen then")
            )
        }
        // Which of the two the cloud takes when one is open is not documented.
        let open = window.next(after: situation.now)
        let next = window.next(after: open.upperBound)
        for occurrence in [open, next] {
            guard let freeze = rollout.freeze(overlapping: occurrence) else { continue }
            return .wait(
                Reason(
                    .frozen,
                    "its maintenance window of \(time: occurrence.lowerBound) falls into a freeze\(freeze.why)",
                    until: freeze.span.upperBound))
        }
        return nil
    }
}
