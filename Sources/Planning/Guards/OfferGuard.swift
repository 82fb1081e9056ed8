internal import FoundationEssentials
internal import Fleet

extension Guard {
    /// An upgrade request names no target (`API.md` §0, fact 1), so an instance is only let through when what is
    /// offered right now is what is declared, or a declared stop on the way there.
    static let offer = Guard("offer") { subject, situation in
        let desired = subject.desired
        let unread = situation.memory.unreadable[desired.id]
        if let unread, !unread.mayPass || unread.attempts >= UnreadableOffer.maximumAttempts {
            return .hold(Reason(.offerUnreadable, "what is offered could not be read: \(unread.message)"))
        }
        guard let offer = situation.offers[desired.id] else {
            return .wait(Reason(.offerNotRead, unread?.message ?? "what is offered has not been read yet"))
        }
        guard let current = subject.observed?.current, offer.current == current else {
            let other = offer.current.map(\.description) ?? "an unreadable version"
            return .wait(
                Reason(.moving, "the list and the version query differ (the query says \(other)); looking again"))
        }
        guard let offered = offer.offered, offered > current else {
            return .hold(Reason(.notOffered, "not offered: the cloud offers no upgrade from \(current) now"))
        }
        if offered > desired.version {
            return .hold(
                Reason(.superseded, "superseded: an upgrade would land on \(offered); declare \(offered) instead"))
        }
        if offered < desired.version, !desired.via.contains(offered) {
            return .hold(
                Reason(
                    .undeclaredStop,
                    "offered \(offered) on the way to \(desired.version); add it to 'via' to allow the stop"))
        }
        // A negative age means that the clock was set back; nobody knows the reading's age then.
        let age = situation.now.since(offer.readAt)
        if let limit = situation.maximumOfferAge, age >= limit || age < .zero {
            return .wait(Reason(.offerNotRead, "what is offered was read too long ago"))
        }
        return nil
    }
}
