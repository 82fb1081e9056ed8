import FoundationEssentials
import GRDB

/// Finds rows that make no sense: what no run writes, and would make one fail or decide on nonsense.
struct RowCheck {
    let database: Database
    /// The present; what lies far beyond it was written by a clock that was wrong.
    let now: Date
    /// The most problems of one kind that are told.
    let limit: Int

    /// What is wrong with the rows of every table.
    func problems() throws -> [JournalProblem] {
        var problems = try Self.rules.flatMap { try violations($0.table, $0.condition, $0.words) }
        for (table, columns) in Self.times {
            for column in columns {
                let words = "has a time that is not in the past: \(column)"
                let latest = now.addingTimeInterval(86_400).milliseconds
                problems += try violations(table, "\(column) < 0 OR \(column) > \(latest)", words)
            }
        }
        problems += try unreadable("fleet") { (try FleetRow(row: $0), try FleetKeyRow(row: $0)) }
        problems += try unreadable("run", RunRow.init(row:))
        problems += try unreadable("upgrade", UpgradeRow.init(row:))
        problems += try unreadable("upgrade", where: "outcome IS NULL", SubmissionRow.init(row:))
        problems += try unreadable("failure", FailureRow.init(row:))
        problems += try unreadable("stray", OffTargetRow.init(row:))
        problems += try unreadable("unanswered", UntracedRow.init(row:))
        problems += try unreadable("settled", AtRestRow.init(row:))
        problems += try unreadable("evaluation", EvaluationRow.init(row:))
        problems += try unreadable("acknowledgedCheck", AcknowledgedCheckRow.init(row:))
        problems += try unreadable("acknowledgedVersion", AcknowledgedVersionRow.init(row:))
        problems += try unreadable("declaration", HoldingRow.init(row:))
        return problems + (try unreadable("intervention", InterventionRow.init(row:)))
    }

    private static let rules: [(table: String, condition: String, words: String)] = [
        ("run", "(endedAt IS NULL) <> (ending IS NULL)", "has ended and has not"),
        ("run", "requests < 0 OR landings < 0", "has requested less than nothing"),
        ("run", "(boot IS NULL) <> (clockOffset IS NULL)", "knows half of how the clock stood"),
        ("upgrade", "outcome IS NULL AND endedAt IS NOT NULL", "is open and has ended"),
        (
            "upgrade",
            """
            outcome NOT IN ('completed', 'offTarget', 'failed', 'refused', 'noTrace', 'withdrawn', 'canceled', \
            'replaced', 'landed', 'strayed', 'lost')
            """, "has an outcome that no version wrote"
        ),
        ("intervention", "kind NOT IN ('pause', 'resume', 'retry')", "is of a kind that no version wrote"),
    ]

    /// The columns of moments that only the machine's clock writes. When a pause ends may lie ahead.
    private static let times = [
        ("fleet", ["firstSeenAt", "foreignWorkAt", "forgivenAt"]), ("run", ["startedAt", "endedAt"]),
        ("upgrade", ["sentAt", "answeredAt", "endedAt"]), ("failure", ["sentAt", "seenAt"]),
        ("stray", ["sentAt", "endedAt"]), ("unanswered", ["sentAt"]), ("settled", ["since"]), ("intervention", ["at"]),
        ("evaluation", ["at"]), ("acknowledgedCheck", ["at"]),
    ]

    private func violations(_ table: String, _ condition: String, _ words: String) throws -> [JournalProblem] {
        let key = try key(of: table)
        let rows = try Row.fetchAll(
            database, sql: "SELECT \(key.joined(separator: ", ")) FROM \(table) WHERE \(condition) LIMIT \(limit)")
        return rows.map { JournalProblem(.rows, "\(Self.name(Array($0), of: table)) \(words)") }
    }

    /// The rows of which a run could not read what it needs.
    private func unreadable<Value>(
        _ table: String, where condition: String = "1", _ read: (Row) throws -> Value
    ) throws -> [JournalProblem] {
        let key = try key(of: table)
        var problems: [JournalProblem] = []
        let rows = try Row.fetchCursor(database, sql: "SELECT * FROM \(table) WHERE \(condition)")
        while problems.count < limit, let row = try rows.next() {
            do {
                _ = try read(row)
            } catch {
                let name = Self.name(row.filter { key.contains($0.0) }, of: table)
                problems.append(JournalProblem(.rows, "\(name) cannot be read: \(error)"))
            }
        }
        return problems
    }

    private func key(of table: String) throws -> [String] {
        try database.columns(in: table).filter { $0.primaryKeyIndex > 0 }.map(\.name)
    }

    /// `the row with id 7 of the table run`.
    private static func name(_ key: [(String, DatabaseValue)], of table: String) -> String {
        let conditions = key.map { "\($0.0) \($0.1.storage.value.map { "\($0)" } ?? "NULL")" }
        return "the row with \(conditions.joined(separator: " and ")) of the table \(table)"
    }
}
