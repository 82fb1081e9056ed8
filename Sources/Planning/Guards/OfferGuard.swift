internal import Fleet

extension Guard {
    /// An upgrade request names no target (`API.md` §0, fact 1), so an instance is only let through when what is
    /// offered is what is declared, or a declared stop on the way there.
    static let offer = Guard("offer") { subject, situation in
        let desired = subject.desired
        let unread = situation.offers.failure(of: desired.id)
        if let unread, !unread.mayPass || unread.attempts >= UnreadableOffer.maximumAttempts {
            return .hold(Reason(.offerUnreadable, "what is offered could not be read: \(unread.message)"))
        }
        guard let offer = situation.offers[desired.id] else {
            return .wait(Reason(.offerNotRead, unread?.message ?? "what is offered has not been read yet"))
        }
        guard let current = subject.observed?.current, offer.current == current else {
            let other = offer.current.map(\.description) ?? "an unreadable version"
            return .wait(
                Reason(.moving, "the list and the version query differ (the query says \(other)); both are read again"))
        }
        guard let offered = offer.offered, offered > current else {
            return .hold(Reason(.notOffered, "not offered: the cloud offers no upgrade from \(current) now"))
        }
        if offered > desired.version {
            return .hold(
                Reason(
                    .superseded,
                    "superseded: an upgrade would land on \(offered); write 'kernelVersion: \(offered)' to follow it"))
        }
        if offered < desired.version, !desired.via.contains(offered) {
            return .hold(
                Reason(
                    .undeclaredStop,
                    "offered \(offered) on the way to \(desired.version); add it to 'via' to allow the stop"))
        }
        return nil
    }

    /// What has been read of an offer and forbids the upgrade is said before what merely puts it off, such as a window:
    /// a person has to change the manifest, and should know it early.
    static let knownOffer = Guard("known offer") { subject, situation in
        guard case .hold(let reason)? = Guard.offer.decide(subject, situation) else { return nil }
        return .hold(reason)
    }

    /// What was read a while ago permits no submission: the offer may have moved since.
    static let freshness = Guard("freshness") { subject, situation in
        guard situation.purpose == .run, let offer = situation.offers[subject.desired.id] else { return nil }
        let limit = situation.settings.maximumOfferAge
        // A negative age means that the clock was set back; the reading's age is unknown then.
        let age = situation.now.since(offer.readAt)
        return age >= limit || age < .zero ? .wait(Reason(.offerNotRead, "what is offered was read too long ago")) : nil
    }
}
