internal import Fleet

extension Guard {
    /// What failed, was refused or went astray in this run is not tried again in it, and enough of that stops the rest.
    static let failures = Guard("failures") { subject, situation in
        let memory = situation.memory
        let id = subject.desired.id
        if let stray = memory.strays[id] {
            return .hold(Reason(.landedElsewhere, "it landed on \(stray), which nobody declared"))
        }
        if let failure = memory.failures[id] { return .hold(failure) }
        if let refusal = memory.refusals[id] { return .hold(Reason(.refused, "the cloud refused: \(refusal)")) }
        if let stray = memory.firstStray {
            return .hold(
                Reason(.rolloutStopped, "the rollout stopped: \(stray) landed on a version that nobody declared"))
        }
        let budget = situation.fleet.rollout.failureBudget
        let allowed = budget.of(situation.fleet.instances.count)
        if memory.failures.count > allowed {
            return .hold(
                Reason(
                    .budgetSpent,
                    "the rollout stopped: \(memory.failures.count) failed, and its failureBudget is \(budget)"))
        }
        return nil
    }
}
