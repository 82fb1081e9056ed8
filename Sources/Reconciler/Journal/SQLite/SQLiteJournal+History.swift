public import Fleet
public import FoundationEssentials
import GRDB
public import Planning

extension SQLiteJournal {
    /// Reads what is open, failed, astray and settled, and nothing of what is past.
    public func history(of fleet: FleetKey) throws(JournalError) -> History {
        try reading { database in
            var history = History()
            guard let fleet = try FleetRow.find(fleet, database) else { return history }
            history.firstSeenAt = fleet.firstSeenAt.map(Date.init(milliseconds:))
            history.foreignWorkAt = fleet.foreignWorkAt.map(Date.init(milliseconds:))
            try history.readAcknowledgements(of: fleet, database)
            for row in try SubmissionRow.open(fleet: fleet.id, database) {
                history.submissions[row.instance] = row.submission
            }
            let failures = "SELECT * FROM failure WHERE fleetID = ? ORDER BY id"
            for row in try FailureRow.fetchAll(database, sql: failures, arguments: [fleet.id]) {
                history.failures[row.instance, default: []].append(row.failure)
            }
            let strays = "SELECT * FROM stray WHERE fleetID = ?"
            for row in try StrayRow.fetchAll(database, sql: strays, arguments: [fleet.id]) {
                history.strays[row.instance] = row.stray
            }
            let unanswered = "SELECT * FROM unanswered WHERE fleetID = ?"
            for row in try UnansweredRow.fetchAll(database, sql: unanswered, arguments: [fleet.id]) {
                history.unanswered[row.instance] = row.unanswered
            }
            let settled = "SELECT * FROM settled WHERE fleetID = ?"
            for row in try SettledRow.fetchAll(database, sql: settled, arguments: [fleet.id]) {
                history.settled[row.instance] = row.settled
            }
            return history
        }
    }

    /// Reads those of that time by an index, however long the past is.
    public func intents(besides fleet: FleetKey, since: Date) throws(JournalError) -> [InstanceID: Date] {
        try reading { database in
            let own = try FleetRow.find(fleet, database)?.id ?? -1
            let sql =
                "SELECT instance, MAX(sentAt) AS sentAt FROM upgrade WHERE sentAt > ? AND fleetID <> ? GROUP BY instance"
            let rows = try IntentRow.fetchAll(database, sql: sql, arguments: [since.milliseconds, own])
            return Dictionary(uniqueKeysWithValues: rows.map { ($0.instance, Date(milliseconds: $0.sentAt)) })
        }
    }

    /// Reads every stray there is; there are few.
    public func strays(
        declaring versions: Set<KernelVersion>, besides fleet: FleetKey
    ) throws(JournalError) -> [ForeignStray] {
        try reading { database in
            let sql = "SELECT * FROM stray JOIN fleet ON fleet.id = fleetID ORDER BY name, region, project, instance"
            return try Row.fetchAll(database, sql: sql).compactMap { row in
                let (key, stray) = (try FleetKeyRow(row: row).key, try StrayRow(row: row))
                guard key != fleet, versions.contains(stray.declared) else { return nil }
                return ForeignStray(fleet: key, instance: stray.instance, stray: stray.stray)
            }
        }
    }
}

extension History {
    /// Reads what was acknowledged to a fleet.
    mutating func readAcknowledgements(of fleet: FleetRow, _ database: Database) throws {
        forgivenAt = fleet.forgivenAt.map(Date.init(milliseconds:))
        knowsFailedJobs = fleet.knowsFailedJobs
        acknowledgedJobs = try Set(
            String.fetchAll(
                database, sql: "SELECT job FROM acknowledgedJob WHERE fleetID = ?", arguments: [fleet.id]))
        let versions = "SELECT instance, version FROM acknowledgedVersion WHERE fleetID = ?"
        for row in try AcknowledgedVersionRow.fetchAll(database, sql: versions, arguments: [fleet.id]) {
            acknowledgedVersions[row.instance] = row.version
        }
    }
}
