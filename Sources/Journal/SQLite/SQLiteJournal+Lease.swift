import Fleet
import FoundationEssentials
import GRDB
import Planning

extension SQLiteJournal {
    /// Locks the fleet's byte and its file, and adds the run, which gets the next number.
    public func lease(for run: RunStart) async throws(LeaseError) -> any FleetLease {
        guard let state else { throw .readOnly(run.fleet, path) }
        let lock = try FleetLock.take(run.fleet, in: state, holder: Holder(run))
        do {
            return FileLease(lock: lock, run: try await begin(run))
        } catch {
            lock.release()
            throw .unusable(run.fleet, error)
        }
    }

    private func begin(_ run: RunStart) async throws(JournalError) -> RunID {
        try await writing { database in
            try database.cachedStatement(
                sql: """
                    INSERT INTO run (fleetID, revision, host, pid, startedAt, user, job, author, planDigest, signature, tagSignature)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """
            ).execute(arguments: [
                try FleetRow.identify(run.fleet, database), run.revision, run.host, run.pid,
                run.startedAt.milliseconds, run.user, run.job, run.author, run.planDigest,
                try run.signatures.commit.map(Self.json), try run.signatures.tag.map(Self.json),
            ])
            return RunID(number: database.lastInsertedRowID)
        }
    }

    private static func json(_ signature: RevisionSignature) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(signature), as: UTF8.self)
    }

    /// Throws `.leaseLost` where the run is not the fleet's latest, or has ended: the number of a run is its fencing
    /// token, for a run begins with the lease and not before.
    static func checkLease(of fleet: FleetKey, _ run: RunID, _ database: Database) throws {
        let latest = try Row.fetchOne(
            database.cachedStatement(sql: "SELECT id, endedAt FROM run WHERE fleetID = ? ORDER BY id DESC LIMIT 1"),
            arguments: [try FleetRow.find(fleet, database)?.id ?? -1])
        let number = latest?["id"] as Int64?
        if number == run.number, latest?["endedAt"] as Int64? == nil { return }
        throw JournalError.leaseLost(fleet, run, to: number == run.number ? nil : number.map(RunID.init))
    }
}

/// A lease that is a lock of the file system, and dies with the process.
private final class FileLease: FleetLease {
    let run: RunID
    private let lock: FleetLock

    init(lock: FleetLock, run: RunID) { (self.lock, self.run) = (lock, run) }

    var fleet: FleetKey { lock.fleet }

    func release() { lock.release() }
}
