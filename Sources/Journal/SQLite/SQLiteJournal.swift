import FoundationEssentials
import GRDB
import Glibc

/// The journal in an SQLite file, which processes share: each call is one transaction, and what it writes is on the
/// disk when it returns. Files beside it are the fleets' leases. The file closes when the last reference goes.
public final class SQLiteJournal: JournalStore {
    let database: DatabaseQueue
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
        let path = state.journal
        var status = stat()
        if lstat(path, &status) != 0 {
            // Only then: one that may not be read is not one that isn't there.
            if errno == ENOENT { return InMemoryJournal() }
            if errno == EACCES { throw .notReadable(path, EACCES) }
        }
        try state.checkReading()
        return try JournalError.translating(path) {
            // Even to read, SQLite needs files beside the journal, which it cannot make in such a directory.
            guard access(state.path, W_OK) == 0 else { return try readCopy(of: state, busyTimeout) }
            do {
                var configuration = configuration(busyTimeout)
                configuration.readonly = true
                return try open(DatabaseQueue(path: path, configuration: configuration), state, mayMigrate: false)
            } catch let error as DatabaseError
                where JournalCopy.mayHelp(against: error) && status.st_mode & S_IFMT != S_IFDIR
            {
                return try readCopy(of: state, busyTimeout)
            }
        }
    }

    private static func readCopy(of state: StateDirectory, _ busyTimeout: Duration) throws -> any JournalStore {
        let copy = try JournalCopy(of: state.journal)
        let memory = try DatabaseQueue(configuration: configuration(busyTimeout))
        let database = try DatabaseQueue(path: copy.path, configuration: configuration(busyTimeout))
        try database.backup(to: memory)
        try database.close()
        return try open(memory, state, mayMigrate: true)
    }

    private static func open(
        _ database: DatabaseQueue, _ state: StateDirectory, mayMigrate: Bool
    ) throws -> any JournalStore {
        let path = state.journal
        let migrator = JournalSchema.migrator
        let applied = try database.read(migrator.appliedIdentifiers)
        // Another process has made the file and not yet its tables.
        if applied.isEmpty { return InMemoryJournal() }
        guard applied.isSubset(of: migrator.migrations) else { throw JournalError.newer(path) }
        try database.read { try RowSeal.check($0, path: path) }
        if try database.read(migrator.hasCompletedMigrations) { return SQLiteJournal(database, in: state) }
        // One of an older version is not to be changed here.
        let copy = mayMigrate ? database : try DatabaseQueue(configuration: configuration(.zero))
        if !mayMigrate { try database.backup(to: copy) }
        try migrator.migrate(copy)
        return SQLiteJournal(copy, in: state)
    }

    private static func configuration(_ busyTimeout: Duration) -> Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(busyTimeout / .seconds(1))
        configuration.prepareDatabase(RowSeal.register)
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

    /// Not the functions of GRDB that a cancelled task breaks off: what a stopped run still learns is written.
    func reading<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(JournalError) -> Value {
        let result: Result<Value, JournalError> = await withCheckedContinuation { continuation in
            database.asyncRead { [path] access in
                continuation.resume(returning: JournalError.result(path) { try body(access.get()) })
            }
        }
        return try result.get()
    }

    func writing<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(JournalError) -> Value {
        try checkFiles()
        let result: Result<Value, JournalError> = await withCheckedContinuation { continuation in
            database.asyncWrite(body) { [path] _, written in
                continuation.resume(returning: JournalError.result(path, written.get))
            }
        }
        return try result.get()
    }
}
