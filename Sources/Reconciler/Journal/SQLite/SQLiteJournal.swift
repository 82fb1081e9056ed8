import GRDB

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The journal in an SQLite file, which processes share: each call is one transaction, and what it writes is on the disk
/// when it returns. The file closes when the last reference goes.
public final class SQLiteJournal: Journal {
    let database: DatabaseQueue
    let path: String

    private init(_ database: DatabaseQueue, _ path: String) { (self.database, self.path) = (database, path) }

    /// Opens the journal to read and write; makes it, and its directory, where it is missing. `busyTimeout`: how long a
    /// call waits for other processes before it throws `.busy`.
    public static func open(
        in state: StateDirectory, busyTimeout: Duration = .seconds(10)
    ) throws(JournalError) -> SQLiteJournal {
        try state.create()
        let path = state.journal
        return try JournalError.translating(path) {
            var configuration = configuration(busyTimeout)
            // Not GRDB's own WAL mode, in which the last commits before a power cut may be lost.
            configuration.prepareDatabase { database in
                let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
                guard mode == "wal" else { throw DatabaseError(resultCode: .SQLITE_CANTOPEN, message: "no WAL") }
                try database.execute(sql: "PRAGMA synchronous = FULL")
            }
            // Two that set the file up at once would trip over each other, time-out or not.
            let lock = try waitForSetup(state, busyTimeout)
            defer { lock.release() }
            let database = try DatabaseQueue(path: path, configuration: configuration)
            let migrator = JournalSchema.migrator
            let isNewer = try database.read(migrator.hasBeenSuperseded)
            if isNewer { throw JournalError.newer(path) }
            try migrator.migrate(database)
            return SQLiteJournal(database, path)
        }
    }

    private static func waitForSetup(_ state: StateDirectory, _ timeout: Duration) throws -> LockFile {
        let deadline = ContinuousClock.now + timeout
        while true {
            do {
                if let lock = try LockFile.lock(state.setupLock) { return lock }
            } catch {
                throw JournalError.notLocked(state.setupLock, error)
            }
            if ContinuousClock.now >= deadline { throw JournalError.isBeingSetUp(state.journal) }
            usleep(5_000)
        }
    }

    /// Opens the journal to read only, for what changes nothing, such as `plan`. Where there is none, makes none: the answer
    /// is an empty one.
    public static func read(
        in state: StateDirectory, busyTimeout: Duration = .seconds(10)
    ) throws(JournalError) -> any Journal {
        let path = state.journal
        var status = stat()
        // Only then: one that may not be looked at is not one that isn't there.
        if stat(path, &status) != 0, errno == ENOENT { return MemoryJournal() }
        return try JournalError.translating(path) {
            var configuration = configuration(busyTimeout)
            configuration.readonly = true
            let database = try DatabaseQueue(path: path, configuration: configuration)
            let migrator = JournalSchema.migrator
            let applied = try database.read(migrator.appliedIdentifiers)
            // Another process has made the file and not yet its tables.
            if applied.isEmpty { return MemoryJournal() }
            guard applied.isSubset(of: migrator.migrations) else { throw JournalError.newer(path) }
            if try database.read(migrator.hasCompletedMigrations) { return SQLiteJournal(database, path) }
            // One of an older version is not to be changed here.
            let copy = try DatabaseQueue()
            try database.backup(to: copy)
            try migrator.migrate(copy)
            return SQLiteJournal(copy, path)
        }
    }

    private static func configuration(_ busyTimeout: Duration) -> Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(busyTimeout / .seconds(1))
        return configuration
    }

    /// Nothing yet.
    public func confirm() throws(JournalError) {}

    func reading<Value>(_ body: (Database) throws -> Value) throws(JournalError) -> Value {
        try JournalError.translating(path) { try database.read(body) }
    }

    func writing<Value>(_ body: (Database) throws -> Value) throws(JournalError) -> Value {
        try JournalError.translating(path) { try database.write(body) }
    }
}
