import Fleet
import Foundation
import GRDB
import JournalSupport
import Planning
import Testing

@testable import Journal

/// What keeps the pruning of an SQLite journal from being in the way.
@Suite struct RetentionTests {
    /// Ten years of a run every five minutes would be a million: a run that has much to forget leaves some for the next.
    @Test func whatIsMuchGoesInSeveralCallsOfSmallTransactions() async throws {
        let state = try TemporaryState()
        let journal = try SQLiteJournal.open(in: state.directory)
        let fleet = try FleetKey.test("orders")
        _ = try await journal.begin(RunStart(fleet: fleet, revision: "r", host: "h", pid: 1, startedAt: .test(0)))
        try await journal.database.write { database in
            try database.execute(
                sql: """
                    WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 12001)
                    INSERT INTO run (id, fleetID, revision, host, pid, startedAt) SELECT i, 1, 'r', 'h', 1, i FROM n
                    """)
            // One run with more upgrades than one transaction deletes.
            try database.execute(
                sql: """
                    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000)
                    INSERT INTO upgrade (fleetID, runID, instance, fromVersion, target, declared, delay, sentAt,
                        earlierFailures, outcome, endedAt)
                    SELECT 1, 1, 'i' || i, 'v', 'v', 'v', 0, i, '[]', 'completed', i + 1 FROM n
                    """)
        }
        let retention = Retention(runs: 10, age: .zero)
        let first = try await journal.prune(fleet, retention, at: .test(1))
        #expect((1..<11_991).contains(first), "\(first)")
        var all = first
        while case let more = try await journal.prune(fleet, retention, at: .test(1)), more > 0 { all += more }
        #expect(all == 11_991)
        let statistics = try await journal.statistics()
        #expect((statistics.runs, statistics.upgrades, statistics.fleets) == (10, 0, 1))
        #expect(statistics.bytes > 4096)
        #expect(statistics.oldestRun == Date(milliseconds: 11_992))
        _ = try SQLiteJournal.open(in: state.directory)
    }

    @Test func nothingIsWrittenWhereThereIsNothingToForget() async throws {
        let state = try TemporaryState()
        let journal = try SQLiteJournal.open(in: state.directory)
        let fleet = try FleetKey.test("orders")
        _ = try await journal.begin(RunStart(fleet: fleet, revision: "r", host: "h", pid: 1, startedAt: .test(0)))
        let wal = URL(filePath: state.directory.journal + "-wal")
        let before = try Data(contentsOf: wal)
        #expect(try await journal.prune(fleet, Retention(), at: .test(0)) == 0)
        #expect(try Data(contentsOf: wal) == before)
    }
}
