public import Journal

/// The stores that have to pass the contract.
public enum Store: String, CaseIterable, Sendable {
    case sqlite, memory

    /// An empty one, which needs the directory for as long as it is used.
    public func open(in state: TemporaryState) throws -> any JournalStore {
        self == .sqlite ? try SQLiteJournal.open(in: state.directory) : InMemoryJournal()
    }

    /// The same as a process sees it that starts now.
    public func reopen(_ journal: any JournalStore, in state: TemporaryState) throws -> any JournalStore {
        self == .sqlite ? try SQLiteJournal.open(in: state.directory) : journal
    }
}

extension JournalStore {
    /// Begins a run that another may follow, as when its process was killed.
    @discardableResult
    public func begin(_ run: RunStart) async throws -> RunID {
        let lease = try await lease(for: run)
        await lease.release()
        return lease.run
    }
}
