import GRDB

/// A checksum in each row over all its other columns, so that a row which something else has edited is noticed: what
/// the journal remembers decides what is requested. Nothing is secret about it; it guards against accidents, not
/// against forgers.
///
/// Triggers of our own connections keep it up to date; those of other programs do not have them.
enum RowSeal {
    static let column = "checksum"
    /// The rows that are checked where a table grows for ever: what may still decide something. In `upgrade` also what
    /// was sent in the last 40 days before its newest row, so that one which something else has closed is noticed.
    private static let checkedRows = [
        "upgrade": "(outcome IS NULL OR sentAt > (SELECT MAX(sentAt) FROM upgrade) - 3456000000)",
        "run": "id > (SELECT MAX(id) FROM run) - 1000",
        "evaluation": "id > (SELECT MAX(id) FROM evaluation) - 10000",
    ]

    /// Has a row for each instance, and decides no more than which commit a run has to follow.
    static let unsealed: Set = ["declaration"]

    /// Makes the checksum known to a connection.
    static func register(in database: Database) {
        database.add(
            function: DatabaseFunction("rowChecksum", pure: true) { values in
                values.reduce(into: Sum()) { $0.add($1.storage) }.value
            })
    }

    /// Gives each table the column where it lacks it, and seals every row: the end of each migration from the third on.
    static func renew(_ database: Database) throws {
        for table in try tables(database) where !unsealed.contains(table) {
            if try !isSealed(table, database) {
                try database.execute(sql: "ALTER TABLE \"\(table)\" ADD COLUMN \(column) INTEGER")
            }
            try database.execute(
                sql: "UPDATE \"\(table)\" SET \(column) = \(try expression(table, of: "", database))")
        }
    }

    /// Keeps the checksums of what this connection writes.
    static func keep(_ database: Database) throws {
        for table in try tables(database) where try isSealed(table, database) {
            let columns = try database.columns(in: table)
            let key = columns.filter { $0.primaryKeyIndex > 0 }.map { "\"\($0.name)\" IS NEW.\"\($0.name)\"" }
            let others = columns.filter { $0.name != column }.map { "\"\($0.name)\"" }
            let update = """
                BEGIN UPDATE "\(table)" SET \(column) = \(try expression(table, of: "NEW.", database))
                WHERE \(key.joined(separator: " AND ")); END
                """
            try database.execute(
                sql: """
                    CREATE TEMP TRIGGER "seal \(table) 1" AFTER INSERT ON main."\(table)" \(update);
                    CREATE TEMP TRIGGER "seal \(table) 2" AFTER UPDATE OF \(others.joined(separator: ", "))
                    ON main."\(table)" \(update);
                    """)
        }
    }

    /// Throws for a row whose checksum is not its own. `only`: the table that is checked; nil: all of them.
    static func check(_ database: Database, only: String? = nil, path: String) throws {
        for table in try only.map({ [$0] }) ?? tables(database) {
            let edited = try edited(table, where: checkedRows[table] ?? "1", atMost: 1, database)
            if let row = edited.first { throw JournalError.edited(path, row: row) }
        }
    }

    /// The rows whose checksums are not their own, at most so many of each table, however old they are.
    static func edited(atMost limit: Int, _ database: Database) throws -> [String] {
        try tables(database).flatMap { try edited($0, where: "1", atMost: limit, database) }
    }

    private static func edited(
        _ table: String, where condition: String, atMost limit: Int, _ database: Database
    ) throws -> [String] {
        guard try isSealed(table, database) else { return [] }
        let key = try database.columns(in: table).filter { $0.primaryKeyIndex > 0 }.map { "\"\($0.name)\"" }
        let statement = try database.cachedStatement(
            sql: """
                SELECT \(key.joined(separator: ", ")) FROM "\(table)" WHERE \(condition)
                AND \(column) IS NOT \(try expression(table, of: "", database)) LIMIT \(limit)
                """)
        let rows = try Row.fetchAll(statement)
        return rows.map { row in
            let conditions = row.map { "\($0.0) \($0.1.storage.value.map { "\($0)" } ?? "NULL")" }
            return "the row with \(conditions.joined(separator: " and ")) of the table \(table)"
        }
    }

    /// The checksum of a row, from its values by column; that of the checksum itself does not count.
    static func checksum(_ table: String, _ values: [String: DatabaseValue]) -> Int64 {
        var sum = Sum()
        sum.add(.string(table))
        for name in values.keys.sorted() where name != column {
            if let value = values[name] { sum.add(value.storage) }
        }
        return sum.value
    }

    /// The tables of the journal, in the order of their names.
    static func tables(_ database: Database) throws -> [String] {
        try String.fetchAll(
            database,
            sql: """
                SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                AND name <> 'grdb_migrations' ORDER BY name
                """)
    }

    /// Whether the rows of a table have checksums.
    static func isSealed(_ table: String, _ database: Database) throws -> Bool {
        try database.columns(in: table).contains { $0.name == column }
    }

    private static func expression(_ table: String, of row: String, _ database: Database) throws -> String {
        let columns = try database.columns(in: table).map(\.name).filter { $0 != column }.sorted()
        return "rowChecksum('\(table)', \(columns.map { "\(row)\"\($0)\"" }.joined(separator: ", ")))"
    }

    /// FNV-1a over the values, each with its kind and its length.
    private struct Sum {
        private var hash: UInt64 = 0xCBF2_9CE4_8422_2325

        var value: Int64 { Int64(bitPattern: hash) }

        mutating func add(_ storage: DatabaseValue.Storage) {
            switch storage {
            case .null: add([0])
            case .int64(let number): add(1, UInt64(bitPattern: number))
            case .double(let number): add(2, number.bitPattern)
            case .string(let text):
                add(3, UInt64(text.utf8.count))
                add(text.utf8)
            case .blob(let bytes):
                add(4, UInt64(bytes.count))
                add(bytes)
            }
        }

        private mutating func add(_ kind: UInt8, _ number: UInt64) {
            add([kind])
            for shift in stride(from: 0, to: 64, by: 8) { add([UInt8(truncatingIfNeeded: number >> UInt64(shift))]) }
        }

        private mutating func add(_ bytes: some Sequence<UInt8>) {
            for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
    }
}
