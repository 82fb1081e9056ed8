import FoundationEssentials
import GRDB
import Glibc

/// The journal in an SQLite file, which processes share: each call is one transaction, or a part of one, and what it
/// writes is on the disk when it returns. Files beside it are the fleets' leases. The file closes when the last reference goes.
public final class SQLiteJournal: JournalStore {
    let database: DatabaseQueue
    private let transactions: SharedTransactions
    let path: String
    /// Where it is, with the leases.
    let directory: StateDirectory
    /// The same where leases can be taken; nil: it was opened to read only.
    let state: StateDirectory?
    /// The files that stood at the paths when it was opened to write; SQLite keeps them for as long as it is open.
    private let files: [String: FileIdentity]

    private init(
        _ database: DatabaseQueue, in directory: StateDirectory, mayLease: Bool = false,
        files: [String: FileIdentity] = [:]
    ) {
        (self.database, self.directory, self.files) = (database, directory, files)
        transactions = SharedTransactions(database)
        (path, state) = (directory.journal, mayLease ? directory : nil)
    }

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
            let before = FileIdentity(at: path)
            let database = try DatabaseQueue(path: path, configuration: configuration)
            let migrator = JournalSchema.migrator
            let isNewer = try database.read(migrator.hasBeenSuperseded)
            if isNewer { throw JournalError.newer(path) }
            // Before anything seals it anew.
            try database.read { try RowSeal.check($0, path: path) }
            try migrator.migrate(database)
            try database.writeWithoutTransaction(RowSeal.keep)
            let files = [path, path + "-wal", path + "-shm"].compactMap { name in
                FileIdentity(at: name).map { (name, $0) }
            }
            let journal = SQLiteJournal(
                database, in: state, mayLease: true, files: Dictionary(files) { first, _ in first })
            if before != nil, journal.files[path] != before { throw JournalError.gone(path) }
            return journal
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

    /// Opens the journal to read only, for what changes nothing, such as `plan`. Where there is none, makes none: the
    /// answer is an empty one. Where nothing can be written beside it, as on a read-only mount, a copy is read.
    public static func read(
        in state: StateDirectory, busyTimeout: Duration = .seconds(10)
    ) throws(JournalError) -> any JournalStore {
        guard try isThere(in: state) else { return InMemoryJournal() }
        return try connecting(toRead: state, busyTimeout) { try open($0, state, mayMigrate: $1) }
    }

    /// Whether there is a journal. Throws where that cannot be found out.
    static func isThere(in state: StateDirectory) throws(JournalError) -> Bool {
        var status = stat()
        if lstat(state.journal, &status) == 0 { return true }
        // Only then: one that may not be read is not one that isn't there.
        if errno == EACCES { throw .notReadable(state.journal, EACCES) }
        return errno != ENOENT
    }

    /// What `body` makes of a connection that only reads, or of one to a copy, which may be changed.
    static func connecting<Value>(
        toRead state: StateDirectory, _ busyTimeout: Duration,
        _ body: (_ database: DatabaseQueue, _ isCopy: Bool) throws -> Value
    ) throws(JournalError) -> Value {
        let path = state.journal
        try state.checkReading()
        return try JournalError.translating(path) {
            // Even to read, SQLite needs files beside the journal, which it cannot make in such a directory.
            guard access(state.path, W_OK) == 0 else { return try body(copy(of: state, busyTimeout), true) }
            do {
                var configuration = configuration(busyTimeout)
                configuration.readonly = true
                return try body(DatabaseQueue(path: path, configuration: configuration), false)
            } catch let error as DatabaseError where JournalCopy.mayHelp(against: error) && !isDirectory(path) {
                return try body(copy(of: state, busyTimeout), true)
            }
        }
    }

    private static func copy(of state: StateDirectory, _ busyTimeout: Duration) throws -> DatabaseQueue {
        let copy = try JournalCopy(of: state.journal)
        let memory = try DatabaseQueue(configuration: configuration(busyTimeout))
        let database = try DatabaseQueue(path: copy.path, configuration: configuration(busyTimeout))
        try database.backup(to: memory)
        try database.close()
        return memory
    }

    private static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func open(
        _ database: DatabaseQueue, _ state: StateDirectory, mayMigrate: Bool
    ) throws -> any JournalStore {
        let path = state.journal
        let migrator = JournalSchema.migrator
        let applied = try database.read(JournalSchema.appliedMigrations)
        // Another process has made the file and not yet its tables.
        if applied.isEmpty { return InMemoryJournal() }
        guard applied.isSubset(of: migrator.migrations) else { throw JournalError.newer(path) }
        try database.read { try RowSeal.check($0, path: path) }
        if try database.read(migrator.hasCompletedMigrations) { return SQLiteJournal(database, in: state) }
        // One of an older version is not to be changed here.
        return SQLiteJournal(try migrated(database, isCopy: mayMigrate), in: state)
    }

    /// The journal brought up to date in memory, or where it is, if that is a copy.
    static func migrated(_ database: DatabaseQueue, isCopy: Bool) throws -> DatabaseQueue {
        let copy = isCopy ? database : try DatabaseQueue(configuration: configuration(.zero))
        if !isCopy { try database.backup(to: copy) }
        try JournalSchema.migrator.migrate(copy)
        return copy
    }

    static func configuration(_ busyTimeout: Duration) -> Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(busyTimeout / .seconds(1))
        configuration.prepareDatabase { database in
            RowSeal.register(in: database)
            // Sorting must not need a directory for temporary files, which a read-only root does not have.
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
        }
        return configuration
    }

    /// Throws `.gone` where another file, or none, stands in the place of one that is open, and `.leaseLost` where
    /// another run has begun.
    public func confirm(_ run: RunID, of fleet: FleetKey) async throws(JournalError) {
        try checkFiles()
        try await reading { try Self.checkLease(of: fleet, run, $0) }
    }

    private func checkFiles() throws(JournalError) {
        for (name, file) in files where FileIdentity(at: name) != file { throw .gone(name) }
    }

    func reading<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(JournalError) -> Value {
        let result = await transactions.perform(.reads, body)
        return try JournalError.translating(path, result.get)
    }

    func writing<Value: Sendable>(
        _ kind: SharedTransactions.Kind = .writes, _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(JournalError) -> Value {
        try checkFiles()
        let result = await transactions.perform(kind, body)
        return try JournalError.translating(path, result.get)
    }
}
