public import FoundationEssentials
import GRDB
import Glibc

extension SQLiteJournal {
    /// The most problems of one kind that are told: what is wrong with one row is often wrong with many.
    static let mostProblems = 20

    /// Looks whether the journal is sound, and changes nothing: SQLite's own check of the file, the version of the tables,
    /// what rows refer to, their checksums, and whether they make sense. Throws where there is none, and where it may not
    /// be read.
    public static func check(
        in state: StateDirectory, now: Date, busyTimeout: Duration = .seconds(10)
    ) throws(JournalError) -> JournalCheckup {
        guard try isThere(in: state) else { throw .missing(state.journal) }
        var checkup = JournalCheckup(
            path: state.journal, version: nil, currentVersion: JournalSchema.currentVersion, statistics: nil,
            problems: [])
        do throws(JournalError) {
            try connecting(toRead: state, busyTimeout) { try check($0, isCopy: $1, in: state, now: now, &checkup) }
        } catch {
            guard [.damaged, .newer, .failed].contains(error.code) else { throw error }
            checkup.problems.append(JournalProblem(error.code == .newer ? .version : .file, error.message))
        }
        return checkup
    }

    private static func check(
        _ database: DatabaseQueue, isCopy: Bool, in state: StateDirectory, now: Date, _ checkup: inout JournalCheckup
    ) throws {
        // A connection that could not be opened here is tried with a copy.
        checkup.problems = []
        let wrong = try database.read { database in
            try String.fetchAll(database, sql: "PRAGMA integrity_check(\(mostProblems))").filter { $0 != "ok" }
        }
        checkup.problems = wrong.map { JournalProblem(.file, $0) }
        // What else is read of such a file is of no use.
        guard wrong.isEmpty else { return }
        let applied = try database.read(JournalSchema.appliedMigrations)
        guard applied.isSubset(of: JournalSchema.migrator.migrations) else { throw JournalError.newer(state.journal) }
        guard let version = applied.compactMap(Int.init).max() else {
            checkup.problems.append(JournalProblem(.version, "it has no tables: no run has ever used it"))
            return
        }
        checkup.version = version
        checkup.statistics = try database.read { try statistics($0, in: state) }
        checkup.problems += try database.read { database in
            try RowSeal.edited(atMost: mostProblems, database).map {
                JournalProblem(.checksums, "\($0) is not as it was written")
            }
        }
        let isCurrent = version == JournalSchema.currentVersion
        let current = isCurrent ? database : try migrated(database, isCopy: isCopy)
        checkup.problems += try current.read { try rowProblems($0, now: now) }
    }

    /// What is wrong with the rows of a journal whose tables are those of this version.
    static func rowProblems(_ database: Database, now: Date) throws -> [JournalProblem] {
        let dangling = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").prefix(mostProblems).map { row in
            let (table, parent) = (row["table"] as String? ?? "", row["parent"] as String? ?? "")
            let number = (row["rowid"] as Int64?).map { " \($0)" } ?? ""
            return JournalProblem(
                .references,
                "row\(number) of the table \(table) belongs to a row of the table \(parent) that is not there")
        }
        return dangling + (try RowCheck(database: database, now: now, limit: mostProblems).problems())
    }
}
