import FoundationEssentials
import GRDB

extension SQLiteJournal {
    /// Reads the mark of the latest run that has one.
    public func clockMark(of fleet: FleetKey) async throws(JournalError) -> ClockMark? {
        try await reading { database in
            try FleetRow.find(fleet, database).flatMap { try Self.clockMark(ofFleet: $0.id, database) }
        }
    }

    static func clockMark(ofFleet fleet: Int64, _ database: Database) throws -> ClockMark? {
        let sql = "SELECT boot, clockOffset FROM run WHERE fleetID = ? AND boot IS NOT NULL ORDER BY id DESC LIMIT 1"
        return try Row.fetchOne(database.cachedStatement(sql: sql), arguments: [fleet]).flatMap { row in
            guard let boot = row["boot"] as String?, let offset = row["clockOffset"] as Int64? else { return nil }
            return ClockMark(boot: boot, offset: offset)
        }
    }

    /// Writes it into the row of the run.
    public func remember(_ mark: ClockMark, of run: RunID) async throws(JournalError) {
        try await writing { database in
            try database.cachedStatement(
                sql: "UPDATE run SET boot = ?, clockOffset = ? WHERE id = ?"
            ).execute(arguments: [mark.boot, mark.offset, run.number])
        }
    }

    /// Completes the row of the run.
    public func complete(_ run: RunID, _ completion: RunCompletion) async throws(JournalError) {
        try await writing { database in
            try database.cachedStatement(
                sql: """
                    UPDATE run SET endedAt = ?, ending = ?, message = ?, requests = ?, landings = ? WHERE id = ?
                    """
            ).execute(arguments: [
                completion.endedAt.milliseconds, completion.result, completion.message, completion.requests,
                completion.completed, run.number,
            ])
        }
    }

    /// Reads the latest by an index of their own, however long the past is.
    public func completedDurations(of fleet: FleetKey, limit: Int) async throws(JournalError) -> [Duration] {
        try await reading { database in
            guard let row = try FleetRow.find(fleet, database) else { return [] }
            return try Int64.fetchAll(
                database.cachedStatement(sql: Self.completedDurations), arguments: [row.id, max(limit, 0)]
            ).map { .milliseconds($0) }
        }
    }

    /// The condition is that of the index, to the letter; the first version wrote another word.
    static let completedDurations = """
        SELECT endedAt - sentAt FROM upgrade
        WHERE fleetID = ? AND outcome IN ('completed', 'landed') AND delay = 0 AND endedAt > sentAt
        ORDER BY endedAt DESC, id DESC LIMIT ?
        """

    /// Reads the latest runs, and the upgrades of each.
    public func runs(ofFleetsNamed name: String?, limit: Int) async throws(JournalError) -> [RunRecord] {
        try await reading { database in
            try Self.runs(
                "? IS NULL OR name = ? ORDER BY run.id DESC LIMIT ?", [name, name, max(limit, 0)], database)
        }
    }

    /// Reads them by the index of the column.
    public func runs(applyingPlan digest: String) async throws(JournalError) -> [RunRecord] {
        try await reading { try Self.runs("planDigest = ? ORDER BY run.id", [digest], $0) }
    }

    private static func runs(_ condition: String, _ arguments: StatementArguments, _ database: Database) throws
        -> [RunRecord]
    {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT run.*, region, project, name FROM run JOIN fleet ON fleet.id = fleetID WHERE \(condition)
                """, arguments: arguments)
        return try rows.map { row in
            try Self.record(try RunRow(row: row), of: try FleetKeyRow(row: row).key, database)
        }
    }

    /// Asks for the lease first: a run that ends meanwhile is then shown as one that has the fleet and has ended.
    public func overview(of fleet: FleetKey, endings limit: Int) async throws(JournalError) -> RunOverview {
        let lease = FleetLock.status(of: fleet, in: directory)
        return try await reading { database in
            guard let row = try FleetRow.find(fleet, database) else { return RunOverview(lease: lease) }
            let latest = try RunRow.fetchOne(
                database.cachedStatement(sql: "SELECT * FROM run WHERE fleetID = ? ORDER BY id DESC LIMIT 1"),
                arguments: [row.id])
            // One more than is asked for, to know whether that is all.
            let ended = try RunRow.fetchAll(
                database,
                sql: """
                    SELECT * FROM (
                        SELECT *, LAG(ending) OVER (ORDER BY id) AS before FROM run
                        WHERE fleetID = ? AND endedAt IS NOT NULL)
                    WHERE before IS NOT ending ORDER BY id DESC LIMIT ?
                    """,
                arguments: [row.id, max(limit, 0) + 1])
            return RunOverview(
                latest: try latest.map { try Self.record($0, of: fleet, database) },
                endings: ended.prefix(max(limit, 0)).compactMap(\.completion), hasAllEndings: ended.count <= limit,
                lease: lease)
        }
    }

    private static func record(_ run: RunRow, of fleet: FleetKey, _ database: Database) throws -> RunRecord {
        let upgrades = try UpgradeRow.fetchAll(
            database.cachedStatement(sql: "SELECT * FROM upgrade WHERE runID = ? ORDER BY id"), arguments: [run.id])
        let evaluations = try EvaluationRow.fetchAll(
            database,
            sql: """
                SELECT evaluation.*, NULLIF(fleet.name, ?) AS upstream FROM evaluation
                JOIN fleet ON fleet.id = evaluation.fleetID WHERE runID = ? ORDER BY evaluation.id
                """, arguments: [fleet.name, run.id])
        return RunRecord(
            id: RunID(number: run.id), start: run.start(fleet), completion: run.completion,
            upgrades: upgrades.map(\.record),
            evaluations: evaluations.map { RunEvaluation($0.evaluation, upstream: $0.upstream) })
    }
}
