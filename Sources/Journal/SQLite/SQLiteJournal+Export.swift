import FoundationEssentials
import GRDB

extension SQLiteJournal {
    /// Writes the whole journal as JSON Lines, as it stands at one moment, also while runs write to it. `write` is given
    /// some lines at a time and returns whether it wants more. Returns how many rows there were; nil where it was told to
    /// stop. Throws where there is no journal, and where a row was changed by something else.
    public static func export(
        in state: StateDirectory, busyTimeout: Duration = .seconds(10), write: (String) -> Bool
    ) throws(JournalError) -> Int? {
        guard try isThere(in: state) else { throw .missing(state.journal) }
        let journal = try read(in: state, busyTimeout: busyTimeout)
        guard let journal = journal as? SQLiteJournal else { throw .missing(state.journal) }
        return try JournalError.translating(journal.path) {
            try journal.database.read { database in
                if let row = try RowSeal.edited(atMost: 1, database).first {
                    throw JournalError.edited(journal.path, row: row)
                }
                return try lines(of: database, write)
            }
        }
    }

    private static func lines(of database: Database, _ write: (String) -> Bool) throws -> Int? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var (text, count) = ("", 0)
        func add(_ line: ExportLine) throws { text += String(decoding: try encoder.encode(line), as: UTF8.self) + "\n" }
        try add(.header(version: JournalSchema.currentVersion))
        for table in try tables(database) {
            let rows = try Row.fetchCursor(database, sql: "SELECT * FROM \(table.name) ORDER BY \(table.key)")
            while let row = try rows.next() {
                var values = Dictionary(Array(row)) { first, _ in first }
                let checksum = values.removeValue(forKey: RowSeal.column).flatMap(Int64.fromDatabaseValue)
                try add(.row(table: table.name, values, checksum: checksum))
                count += 1
                guard text.utf8.count > 1 << 16 else { continue }
                guard write(text) else { return nil }
                text = ""
            }
        }
        try add(.end(rows: count))
        return write(text) ? count : nil
    }

    /// The tables, those first to which rows of others belong, each with the columns that order its rows.
    static func tables(_ database: Database) throws -> [(name: String, key: String)] {
        let first = ["fleet", "run"]
        let rest = try RowSeal.tables(database).filter { !first.contains($0) }
        return try (first + rest).map { table in
            let key = try database.columns(in: table).filter { $0.primaryKeyIndex > 0 }
                .sorted { $0.primaryKeyIndex < $1.primaryKeyIndex }.map { "\"\($0.name)\"" }
            return (table, key.joined(separator: ", "))
        }
    }
}
