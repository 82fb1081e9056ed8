import Fleet
import FoundationEssentials
import GRDB
import Planning

/// The rows that hold one fleet's state, inside a transaction.
struct StoredFleetState {
    let database: Database
    /// The fleet's row.
    let fleet: Int64

    /// What is held. `only`: what belongs to these instances and to the fleet itself; nil: everything. Nothing of what
    /// is past is read, evaluations only with everything, and without `withAcknowledgedJobs` none of the acknowledged jobs, which may be many.
    func read(only instances: Set<InstanceID>? = nil, withAcknowledgedJobs: Bool = true) throws -> FleetState {
        let row = try FleetRow.find(fleet, database)
        var state = FleetState()
        state.firstSeenAt = row.firstSeenAt.map(Date.init(milliseconds:))
        state.externalActivityAt = row.foreignWorkAt.map(Date.init(milliseconds:))
        state.acknowledgedAt = row.forgivenAt.map(Date.init(milliseconds:))
        state.knowsFailedJobs = row.knowsFailedJobs
        if withAcknowledgedJobs {
            state.acknowledgedJobs = try Set(
                String.fetchAll(
                    database.cachedStatement(sql: "SELECT job FROM acknowledgedJob WHERE fleetID = ?"),
                    arguments: [fleet]))
        }
        for row in try AcknowledgedCheckRow.fetchAll(
            database.cachedStatement(sql: "SELECT * FROM acknowledgedCheck WHERE fleetID = ?"), arguments: [fleet])
        {
            state.acknowledgedChecks[row.name] = Date(milliseconds: row.at)
        }
        if instances == nil {
            state.evaluations = Dictionary(
                grouping: try EvaluationRow.latest(ofFleet: fleet, database), by: \.check)
        }
        guard instances?.isEmpty != true else { return state }
        for row in try rows(SubmissionRow.self, Self.open, instances) {
            state.submissions[row.instance] = row.submission
        }
        for row in try rows(FailureRow.self, "failure", instances, order: " ORDER BY id") {
            state.failures[row.instance, default: []].append(row.failure)
        }
        for row in try rows(OffTargetRow.self, "stray", instances) { state.offTarget[row.instance] = row.offTarget }
        for row in try rows(UntracedRow.self, "unanswered", instances) { state.untraced[row.instance] = row.untraced }
        for row in try rows(AtRestRow.self, "settled", instances) { state.atRest[row.instance] = row.atRest }
        for row in try rows(AcknowledgedVersionRow.self, "acknowledgedVersion", instances) {
            state.acknowledgedVersions[row.instance] = row.version
        }
        return state
    }

    private func rows<Row: FetchableRecord>(
        _ type: Row.Type, _ table: String, _ instances: Set<InstanceID>?, order: String = ""
    ) throws -> [Row] {
        let sql = Self.selection(table, ofSome: instances != nil) + order
        return try type.fetchAll(
            database.cachedStatement(sql: sql),
            arguments: StatementArguments([fleet]) + (instances.map { [$0.json] } ?? []))
    }

    /// The rows of `upgrade` that are submissions.
    static let open = "(SELECT * FROM upgrade WHERE outcome IS NULL)"

    /// The statement that reads a fleet's rows of a table, all of them or those of some instances.
    static func selection(_ table: String, ofSome isPart: Bool) -> String {
        let condition = isPart ? " AND instance IN (SELECT value FROM json_each(?))" : ""
        return "SELECT * FROM \(table) WHERE fleetID = ?\(condition)"
    }
}

extension Sequence<InstanceID> {
    /// A JSON array of them, for `json_each`: ids need no escaping.
    var json: String { "[\(map { "\"\($0)\"" }.joined(separator: ","))]" }
}
