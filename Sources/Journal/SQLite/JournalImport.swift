public import FoundationEssentials
import GRDB

/// Reads an exported journal into memory, line by line, and puts the whole of it into a journal that holds nothing.
public struct JournalImport {
    /// How errors call what is read.
    private let name: String
    private let database: DatabaseQueue
    private typealias TableColumns = (names: Set<String>, isSealed: Bool)
    private var columns: [String: TableColumns] = [:]
    private var line = 0
    /// How many rows were read.
    public private(set) var rows = 0
    private var isBegun = false
    private var isEnded = false

    /// Reads nothing yet.
    public init(name: String) throws(JournalError) {
        self.name = name
        database = try JournalError.translating(name) {
            try DatabaseQueue(configuration: SQLiteJournal.configuration(.zero))
        }
    }

    /// Reads the next line, without its end. Throws `.notImported` with its number for one that makes no sense.
    public mutating func read(_ bytes: some Sequence<UInt8>) throws(JournalError) {
        line += 1
        if isEnded { throw error("it follows the last line of the export") }
        let parsed: ExportLine
        do {
            parsed = try JSONDecoder().decode(ExportLine.self, from: Data(bytes))
        } catch let failure as ExportLine.Failure {
            throw error(failure.message)
        } catch {
            throw self.error("it is no line of an exported journal")
        }
        switch parsed {
        case .header(let version):
            if isBegun { throw error("it is the first line of another export") }
            try begin(version)
        case _ where !isBegun:
            throw error("it is not the first line of an export")
        case .row(let table, let values, let checksum): try insert(table, values, checksum)
        case .end(let count):
            guard count == rows else { throw error("there are \(rows) rows before it, and it counts \(count)") }
            isEnded = true
        }
    }

    /// The tables are those of the version that wrote the export.
    private mutating func begin(_ version: Int) throws(JournalError) {
        let migrator = JournalSchema.migrator
        guard migrator.migrations.contains(String(version)) else {
            throw error(
                "its tables have the version \(version), and this program knows those up to \(JournalSchema.currentVersion)"
            )
        }
        columns = try JournalError.translating(name) { [database] () throws -> [String: TableColumns] in
            try migrator.migrate(database, upTo: String(version))
            return try database.read { database in
                try RowSeal.tables(database).reduce(into: [:]) { columns, table in
                    let names = Set(try database.columns(in: table).map(\.name)).subtracting([RowSeal.column])
                    columns[table] = (names, try RowSeal.isSealed(table, database))
                }
            }
        }
        isBegun = true
    }

    private mutating func insert(
        _ table: String, _ values: [String: DatabaseValue], _ checksum: Int64?
    ) throws(JournalError) {
        guard let (names, isSealed) = columns[table] else { throw error("a journal has no table '\(table)'") }
        if let name = names.subtracting(values.keys).min() { throw error("the row has no '\(name)'") }
        if let name = Set(values.keys).subtracting(names).min() {
            throw error("the table '\(table)' has no column '\(name)'")
        }
        var values = values
        if isSealed {
            guard checksum == RowSeal.checksum(table, values) else {
                throw error("the row was changed since it was exported: its checksum is another")
            }
            values[RowSeal.column] = checksum.databaseValue
        }
        let keys = values.keys.sorted()
        let sql = """
            INSERT INTO \(table) (\(keys.map { "\"\($0)\"" }.joined(separator: ", ")))
            VALUES (\(keys.map { _ in "?" }.joined(separator: ", ")))
            """
        do {
            // In memory there is nothing that a transaction would spare.
            try database.writeWithoutTransaction { database in
                let statement = try database.cachedStatement(sql: sql)
                try statement.execute(arguments: StatementArguments(keys.map { values[$0] ?? .null }))
            }
        } catch let failure as DatabaseError {
            throw error("the row cannot be taken: \(failure.message ?? "SQLite refuses it")")
        } catch {
            throw self.error("the row cannot be taken: \(error)")
        }
        rows += 1
    }

    /// Puts what was read into the journal, all of it or nothing. Returns whether that changed anything: a journal that
    /// holds exactly this already stays as it is. Throws `.notImported` where the last line is missing, where rows make no
    /// sense, and where the journal holds something else.
    public func finish(
        in state: StateDirectory, now: Date, busyTimeout: Duration = .seconds(10)
    ) throws(JournalError) -> Bool {
        guard isEnded else {
            let hint = "export it again; nothing was imported"
            let what =
                line == 0 ? "\(name) is empty" : "\(name) ends after line \(line), without the last line of an export"
            throw JournalError(.notImported, "\(what): it is not whole", hint: hint)
        }
        let problems = try JournalError.translating(name) { () throws -> [JournalProblem] in
            try JournalSchema.migrator.migrate(database)
            return try database.read { try SQLiteJournal.rowProblems($0, now: now) }
        }
        if let first = problems.first {
            throw JournalError(
                .notImported, "\(name) holds what no journal should: \(first.message)",
                hint:
                    "nothing was imported; check the journal from which it was exported"
            )
        }
        return try SQLiteJournal.open(in: state, busyTimeout: busyTimeout).take(all: database)
    }

    private func error(_ words: String) -> JournalError {
        JournalError(
            .notImported, "\(name):\(line): \(words)", hint: "nothing was imported; import a whole and unchanged export"
        )
    }
}

extension SQLiteJournal {
    /// Takes the rows of another journal, where this one has none. Returns whether it has taken them, and not had them.
    fileprivate func take(all other: DatabaseQueue) throws(JournalError) -> Bool {
        try JournalError.translating(path) {
            try database.write { database in
                try other.read { other in
                    let tables = try Self.tables(database)
                    let isEmpty = try tables.allSatisfy { table in
                        try Row.fetchOne(database, sql: "SELECT 1 FROM \(table.name) LIMIT 1") == nil
                    }
                    for table in tables {
                        let sql = "SELECT * FROM \(table.name) ORDER BY \(table.key)"
                        let rows = try Row.fetchCursor(other, sql: sql)
                        if isEmpty {
                            try Self.insert(rows, into: table.name, database)
                        } else {
                            try checkEqual(rows, try Row.fetchCursor(database, sql: sql))
                        }
                    }
                    return isEmpty
                }
            }
        }
    }

    private static func insert(_ rows: RowCursor, into table: String, _ database: Database) throws {
        let columns = try database.columns(in: table).map(\.name)
        let statement = try database.makeStatement(
            sql: """
                INSERT INTO \(table) (\(columns.map { "\"\($0)\"" }.joined(separator: ", ")))
                VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")))
                """)
        while let row = try rows.next() {
            try statement.execute(arguments: StatementArguments(columns.map { row[$0] as DatabaseValue }))
        }
    }

    private func checkEqual(_ rows: RowCursor, _ own: RowCursor) throws {
        while let row = try rows.next() {
            guard let mine = try own.next(), Self.values(row) == Self.values(mine) else { throw notEmpty }
        }
        if try own.next() != nil { throw notEmpty }
    }

    private static func values(_ row: Row) -> [String: DatabaseValue] { Dictionary(Array(row)) { first, _ in first } }

    private var notEmpty: JournalError {
        JournalError(
            .notImported, "the journal \(path) holds something already, and not what is to be imported",
            hint: "nothing was imported; import into an empty directory: --state DIR")
    }
}
