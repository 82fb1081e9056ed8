internal import Fleet

extension Guard {
    /// From some versions the next upgrade stops half-way until a person confirms it in the console, and no call can
    /// tell whether it already has (`API.md` §0, fact 3). A second request could be a second step, so it is requested
    /// once, and only where a person has looked there since it came to that version, or this run has seen it arrive
    /// there.
    static let confirmation = Guard("confirmation") { subject, situation in
        guard let current = subject.observed?.current, !current.upgradePolicy.isRepeatable else { return nil }
        let isKnown =
            situation.fleetState.acknowledgedVersions[subject.desired.id] == current
            || situation.memory.changes.reached[subject.desired.id] == current
        let wasAsked = situation.fleetState.failures[subject.desired.id]?.contains { $0.from == current } ?? false
        guard wasAsked || !isKnown else { return nil }
        return .hold(unconfirmed(subject.desired.id, current, situation))
    }

    static func unconfirmed(_ id: InstanceID, _ current: KernelVersion, _ situation: Situation) -> Reason {
        Reason(
            .needsConfirmation,
            "the upgrade from \(current) waits half-way for a confirmation, and may do so already: look in the console, then run \(situation.retry(id))"
        )
    }
}
