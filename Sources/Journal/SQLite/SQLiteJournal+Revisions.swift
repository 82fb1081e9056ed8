public import Fleet
import GRDB

extension SQLiteJournal {
    /// Looks for other fleets only where the instances are not those that the fleet declared last.
    public func acceptedRevisions(
        of fleet: FleetKey, declaring instances: Set<InstanceID>
    ) async throws(JournalError) -> [AcceptedRevision] {
        try await reading { [path] database in
            let row = try FleetRow.find(fleet, database)
            var found = try row.flatMap { try Self.acceptedRevision(of: $0.id, fleet, database) }.map { [$0] } ?? []
            guard row?.declarations != Self.digest(instances) else { return found }
            try RowSeal.check(database, only: "declaration", where: "1", path: path)
            for other in try Self.others(of: fleet, declaring: instances, database) {
                let key = try FleetKeyRow(row: other).key
                if let revision = try Self.acceptedRevision(of: other["id"], key, database) { found.append(revision) }
            }
            return found
        }
    }

    /// Marks the row of the run, and writes what its fleet declares where that has changed.
    public func acceptRevision(
        of run: RunID, declaring instances: Set<InstanceID>
    ) async throws(JournalError) {
        try await writing { database in
            try database.execute(sql: "UPDATE run SET isAccepted = 1 WHERE id = ?", arguments: [run.number])
            let sql = "SELECT fleet.* FROM fleet JOIN run ON run.fleetID = fleet.id WHERE run.id = ?"
            guard let row = try Row.fetchOne(database, sql: sql, arguments: [run.number]) else { return }
            let (fleet, digest) = (try FleetRow(row: row), Self.digest(instances))
            guard fleet.declarations != digest else { return }
            for other in try Self.others(of: try FleetKeyRow(row: row).key, declaring: instances, database) {
                // It has to look anew for who declares its instances.
                try database.execute(
                    sql: """
                        UPDATE fleet SET declarations = NULL WHERE id = :fleet;
                        DELETE FROM declaration
                        WHERE fleetID = :fleet AND instance IN (SELECT value FROM json_each(:instances));
                        """, arguments: ["fleet": other["id"] as Int64, "instances": instances.json])
            }
            try database.execute(
                sql: """
                    INSERT OR IGNORE INTO declaration (instance, fleetID) SELECT value, :fleet FROM json_each(:instances);
                    UPDATE fleet SET declarations = :digest WHERE id = :fleet;
                    """, arguments: ["fleet": fleet.id, "instances": instances.json, "digest": digest])
        }
    }

    private static func acceptedRevision(
        of id: Int64, _ fleet: FleetKey, _ database: Database
    ) throws -> AcceptedRevision? {
        let sql = "SELECT revision FROM run WHERE fleetID = ? AND isAccepted ORDER BY id DESC LIMIT 1"
        return try String.fetchOne(database, sql: sql, arguments: [id])
            .map { AcceptedRevision(fleet: fleet, revision: $0) }
    }

    /// The rows of the other fleets of the location that declared one of the instances last.
    private static func others(
        of fleet: FleetKey, declaring instances: Set<InstanceID>, _ database: Database
    ) throws -> [Row] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT * FROM fleet WHERE region = ? AND project = ? AND name <> ? AND id IN (
                    SELECT fleetID FROM declaration WHERE instance IN (SELECT value FROM json_each(?))) ORDER BY name
                """, arguments: [fleet.region, fleet.project.description, fleet.name, instances.json])
    }

    /// Tells whether a fleet declares what it did.
    private static func digest(_ instances: Set<InstanceID>) -> Int64 { Int64(bitPattern: StableHash.of(instances)) }
}
