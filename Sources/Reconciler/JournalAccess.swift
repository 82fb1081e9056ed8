import FoundationEssentials
public import Journal

/// What a run remembers where, and how long it waits for its turn.
public struct JournalAccess: Sendable {
    /// What is remembered from run to run, with the fleets' leases.
    public var journal: any JournalStore
    /// How long to wait for another run of the same fleet.
    public var leaseTimeout: Duration
    /// How much of each fleet's past is kept.
    public var retention: Retention

    /// How long to wait between two tries to take a lease.
    static let leaseInterval = Duration.milliseconds(200)

    /// State that is kept in a journal.
    public init(journal: any JournalStore, leaseTimeout: Duration = .zero, retention: Retention = Retention()) {
        (self.journal, self.leaseTimeout, self.retention) = (journal, leaseTimeout, retention)
    }

    /// Begins a run of a fleet, as soon as no other holds its lease; `waits`: for another one. Throws what
    /// `JournalStore.lease` does, `.held` once the time-out has passed, and `CancellationError` where the task is cancelled meanwhile. There is no queue: of the
    /// runs that wait, any may be next.
    func lease(
        for run: (_ now: Date) -> RunStart, waits: Bool, clock: any WallClock
    ) async throws -> any FleetLease {
        let deadline = clock.now.addingTimeInterval(waits ? leaseTimeout / .seconds(1) : 0)
        while true {
            let now = clock.now
            do throws(LeaseError) {
                return try await journal.lease(for: run(now))
            } catch {
                guard error.isHeld, now < deadline else { throw error }
            }
            try await clock.sleep(until: min(deadline, now.addingTimeInterval(Self.leaseInterval / .seconds(1))))
        }
    }
}

extension LeaseError {
    fileprivate var isHeld: Bool { if case .held = code { true } else { false } }
}
