internal import Fleet

extension Guard {
    /// From some versions the next upgrade stops half-way until somebody confirms it in the console, and no call can
    /// tell whether it already has (`API.md` §0, fact 3). A second request could be a second step, so none is made.
    static let confirmation = Guard("confirmation") { subject, _ in
        guard let current = subject.observed?.current, current.needsConsoleConfirmation else { return nil }
        return .hold(
            Reason(
                .needsConfirmation,
                "the next upgrade from \(current) must be started and confirmed in the console; no API call can do it"))
    }
}
