import Fleet
import FoundationEssentials
import GRDB
import Planning

/// A row of `evaluation`. Those of a fleet as a whole have no wave; those with `isStale` decide nothing any more, because
/// the machine's clock was set since.
struct EvaluationRow: Codable, FetchableRecord {
    var wave: String?
    var isBefore: Bool
    var name: String
    var definition: String
    var at: Int64
    var outcome: CheckResult.Outcome
    var value: String?
    var message: String?
    /// The fleet's name, where a run of another fleet made it and that was asked for.
    var upstream: String?

    var evaluation: Evaluation {
        Evaluation(
            CheckID(name, wave: wave, isBefore: isBefore), definition: definition, at: Date(milliseconds: at),
            CheckResult(outcome, value: value, message: message))
    }

    /// The latest that count of each check of a fleet, the oldest first.
    static func latest(ofFleet fleet: Int64, _ database: Database) throws -> [Evaluation] {
        try fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT * FROM (
                        SELECT *, ROW_NUMBER() OVER (PARTITION BY wave, isBefore, name ORDER BY at DESC, id DESC) AS place
                        FROM evaluation WHERE fleetID = ? AND NOT isStale)
                    WHERE place <= ? ORDER BY at, id
                    """), arguments: [fleet, FleetState.rememberedEvaluations]
        ).map(\.evaluation)
    }

    static func insert(_ one: Evaluation, fleet: Int64, run: Int64?, _ database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO evaluation
                    (fleetID, runID, wave, isBefore, name, definition, at, outcome, value, message, isStale)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
                """
        ).execute(arguments: [
            fleet, run, one.check.wave, one.check.isBefore, one.check.name, one.definition, one.at.milliseconds,
            one.result.outcome.rawValue, one.result.value, one.result.message,
        ])
    }
}

/// A row of `acknowledgedCheck`.
struct AcknowledgedCheckRow: Codable, FetchableRecord {
    var name: String
    var at: Int64
}
