public import Fleet
import FoundationEssentials
import GRDB
public import Planning

extension SQLiteJournal {
    /// Reads what the other fleets of the location hold, which is what is open or went wrong, and never the whole
    /// fleets.
    public func fleetState(
        of fleet: FleetKey, declaring instances: Set<InstanceID>
    ) throws(JournalError) -> FleetState {
        var fleetState = try fleetState(of: fleet)
        let others = try reading { database in
            var others = FleetState()
            let own = try FleetRow.find(fleet, database)?.id ?? -1
            func rows<Row: FetchableRecord>(_ type: Row.Type, _ table: String, _ columns: String = "*") throws -> [Row]
            {
                try type.fetchAll(
                    database, sql: "SELECT \(columns) FROM \(table) AND \(Self.isElsewhere)",
                    arguments: [fleet.region, fleet.project.description, own])
            }
            for row in try rows(SubmissionRow.self, "upgrade WHERE outcome IS NULL") {
                others.submissions[row.instance] = row.submission
            }
            for row in try rows(FailureRow.self, "failure WHERE 1") {
                others.failures[row.instance, default: []].append(row.failure)
            }
            for row in try rows(OffTargetRow.self, "stray WHERE 1") { others.offTarget[row.instance] = row.offTarget }
            for row in try rows(UntracedRow.self, "unanswered WHERE 1") {
                others.untraced[row.instance] = row.untraced
            }
            for row in try rows(AcknowledgedVersionRow.self, "acknowledgedVersion WHERE 1", "instance, version") {
                others.acknowledgedVersions[row.instance] = row.version
            }
            others.acknowledgedJobs = try Set(
                String.fetchAll(
                    database, sql: "SELECT job FROM acknowledgedJob WHERE \(Self.isElsewhere)",
                    arguments: [fleet.region, fleet.project.description, own]))
            return others
        }
        fleetState.adopt(instances, from: others)
        return fleetState
    }

    /// Moves the rows. A fleet that still runs with an older commit finds them no more, and writes nothing of them.
    public func adopt(_ instances: Set<InstanceID>, into fleet: FleetKey) throws(JournalError) {
        let tables = [
            "upgrade WHERE outcome IS NULL", "failure WHERE 1", "stray WHERE 1", "unanswered WHERE 1",
            "acknowledgedVersion WHERE 1",
        ]
        let moving = try reading { database in
            let own = try FleetRow.find(fleet, database)?.id ?? -1
            return try tables.map { table in
                try String.fetchAll(
                    database, sql: "SELECT DISTINCT instance FROM \(table) AND \(Self.isElsewhere)",
                    arguments: [fleet.region, fleet.project.description, own]
                ).compactMap(InstanceID.init).filter(instances.contains)
            }
        }
        // Nearly always there is nothing, and then nothing is written.
        guard moving.contains(where: { !$0.isEmpty }) else { return }
        try writing { database in
            let own = try FleetRow.identify(fleet, database)
            for (table, ids) in zip(tables, moving) {
                let (name, condition) = (table.prefix { $0 != " " }, table.drop { $0 != " " })
                for id in ids {
                    try database.execute(
                        sql:
                            "UPDATE OR IGNORE \(name) SET fleetID = ?\(condition) AND instance = ? AND \(Self.isElsewhere)",
                        arguments: [own, id.description, fleet.region, fleet.project.description, own])
                }
            }
            try database.execute(
                sql: """
                    INSERT OR IGNORE INTO acknowledgedJob (fleetID, job, at)
                    SELECT ?, job, at FROM acknowledgedJob WHERE \(Self.isElsewhere)
                    """,
                arguments: [own, fleet.region, fleet.project.description, own])
        }
    }

    /// A condition on rows: those of other fleets of a region and project.
    private static let isElsewhere = "fleetID IN (SELECT id FROM fleet WHERE region = ? AND project = ? AND id <> ?)"
}
