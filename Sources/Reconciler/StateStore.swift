import FoundationEssentials

/// What runs of this machine share: the journal, and the locks beside it.
public struct StateStore: Sendable {
    /// What is remembered from run to run.
    public var journal: any Journal
    /// Where the locks are; nil: no other run can be under way, as in a test.
    public var directory: StateDirectory?
    /// How long to wait for another run of the same fleet.
    public var lockTimeout: Duration

    /// State; without a directory nothing is locked.
    public init(journal: any Journal, directory: StateDirectory? = nil, lockTimeout: Duration = .zero) {
        (self.journal, self.directory, self.lockTimeout) = (journal, directory, lockTimeout)
    }

    /// Takes the fleet's lock and gives it back afterwards, whatever happens. Throws `LockError`.
    func locked<Value: Sendable>(
        _ fleet: FleetKey, clock: any WallClock, _ body: @Sendable () async -> Value
    ) async throws(LockError) -> Value {
        guard let directory else { return await body() }
        let lock = try await FleetLock.acquire(
            fleet, in: directory, command: "dbconverge reconcile", timeout: lockTimeout, clock: clock)
        defer { lock.release() }
        return await body()
    }
}
