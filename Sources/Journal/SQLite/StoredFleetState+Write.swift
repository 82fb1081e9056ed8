import Fleet
import FoundationEssentials
import GRDB
import Planning

extension StoredFleetState {
    /// Applies entries to what is held of their scope, and writes what that changes. Without a change nothing is
    /// written, and a fleet that only ever is in sync costs no access to the disk.
    func apply(_ entries: [JournalEntry], run: RunID?) throws {
        let scopes = entries.map(\.scope)
        let scope = scopes.contains(nil) ? nil : scopes.reduce(into: Set<InstanceID>()) { $0.formUnion($1 ?? []) }
        let failing = entries.contains { if case .concluded(_, _, .failed, _) = $0 { true } else { false } }
        let before = try read(only: scope, withAcknowledgedJobs: failing)
        var after = before
        for entry in entries {
            try write(entry, run)
            for change in after.apply(entry) { try write(change, run) }
        }
        try write(from: before, to: after, acknowledgedAt: entries.compactMap(\.acknowledgedAt).max())
    }

    /// Writes the difference between two states, of which the first is held; without the submissions, which
    /// `UpgradeChange` tells. `acknowledgedAt`: when jobs were acknowledged; nil: some time before.
    func write(from old: FleetState, to new: FleetState, acknowledgedAt: Date? = nil) throws {
        try writeFleet(from: old, to: new)
        try write("stray", from: old.offTarget, to: new.offTarget) { id, upgrade in
            try execute(
                """
                INSERT INTO stray (fleetID, instance, sentAt, declared, landedOn, endedAt) VALUES (?, ?, ?, ?, ?, ?)
                """,
                fleet, id.description, upgrade.sentAt.milliseconds, upgrade.declared.description,
                upgrade.reached.description, upgrade.at.milliseconds)
        }
        try write("unanswered", from: old.untraced, to: new.untraced) { id, request in
            try execute(
                "INSERT INTO unanswered (fleetID, instance, sentAt, fromVersion, declared) VALUES (?, ?, ?, ?, ?)",
                fleet, id.description, request.sentAt.milliseconds, request.from.description,
                request.declared.description)
        }
        try write("settled", from: old.atRest, to: new.atRest) { id, atRest in
            try execute(
                "INSERT INTO settled (fleetID, instance, version, since) VALUES (?, ?, ?, ?)", fleet, id.description,
                atRest.version.description, atRest.since.milliseconds)
        }
        try write("acknowledgedVersion", from: old.acknowledgedVersions, to: new.acknowledgedVersions) { id, version in
            try execute(
                "INSERT INTO acknowledgedVersion (fleetID, instance, version) VALUES (?, ?, ?)", fleet, id.description,
                version.description)
        }
        for name in old.acknowledgedChecks.keys where new.acknowledgedChecks[name] == nil {
            try execute("DELETE FROM acknowledgedCheck WHERE fleetID = ? AND name = ?", fleet, name)
        }
        for (name, date) in new.acknowledgedChecks where old.acknowledgedChecks[name] != date {
            try execute(
                "INSERT OR REPLACE INTO acknowledgedCheck (fleetID, name, at) VALUES (?, ?, ?)", fleet, name,
                date.milliseconds)
        }
        try write("failure", from: old.failures, to: new.failures) { id, failures in
            for failure in failures { try FailureRow(id, failure).insert(fleet: fleet, database) }
        }
        for job in new.acknowledgedJobs.subtracting(old.acknowledgedJobs) {
            try execute(
                "INSERT OR REPLACE INTO acknowledgedJob (fleetID, job, at) VALUES (?, ?, ?)", fleet, job,
                acknowledgedAt?.milliseconds ?? 0)
        }
    }

    private func writeFleet(from old: FleetState, to new: FleetState) throws {
        func row(_ state: FleetState) -> [(any DatabaseValueConvertible)?] {
            [
                state.firstSeenAt?.milliseconds, state.externalActivityAt?.milliseconds,
                state.acknowledgedAt?.milliseconds, state.knowsFailedJobs,
            ]
        }
        guard row(old).map({ $0?.databaseValue }) != row(new).map({ $0?.databaseValue }) else { return }
        try database.cachedStatement(
            sql:
                "UPDATE fleet SET firstSeenAt = ?, foreignWorkAt = ?, forgivenAt = ?, knowsFailedJobs = ? WHERE id = ?"
        ).execute(arguments: StatementArguments(row(new) + [fleet]))
    }

    /// Writes the values of the instances whose value has changed.
    private func write<Value: Equatable>(
        _ table: String, from old: [InstanceID: Value], to new: [InstanceID: Value],
        insert: (InstanceID, Value) throws -> Void
    ) throws {
        for id in old.keys where new[id] != old[id] {
            try execute("DELETE FROM \(table) WHERE fleetID = ? AND instance = ?", fleet, id.description)
        }
        for (id, value) in new where old[id] != value { try insert(id, value) }
    }

    /// Evaluations are only ever added. Where the clock was set, those of before are kept for people to read.
    private func write(_ entry: JournalEntry, _ run: RunID?) throws {
        switch entry {
        case .evaluated(let evaluations):
            for one in evaluations { try EvaluationRow.insert(one, fleet: fleet, run: run?.number, database) }
        case .clockSet: try execute("UPDATE evaluation SET isStale = 1 WHERE fleetID = ? AND NOT isStale", fleet)
        default: break
        }
    }

    /// Brings the record of an upgrade up to date. It stays the intent of the run that requested it.
    private func write(_ change: UpgradeChange, _ run: RunID?) throws {
        switch change {
        case .opened(let id, let submission):
            try SubmissionRow(id, submission, fleet: fleet, run: run?.number).insert(database)
        case .updated(let id, let submission):
            try SubmissionRow(id, submission, fleet: fleet).updateOpen(database)
        case .concluded(let id, let outcome, let date):
            try close(id, outcome.stored.name, detail: outcome.stored.detail, at: date.milliseconds)
        case .replaced(let id):
            try close(id, UpgradeRecord.replaced, detail: nil, at: nil)
        }
    }

    /// Ends the record of the upgrade of an instance that is open.
    func close(_ id: InstanceID, _ outcome: String, detail: String?, at date: Int64?) throws {
        try execute(
            """
            UPDATE upgrade SET outcome = ?, detail = ?, endedAt = ?
            WHERE fleetID = ? AND instance = ? AND outcome IS NULL
            """,
            outcome, detail, date, fleet, id.description)
    }

    private func execute(_ sql: String, _ arguments: (any DatabaseValueConvertible)?...) throws {
        // Prepared once for a connection: a step of a hundred instances runs each of these a hundred times.
        try database.cachedStatement(sql: sql).execute(arguments: StatementArguments(arguments))
    }
}

extension JournalEntry {
    /// When a person acknowledged failures; nil: it is another entry.
    fileprivate var acknowledgedAt: Date? {
        if case .acknowledged(let word) = self { word.at } else { nil }
    }
}
