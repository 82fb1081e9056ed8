public import FoundationEssentials
import GRDB
import Planning

extension SQLiteJournal {
    /// The most runs, and the most upgrades, that one transaction deletes: other runs wait for it.
    private static let batch = (runs: 500, upgrades: 5000)
    /// The most transactions of one call; what is left goes the next time.
    private static let mostBatches = 20

    /// Deletes the rows in small transactions. Where there is nothing to forget, nothing is written.
    public func prune(_ fleet: FleetKey, _ retention: Retention, at now: Date) async throws(JournalError) -> Int {
        var count = 0
        for _ in 0..<Self.mostBatches {
            let runs = try await reading { database in
                try FleetRow.find(fleet, database).map { try Self.prunable($0.id, retention, now, database) } ?? []
            }
            if runs.isEmpty { return count }
            count += try await writing(.writesMuch) { database in
                // Read again: another process may have written meanwhile.
                guard let row = try FleetRow.find(fleet, database) else { return 0 }
                return try Self.delete(try Self.prunable(row.id, retention, now, database), of: row.id, database)
            }
        }
        return count
    }

    /// The oldest runs that nothing needs. Kept are the newest; the one whose revision a later run has to follow, and
    /// the one that knows how the clock stood; and each with an upgrade that is open, whose record that is.
    private static func prunable(
        _ fleet: Int64, _ retention: Retention, _ now: Date, _ database: Database
    ) throws -> [Int64] {
        let boundary = try Int64.fetchOne(
            database.cachedStatement(sql: "SELECT id FROM run WHERE fleetID = ? ORDER BY id DESC LIMIT 1 OFFSET ?"),
            arguments: [fleet, retention.runs])
        guard let boundary else { return [] }
        return try Int64.fetchAll(
            database.cachedStatement(sql: prunable),
            arguments: [
                "fleet": fleet, "boundary": boundary, "limit": retention.limit(at: now).milliseconds,
                "count": batch.runs,
            ])
    }

    private static let prunable = """
        SELECT id FROM run WHERE fleetID = :fleet AND id <= :boundary
        AND (startedAt < :limit OR planDigest IS NULL AND NOT EXISTS (SELECT 1 FROM upgrade WHERE runID = run.id))
        AND NOT EXISTS (SELECT 1 FROM upgrade WHERE runID = run.id AND outcome IS NULL)
        AND id IS NOT (SELECT id FROM run WHERE fleetID = :fleet AND isAccepted ORDER BY id DESC LIMIT 1)
        AND id IS NOT (SELECT id FROM run WHERE fleetID = :fleet AND boot IS NOT NULL ORDER BY id DESC LIMIT 1)
        ORDER BY id LIMIT :count
        """

    /// What counts of a check stays when its run goes: a check that has failed is not forgotten with the run that saw it.
    private static func deleteEvaluations(of fleet: Int64, _ database: Database) throws {
        try database.execute(
            sql: """
                DELETE FROM evaluation WHERE fleetID = :fleet AND runID IS NULL AND (isStale OR id NOT IN (
                    SELECT id FROM (
                        SELECT id, ROW_NUMBER() OVER (PARTITION BY wave, isBefore, name ORDER BY at DESC, id DESC) AS place
                        FROM evaluation WHERE fleetID = :fleet AND NOT isStale)
                    WHERE place <= :remembered))
                """, arguments: ["fleet": fleet, "remembered": FleetState.rememberedEvaluations])
    }

    /// Deletes the runs with their upgrades and evaluations; one that has too many of them keeps the rest for the next transaction.
    private static func delete(_ runs: [Int64], of fleet: Int64, _ database: Database) throws -> Int {
        let ids = "[\(runs.map(String.init).joined(separator: ","))]"
        try database.execute(
            sql: """
                DELETE FROM upgrade WHERE id IN (
                    SELECT id FROM upgrade WHERE runID IN (SELECT value FROM json_each(?)) LIMIT ?)
                """, arguments: [ids, batch.upgrades])
        // Also those of fleets that go first.
        try database.execute(
            sql: "UPDATE evaluation SET runID = NULL WHERE runID IN (SELECT value FROM json_each(?))", arguments: [ids])
        try deleteEvaluations(of: fleet, database)
        try database.execute(
            sql: """
                DELETE FROM run WHERE id IN (SELECT value FROM json_each(?))
                AND NOT EXISTS (SELECT 1 FROM upgrade WHERE runID = run.id)
                """, arguments: [ids])
        return database.changesCount
    }
}
