public import Fleet
public import FoundationEssentials
import GRDB
public import Planning

extension SQLiteJournal {
    /// Reads what is open, failed, off-target and at rest, and nothing of what is past.
    public func fleetState(of fleet: FleetKey) async throws(JournalError) -> FleetState {
        try await reading { database in try StoredFleetState.find(fleet, database)?.read() ?? FleetState() }
    }

    /// Reads what the other fleets of the location hold, which is what is open or went wrong, and never the whole
    /// fleets.
    public func fleetState(
        of fleet: FleetKey, declaring instances: Set<InstanceID>
    ) async throws(JournalError) -> FleetState {
        try await reading { database in
            var state = try StoredFleetState.find(fleet, database)?.read() ?? FleetState()
            for (other, ids) in try Self.holders(of: instances, besides: fleet, database) {
                state.adopt(ids, from: try other.read(only: ids))
            }
            return state
        }
    }

    /// Moves the rows. A fleet that still runs with an older commit finds them no more, and writes nothing of them.
    public func adopt(
        _ instances: Set<InstanceID>, into fleet: FleetKey, at clock: ClockReading
    ) async throws(JournalError) {
        // Nearly always there is nothing, and then nothing is written.
        let isNeeded = try await reading { try !Self.holders(of: instances, besides: fleet, $0).isEmpty }
        guard isNeeded else { return }
        try await writing { database in
            let own = StoredFleetState(database: database, fleet: try FleetRow.identify(fleet, database))
            for (other, ids) in try Self.holders(of: instances, besides: fleet, database) {
                let (ours, theirs) = (try own.read(only: ids), try other.read(only: ids))
                var (after, left) = (ours, theirs)
                after.adopt(ids, from: theirs)
                left.release(ids)
                for id in theirs.submissions.keys {
                    if ours.submissions[id] == nil {
                        try database.execute(
                            sql:
                                "UPDATE upgrade SET fleetID = ? WHERE fleetID = ? AND instance = ? AND outcome IS NULL",
                            arguments: [own.fleet, other.fleet, id.description])
                    } else {
                        try other.close(id, UpgradeRecord.replaced, detail: nil, at: nil)
                    }
                }
                try own.write(from: ours, to: after)
                try other.write(from: theirs, to: left)
                let mark = try Self.clockMark(ofFleet: other.fleet, database)
                if clock.setting(since: mark) != nil { try own.apply([.clockSet(at: clock.now)], run: nil) }
            }
        }
    }

    /// The other fleets of the location that hold something of these instances, in their order, and of which.
    private static func holders(
        of instances: Set<InstanceID>, besides fleet: FleetKey, _ database: Database
    ) throws -> [(StoredFleetState, Set<InstanceID>)] {
        let selections = ["upgrade WHERE outcome IS NULL", "failure", "stray", "unanswered", "acknowledgedVersion"]
            .map { "SELECT fleetID, instance FROM \($0)" }
        // CROSS: what is held is little, and comes first; there may be many fleets.
        let sql = """
            SELECT DISTINCT fleetID, instance FROM (\(selections.joined(separator: " UNION ALL ")))
            CROSS JOIN fleet ON fleet.id = fleetID WHERE region = ? AND project = ? AND name <> ? ORDER BY name
            """
        let rows = try HoldingRow.fetchAll(
            database.cachedStatement(sql: sql), arguments: [fleet.region, fleet.project.description, fleet.name])
        var holders: [(StoredFleetState, Set<InstanceID>)] = []
        for row in rows where instances.contains(row.instance) {
            if holders.last?.0.fleet != row.fleetID {
                holders.append((StoredFleetState(database: database, fleet: row.fleetID), []))
            }
            holders[holders.count - 1].1.insert(row.instance)
        }
        return holders
    }

    /// Applies the entries to what is held of them, in one transaction.
    public func append(_ entries: [JournalEntry], to fleet: FleetKey, run: RunID?) async throws(JournalError) {
        if entries.isEmpty { return }
        try await writing { database in
            if let run { try Self.checkLease(of: fleet, run, database) }
            let id = try FleetRow.identify(fleet, database)
            try StoredFleetState(database: database, fleet: id).apply(entries, run: run)
        }
    }

    /// In one transaction, without the lease of that fleet.
    public func append(
        _ evaluations: [Evaluation], of upstream: FleetKey, by run: RunID
    ) async throws(JournalError) {
        try await writing { database in
            let id = try FleetRow.identify(upstream, database)
            try StoredFleetState(database: database, fleet: id).apply([.evaluated(evaluations)], run: run)
        }
    }

    /// Reads those of that time by an index, however long the past is; those of a small fleet by another one, however much
    /// all fleets have requested.
    public func intents(
        of instances: Set<InstanceID>, besides fleet: FleetKey, since: Date
    ) async throws(JournalError) -> [InstanceID: Date] {
        try await reading { database in
            let own = try FleetRow.find(fleet, database)?.id ?? -1
            let isSmall = instances.count < 1000
            let statement = try database.cachedStatement(
                sql: """
                    SELECT instance, MAX(sentAt) AS sentAt FROM upgrade
                    INDEXED BY \(isSmall ? "upgradeByInstance" : "upgradeBySentAt")
                    WHERE sentAt > ? AND fleetID <> ?
                    \(isSmall ? "AND instance IN (SELECT value FROM json_each(?))" : "") GROUP BY instance
                    """)
            let rows = try IntentRow.fetchAll(
                statement,
                arguments: StatementArguments([since.milliseconds, own]) + (isSmall ? [instances.json] : []))
            let known = rows.lazy.filter { isSmall || instances.contains($0.instance) }
            return Dictionary(uniqueKeysWithValues: known.map { ($0.instance, Date(milliseconds: $0.sentAt)) })
        }
    }

    /// Reads every one there is; there are few.
    public func offTargetUpgrades(
        declaring versions: Set<KernelVersion>, besides fleet: FleetKey
    ) async throws(JournalError) -> [OffTargetElsewhere] {
        try await reading { database in
            let sql =
                "SELECT * FROM stray CROSS JOIN fleet ON fleet.id = fleetID ORDER BY name, region, project, instance"
            return try Row.fetchAll(database.cachedStatement(sql: sql)).compactMap { row in
                let (key, offTarget) = (try FleetKeyRow(row: row).key, try OffTargetRow(row: row))
                guard key != fleet, versions.contains(offTarget.declared) else { return nil }
                return OffTargetElsewhere(fleet: key, instance: offTarget.instance, upgrade: offTarget.offTarget)
            }
        }
    }
}

extension StoredFleetState {
    /// That of a fleet; nil where it is not known.
    fileprivate static func find(_ fleet: FleetKey, _ database: Database) throws -> StoredFleetState? {
        try FleetRow.find(fleet, database).map { StoredFleetState(database: database, fleet: $0.id) }
    }
}
