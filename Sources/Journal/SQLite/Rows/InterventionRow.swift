import Fleet
import FoundationEssentials
import GRDB

/// A row of `intervention`.
struct InterventionRow: Codable, FetchableRecord {
    var kind: String
    var fleet: String?
    var user: String
    var host: String
    var job: String?
    var at: Int64
    var reason: String?
    var until: Int64?
    var cancelsScheduled: Bool
    /// Their ids, with commas between them.
    var instances: String?
    var checkName: String?

    /// Nil where a newer version did something that this one does not know.
    var intervention: Intervention? {
        Intervention.Kind(rawValue: kind).map { kind in
            Intervention(
                kind, of: fleet, by: Operator(user: user, host: host, job: job), at: Date(milliseconds: at),
                reason: reason, until: until.map(Date.init(milliseconds:)), cancelsScheduled: cancelsScheduled,
                instances: instances?.split(separator: ",").compactMap { InstanceID(String($0)) },
                check: checkName)
        }
    }

    static func insert(_ one: Intervention, _ database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO intervention
                    (kind, fleet, user, host, job, at, reason, until, cancelsScheduled, instances, checkName)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                one.kind.rawValue, one.fleet, one.by.user, one.by.host, one.by.job, one.at.milliseconds, one.reason,
                one.until?.milliseconds, one.cancelsScheduled,
                one.instances?.map(\.description).joined(separator: ","), one.check,
            ])
    }
}
