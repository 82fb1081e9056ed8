import Fleet
import FoundationEssentials
import GRDB
import Planning

/// The columns of `fleet` that tell it from others.
struct FleetKeyRow: Codable, FetchableRecord {
    var region: String
    var project: ProjectID
    var name: String

    var key: FleetKey { FleetKey(region: region, project: project, name: name) }
}

/// The other columns of `fleet`.
struct FleetRow: Codable, FetchableRecord {
    var id: Int64
    var firstSeenAt: Int64?
    var foreignWorkAt: Int64?
    var forgivenAt: Int64?
    var knowsFailedJobs: Bool
    /// A hash of the instances that it declared last; nil: it has declared none, or others have taken some.
    var declarations: Int64?

    /// The row of a fleet; nil where it is not known.
    static func find(_ key: FleetKey, _ database: Database) throws -> FleetRow? {
        try fetchOne(
            database.cachedStatement(sql: "SELECT * FROM fleet WHERE name = ? AND region = ? AND project = ?"),
            arguments: [key.name, key.region, key.project.description])
    }

    /// The row of that number, which is one that `identify` gave.
    static func find(_ id: Int64, _ database: Database) throws -> FleetRow {
        guard let row = try fetchOne(database.cachedStatement(sql: "SELECT * FROM fleet WHERE id = ?"), arguments: [id])
        else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "no fleet \(id)")
        }
        return row
    }

    /// The number of a fleet, which is known from now on.
    static func identify(_ key: FleetKey, _ database: Database) throws -> Int64 {
        if let row = try find(key, database) { return row.id }
        try database.cachedStatement(
            sql: "INSERT INTO fleet (name, region, project) VALUES (?, ?, ?)"
        ).execute(arguments: [key.name, key.region, key.project.description])
        return database.lastInsertedRowID
    }
}
