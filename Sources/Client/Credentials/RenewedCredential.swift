internal import FoundationEssentials

/// A credential that ends, such as a token or a temporary key: kept in memory, renewed before its end, and shared by
/// concurrent callers, which share one renewal too.
///
/// While renewals fail, the old credential serves until its end; but not where a login is refused, since repeating that
/// would lock the user (`API.md` §3).
actor RenewedCredential<Value: Sendable> {
    /// A credential and its times, by this machine's clock.
    struct Issue: Sendable {
        let value: Value
        let renewAt: Date
        let expiresAt: Date
    }

    private struct Current {
        let issue: Issue
        var renewAt: Date
        /// Whether the gateway has accepted it.
        var isProven = false
    }

    /// In seconds; how long after a failed renewal a credential that is still good is used before the next renewal.
    private static var pause: Double { 60 }

    private let endsWhenRefused: Bool
    private let now: @Sendable () -> Date
    private let fetch: @Sendable () async throws -> Issue
    private let renewalFailed: @Sendable (any Error) -> Void
    private var current: Current?
    private var renewal: Task<Issue, any Error>?

    /// A credential that `fetch` gets.
    ///
    /// - Parameters:
    ///   - endsWhenRefused: whether a refused renewal makes the old one unusable too.
    ///   - now: the clock.
    ///   - fetch: gets a fresh one.
    ///   - renewalFailed: hears of each renewal that failed while the old one is still good.
    init(
        endsWhenRefused: Bool, now: @escaping @Sendable () -> Date,
        fetch: @escaping @Sendable () async throws -> Issue, renewalFailed: @escaping @Sendable (any Error) -> Void
    ) {
        (self.endsWhenRefused, self.now, self.fetch, self.renewalFailed) = (endsWhenRefused, now, fetch, renewalFailed)
    }

    /// A credential that is good; fetched where there is none, or where it is about to end.
    func value() async throws -> Value {
        if let current, now() < current.renewAt { return current.issue.value }
        do {
            return try await renewed().value
        } catch {
            let isRefused = (error as? CloudError)?.refusesCredentials ?? false
            guard !(endsWhenRefused && isRefused), !Task.isCancelled, let issue = current?.issue,
                now() < issue.expiresAt
            else { throw error }
            renewalFailed(error)
            current?.renewAt = min(issue.expiresAt, now().addingTimeInterval(Self.pause))
            return issue.value
        }
    }

    /// The gateway accepted a request with a credential.
    func accepted(where isUsed: @Sendable (Value) -> Bool) {
        if let current, isUsed(current.issue.value) { self.current?.isProven = true }
    }

    /// Whether another credential may serve after a request with one was refused. One that was accepted before may have
    /// expired, and is forgotten; one that never was is not replaced, since the next would be as bad.
    func canRenew(where isUsed: @Sendable (Value) -> Bool) -> Bool {
        guard let current, isUsed(current.issue.value) else { return true }
        guard current.isProven else { return false }
        self.current = nil
        return true
    }

    private func renewed() async throws -> Issue {
        if let renewal { return try await renewal.value }
        // A task of its own: the caller that started it may be canceled while others wait for it.
        let task = Task { [fetch] in try await fetch() }
        renewal = task
        defer { renewal = nil }
        let fresh = try await task.value
        current = Current(issue: fresh, renewAt: fresh.renewAt)
        return fresh
    }
}
