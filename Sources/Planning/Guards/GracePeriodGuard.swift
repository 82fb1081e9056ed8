internal import Fleet

extension Guard {
    /// Where nothing is known of earlier runs, or others are at work, an upgrade that was requested a moment ago may
    /// not show yet: nothing is submitted until it would.
    static let gracePeriod = Guard("grace period", liftedBy: .time) { subject, situation in
        // It may have been moved here from another fleet a moment ago, with a request under way.
        if situation.purpose == .run, let sentAt = situation.memory.external.requestedElsewhere[subject.desired.id] {
            let until = sentAt + situation.settings.timeToShow
            if situation.observation.startedAt < until {
                return .wait(
                    Reason(
                        .gracePeriod, "another fleet requested an upgrade of it, which may not show yet", until: until))
            }
        }
        // An observation that began before tells nothing about what showed later.
        guard let until = situation.memory.graceUntil, situation.observation.startedAt < until else { return nil }
        let isTooShort = situation.settings.deadline.map { $0 < until } ?? false
        return .wait(
            Reason(
                .gracePeriod,
                "giving upgrades that were requested elsewhere the time to show\(isTooShort ? ", which this run's --timeout is too short for" : ""); --assume-idle skips this",
                until: until))
    }
}
