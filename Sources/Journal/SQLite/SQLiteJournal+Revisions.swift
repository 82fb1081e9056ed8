public import Fleet
import GRDB

extension SQLiteJournal {
    /// Looks for other fleets only where the instances are not those that the fleet declared last.
    public func acceptedRevisions(
        of fleet: FleetKey, declaring instances: Set<InstanceID>
    ) async throws(JournalError) -> [AcceptedRevision] {
        try await reading { database in
            let row = try FleetRow.find(fleet, database)
            let isKnown = row?.declarations == Self.digest(instances)
            let others = try isKnown ? [] : Self.others(of: fleet, declaring: Self.chunks(instances), database)
            return try Self.acceptedRevisions((row.map { [($0.id, fleet)] } ?? []) + others, database)
        }
    }

    /// Marks the row of the run, and writes what its fleet declares where that has changed.
    public func acceptRevision(
        of run: RunID, declaring instances: Set<InstanceID>, after checked: [AcceptedRevision]?
    ) async throws(JournalError) -> Bool {
        try await writing { database in
            let sql = "SELECT fleet.* FROM fleet JOIN run ON run.fleetID = fleet.id WHERE run.id = ?"
            let row = try Row.fetchOne(database.cachedStatement(sql: sql), arguments: [run.number])
            guard let row else { return true }
            let (fleet, key, digest) = (try FleetRow(row: row), try FleetKeyRow(row: row).key, Self.digest(instances))
            let isKnown = fleet.declarations == digest
            let chunks = isKnown ? [] : Self.chunks(instances)
            let others = try Self.others(of: key, declaring: chunks, database)
            if let checked, try Self.acceptedRevisions([(fleet.id, key)] + others, database) != checked {
                return false
            }
            let accept = try database.cachedStatement(sql: "UPDATE run SET isAccepted = 1 WHERE id = ?")
            try accept.execute(arguments: [run.number])
            if isKnown { return true }
            for (other, _) in others {
                // It has to look anew for who declares its instances.
                try database.execute(sql: "UPDATE fleet SET declarations = NULL WHERE id = ?", arguments: [other])
                try Self.execute(
                    "DELETE FROM declaration WHERE fleetID = ? AND instance IN (SELECT value FROM json_each(?))", other,
                    chunks, database)
            }
            try Self.execute(
                "INSERT OR IGNORE INTO declaration (fleetID, instance) SELECT ?, value FROM json_each(?)", fleet.id,
                chunks, database)
            let update = try database.cachedStatement(sql: "UPDATE fleet SET declarations = ? WHERE id = ?")
            try update.execute(arguments: [digest, fleet.id])
            return true
        }
    }

    /// Those of the latest runs of fleets that were accepted.
    private static func acceptedRevisions(
        _ fleets: [(id: Int64, fleet: FleetKey)], _ database: Database
    ) throws -> [AcceptedRevision] {
        let statement = try database.cachedStatement(
            sql: "SELECT revision FROM run WHERE fleetID = ? AND isAccepted ORDER BY id DESC LIMIT 1")
        return try fleets.compactMap { id, fleet in
            try String.fetchOne(statement, arguments: [id]).map { AcceptedRevision(fleet: fleet, revision: $0) }
        }
    }

    /// The other fleets of the location that declared one of the instances last, with the numbers of their rows.
    private static func others(
        of fleet: FleetKey, declaring chunks: [ArraySlice<InstanceID>], _ database: Database
    ) throws -> [(id: Int64, fleet: FleetKey)] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT fleet.* FROM
                    (SELECT DISTINCT fleetID FROM json_each(?) CROSS JOIN declaration ON instance = value)
                    CROSS JOIN fleet ON fleet.id = fleetID
                WHERE region = ? AND project = ? AND name <> ?
                """)
        var others: [Int64: FleetKey] = [:]
        for chunk in chunks {
            let rows = try Row.fetchAll(
                statement, arguments: [chunk.json, fleet.region, fleet.project.description, fleet.name])
            for row in rows { others[row["id"]] = try FleetKeyRow(row: row).key }
        }
        return others.map { ($0.key, $0.value) }.sorted { $0.fleet < $1.fleet }
    }

    /// Executes a statement for a fleet and each chunk of instances.
    private static func execute(
        _ sql: String, _ fleet: Int64, _ chunks: [ArraySlice<InstanceID>], _ database: Database
    ) throws {
        let statement = try database.cachedStatement(sql: sql)
        for chunk in chunks { try statement.execute(arguments: [fleet, chunk.json]) }
    }

    /// The instances in the order of the rows, as many at a time as make no long text.
    private static func chunks(_ instances: Set<InstanceID>) -> [ArraySlice<InstanceID>] {
        let sorted = instances.sorted()
        return stride(from: 0, to: sorted.count, by: 1000).map { sorted[$0..<min($0 + 1000, sorted.count)] }
    }

    /// Tells whether a fleet declares what it did.
    private static func digest(_ instances: Set<InstanceID>) -> Int64 { Int64(bitPattern: StableHash.of(instances)) }
}
