import Fleet
import FoundationEssentials
import GRDB
import Planning

/// A row of `failure`; as JSON in a row of `upgrade`, the failure of one that is presumed failed and may still be
/// alive.
struct FailureRow: Codable, FetchableRecord {
    var instance: InstanceID
    var sentAt: Int64
    var fromVersion: KernelVersion
    var declared: KernelVersion
    var seenAt: Int64
    var code: String
    var message: String
    var job: String?
    /// Absent where an earlier version wrote it.
    var isForeign: Bool?

    init(_ instance: InstanceID, _ failure: UpgradeFailure) {
        self.instance = instance
        sentAt = failure.sentAt.milliseconds
        fromVersion = failure.from
        declared = failure.declared
        seenAt = failure.at.milliseconds
        code = failure.reason.code.rawValue
        message = failure.reason.message
        job = failure.job
        isForeign = failure.isExternal
    }

    var failure: UpgradeFailure {
        UpgradeFailure(
            sentAt: Date(milliseconds: sentAt), from: fromVersion, declared: declared, at: Date(milliseconds: seenAt),
            // A code of a newer version: what counts is that it failed.
            reason: Reason(Reason.Code(rawValue: StoredName.current(code)) ?? .failed, message), job: job,
            isExternal: isForeign ?? false)
    }

    func insert(fleet: Int64, _ database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO failure (fleetID, instance, sentAt, fromVersion, declared, seenAt, code, message, job, isForeign)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            fleet, instance.description, sentAt, fromVersion.description, declared.description, seenAt, code,
            message, job, isForeign,
        ])
    }
}
