public import Fleet
public import FoundationEssentials
import GRDB
public import Planning

extension SQLiteJournal {
    /// Reads what is open, failed, off-target and at rest, and nothing of what is past.
    public func fleetState(of fleet: FleetKey) throws(JournalError) -> FleetState {
        try reading { database in
            var fleetState = FleetState()
            guard let fleet = try FleetRow.find(fleet, database) else { return fleetState }
            fleetState.firstSeenAt = fleet.firstSeenAt.map(Date.init(milliseconds:))
            fleetState.externalActivityAt = fleet.foreignWorkAt.map(Date.init(milliseconds:))
            try fleetState.readAcknowledgements(of: fleet, database)
            for row in try SubmissionRow.open(fleet: fleet.id, database) {
                fleetState.submissions[row.instance] = row.submission
            }
            let failures = "SELECT * FROM failure WHERE fleetID = ? ORDER BY id"
            for row in try FailureRow.fetchAll(database, sql: failures, arguments: [fleet.id]) {
                fleetState.failures[row.instance, default: []].append(row.failure)
            }
            let offTarget = "SELECT * FROM stray WHERE fleetID = ?"
            for row in try OffTargetRow.fetchAll(database, sql: offTarget, arguments: [fleet.id]) {
                fleetState.offTarget[row.instance] = row.offTarget
            }
            let untraced = "SELECT * FROM unanswered WHERE fleetID = ?"
            for row in try UntracedRow.fetchAll(database, sql: untraced, arguments: [fleet.id]) {
                fleetState.untraced[row.instance] = row.untraced
            }
            let atRest = "SELECT * FROM settled WHERE fleetID = ?"
            for row in try AtRestRow.fetchAll(database, sql: atRest, arguments: [fleet.id]) {
                fleetState.atRest[row.instance] = row.atRest
            }
            return fleetState
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

    /// Reads every one there is; there are few.
    public func offTargetUpgrades(
        declaring versions: Set<KernelVersion>, besides fleet: FleetKey
    ) throws(JournalError) -> [OffTargetElsewhere] {
        try reading { database in
            let sql = "SELECT * FROM stray JOIN fleet ON fleet.id = fleetID ORDER BY name, region, project, instance"
            return try Row.fetchAll(database, sql: sql).compactMap { row in
                let (key, offTarget) = (try FleetKeyRow(row: row).key, try OffTargetRow(row: row))
                guard key != fleet, versions.contains(offTarget.declared) else { return nil }
                return OffTargetElsewhere(fleet: key, instance: offTarget.instance, upgrade: offTarget.offTarget)
            }
        }
    }
}

extension FleetState {
    /// Reads what was acknowledged to a fleet.
    mutating func readAcknowledgements(of fleet: FleetRow, _ database: Database) throws {
        acknowledgedAt = fleet.forgivenAt.map(Date.init(milliseconds:))
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
