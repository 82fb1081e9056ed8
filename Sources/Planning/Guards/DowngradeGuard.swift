internal import Fleet

extension Guard {
    /// An instance beyond its declared version is never touched. This stands before the offer is looked at: were the
    /// declared, lower version offered, following it would still be a downgrade (`API.md` §2, order of versions).
    static let downgrade = Guard("downgrade") { subject, _ in
        guard let current = subject.observed?.current, current > subject.desired.version else { return nil }
        return .hold(
            Reason(
                .ahead, "ahead: it runs \(current), and an upgrade cannot be undone; declare \(current) to follow it"))
    }
}
