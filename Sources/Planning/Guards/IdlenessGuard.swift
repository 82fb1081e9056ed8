internal import Fleet

extension Guard {
    /// Where nothing is known of earlier runs, or others are at work, an upgrade that was asked for a moment ago may not
    /// show yet: nothing is submitted until it would.
    static let idleness = Guard("idleness") { _, situation in
        // A look that began before tells nothing about what showed later.
        guard let until = situation.memory.assumedBusyUntil, situation.observation.startedAt < until else { return nil }
        return .wait(
            Reason(
                .assumedBusy,
                "giving upgrades that were asked for elsewhere the time to show; --assume-idle skips this", until: until
            ))
    }
}
