import FoundationEssentials
import GRDB
import Glibc

extension SQLiteJournal {
    /// How large it is now, and what it holds.
    public func statistics() async throws(JournalError) -> JournalStatistics {
        try await reading { [directory] in try Self.statistics($0, in: directory) }
    }

    static func statistics(_ database: Database, in state: StateDirectory) throws -> JournalStatistics {
        func count(_ table: String) throws -> Int {
            try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM \(table)") ?? 0
        }
        return JournalStatistics(
            bytes: size(state.journal) + size(state.journal + "-wal"), fleets: try count("fleet"),
            runs: try count("run"), upgrades: try count("upgrade"),
            // The numbers of runs rise with time.
            oldestRun: try Int64.fetchOne(database, sql: "SELECT startedAt FROM run ORDER BY id LIMIT 1")
                .map(Date.init(milliseconds:)))
    }

    private static func size(_ path: String) -> Int64 {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : 0
    }
}
