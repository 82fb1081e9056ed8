internal import Fleet

extension Guard {
    /// From some versions the next upgrade stops half-way until somebody confirms it in the console, and no call can
    /// tell whether it already has (`API.md` §0, fact 3). A second request could be a second step, so it is asked for
    /// once, and only where the history would know of an earlier request.
    static let confirmation = Guard("confirmation") { subject, situation in
        guard let current = subject.observed?.current, current.needsConsoleConfirmation else { return nil }
        let isKnown = situation.memory.knowsPast || situation.settings?.assumesIdle == true
        let wasAsked = situation.history.failures[subject.desired.id]?.contains { $0.from == current } ?? false
        guard wasAsked || !isKnown else { return nil }
        return .hold(
            Reason(
                .needsConfirmation,
                "the upgrade from \(current) waits for a confirmation half-way, and may do so already: look in the console"
            ))
    }
}
