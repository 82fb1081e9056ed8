import Fleet
import FoundationEssentials
import GRDB
public import Planning

extension SQLiteJournal {
    /// Does to the tables what `FleetState.apply` does to a fleet state.
    public func append(_ entries: [Entry], to fleet: FleetKey, run: RunID?) throws(JournalError) {
        if entries.isEmpty { return }
        try writing { database in
            let writer = EntryWriter(
                database: database, fleet: try FleetRow.identify(fleet, database), run: run?.number)
            for entry in entries { try writer.write(entry) }
        }
    }
}

/// Writes entries of one fleet inside a transaction.
private struct EntryWriter {
    let database: Database
    let fleet: Int64
    let run: Int64?

    func write(_ entry: Entry) throws {
        switch entry {
        case .seen(let date, let hasExternalActivity):
            // Without a change nothing is written, and a fleet that only ever is in sync costs no access to the disk.
            try execute(
                "UPDATE fleet SET firstSeenAt = ? WHERE id = ? AND firstSeenAt IS NULL", date.milliseconds, fleet)
            if hasExternalActivity {
                try execute("UPDATE fleet SET foreignWorkAt = ? WHERE id = ?", date.milliseconds, fleet)
            }
        case .intended(let id, let submission):
            try close(id, UpgradeRecord.replaced, detail: nil, at: nil)
            try SubmissionRow(id, submission, fleet: fleet, run: run).insert(database)
        case .updated(let id, let submission):
            try update(id, submission)
        case .concluded(let id, let sentAt, let outcome, let date):
            try conclude(id, sentAt, outcome, date)
        case .found(let id, let failure):
            let isKnown = "SELECT 1 FROM failure WHERE fleetID = ? AND instance = ? AND sentAt = ? AND job IS ?"
            if try Row.fetchOne(
                database, sql: isKnown,
                arguments: [fleet, id.description, failure.sentAt.milliseconds, failure.job]) != nil
            {
                return
            }
            try FailureRow(id, failure).insert(fleet: fleet, database)
        case .cameToRest(let instances):
            for (id, atRest) in instances {
                try execute(
                    "INSERT OR REPLACE INTO settled (fleetID, instance, version, since) VALUES (?, ?, ?, ?)",
                    fleet, id.description, atRest.version.description, atRest.since.milliseconds)
            }
        case .leftRest(let ids):
            for id in ids {
                try execute("DELETE FROM settled WHERE fleetID = ? AND instance = ?", fleet, id.description)
            }
        case .clockSet(let date): try waitAnew(from: date)
        case .acknowledged(let word): try acknowledge(word)
        }
    }

    private func waitAnew(from date: Date) throws {
        for row in try SubmissionRow.open(fleet: fleet, database) {
            try SubmissionRow(
                row.instance, row.submission.waitingAnew(from: date), fleet: fleet, run: row.runID, id: row.id
            ).update(database)
        }
        try execute("UPDATE failure SET seenAt = ? WHERE fleetID = ?", date.milliseconds, fleet)
        try execute("UPDATE settled SET since = ? WHERE fleetID = ?", date.milliseconds, fleet)
        for column in ["firstSeenAt", "foreignWorkAt", "forgivenAt"] {
            try execute(
                "UPDATE fleet SET \(column) = ? WHERE id = ? AND \(column) > ?", date.milliseconds, fleet,
                date.milliseconds)
        }
    }

    private func acknowledge(_ word: Acknowledgement) throws {
        let tables = ["failure", "stray", "unanswered"]
        if let instances = word.instances {
            for id in instances {
                for table in tables {
                    try execute("DELETE FROM \(table) WHERE fleetID = ? AND instance = ?", fleet, id.description)
                }
            }
        } else {
            try execute(
                "UPDATE fleet SET forgivenAt = ?, knowsFailedJobs = ? WHERE id = ?", word.at.milliseconds,
                word.jobs != nil, fleet)
            for table in tables { try execute("DELETE FROM \(table) WHERE fleetID = ?", fleet) }
        }
        for job in word.jobs ?? [] {
            try execute(
                "INSERT OR REPLACE INTO acknowledgedJob (fleetID, job, at) VALUES (?, ?, ?)", fleet, job,
                word.at.milliseconds)
        }
        for (id, version) in word.versions {
            try execute(
                "INSERT OR REPLACE INTO acknowledgedVersion (fleetID, instance, version) VALUES (?, ?, ?)", fleet,
                id.description, version.description)
        }
    }

    private func update(_ id: InstanceID, _ submission: Submission) throws {
        guard let earlier = try SubmissionRow.open(fleet: fleet, id, sentAt: submission.sentAt, database) else {
            return
        }
        // It stays the intent of the run that asked.
        try SubmissionRow(id, submission, fleet: fleet, run: earlier.runID, id: earlier.id).update(database)
        if let failure = submission.failure, earlier.givenUp == nil {
            try FailureRow(id, failure).insert(fleet: fleet, database)
        }
    }

    private func conclude(_ id: InstanceID, _ sentAt: Date, _ outcome: SubmissionOutcome, _ date: Date) throws {
        guard let submission = try SubmissionRow.open(fleet: fleet, id, sentAt: sentAt, database)?.submission else {
            return
        }
        try close(id, outcome.stored.name, detail: outcome.stored.detail, at: date.milliseconds)
        try execute(
            "DELETE FROM failure WHERE fleetID = ? AND instance = ? AND sentAt = ?",
            fleet, id.description, sentAt.milliseconds)
        switch outcome {
        // One that was acknowledged since it failed does not count again.
        case .failed(let reason) where try !isAcknowledged(submission, endedAt: date):
            let failure = UpgradeFailure(
                sentAt: sentAt, from: submission.from, declared: submission.declared, at: date, reason: reason,
                job: submission.job)
            try FailureRow(id, failure).insert(fleet: fleet, database)
        case .offTarget(let version):
            try execute(
                "INSERT OR REPLACE INTO stray (fleetID, instance, sentAt, declared, landedOn) VALUES (?, ?, ?, ?, ?)",
                fleet, id.description, sentAt.milliseconds, submission.declared.description, version.description)
            try dropUntraced(id)
        case .completed: try dropUntraced(id)
        case .noTrace:
            // One that was acknowledged before it was over does not count.
            try execute(
                """
                INSERT OR REPLACE INTO unanswered (fleetID, instance, sentAt, fromVersion, declared)
                SELECT id, ?, ?, ?, ? FROM fleet WHERE id = ? AND (forgivenAt IS NULL OR forgivenAt < ?)
                """,
                id.description, sentAt.milliseconds, submission.from.description, submission.declared.description,
                fleet, sentAt.milliseconds)
        case .failed, .refused, .withdrawn, .canceled: break
        }
    }

    private func isAcknowledged(_ submission: Submission, endedAt: Date) throws -> Bool {
        var fleetState = FleetState()
        try fleetState.readAcknowledgements(of: FleetRow.find(fleet, database), database)
        return fleetState.isAcknowledged(job: submission.job, sentAt: submission.sentAt, endedAt: endedAt)
    }

    private func dropUntraced(_ id: InstanceID) throws {
        try execute("DELETE FROM unanswered WHERE fleetID = ? AND instance = ?", fleet, id.description)
    }

    private func close(_ id: InstanceID, _ outcome: String, detail: String?, at date: Int64?) throws {
        try execute(
            """
            UPDATE upgrade SET outcome = ?, detail = ?, endedAt = ?
            WHERE fleetID = ? AND instance = ? AND outcome IS NULL
            """,
            outcome, detail, date, fleet, id.description)
    }

    private func execute(_ sql: String, _ arguments: (any DatabaseValueConvertible)?...) throws {
        try database.execute(sql: sql, arguments: StatementArguments(arguments))
    }
}
