import GRDB
import Glibc
import Text

extension JournalError {
    /// Runs `body` and says of what it throws what that means for the journal at `path`.
    static func translating<Value>(_ path: String, _ body: () throws -> Value) throws(JournalError) -> Value {
        do {
            return try body()
        } catch let error as JournalError {
            throw error
        } catch let error as DatabaseError {
            throw JournalError(error, path)
        } catch {
            // What is left are values of the wrong kind or shape.
            throw JournalError(
                .damaged, "the journal \(path) is damaged: it holds what no journal holds: \(error)",
                hint: startAfresh(path))
        }
    }

    private init(_ error: DatabaseError, _ path: String) {
        let (code, message, hint) = Self.meaning(of: error, path)
        self.init(
            code, "\(message) (SQLite: \(error.message ?? "no message"))", hint: hint,
            underlying: error.extendedResultCode.rawValue)
    }

    private static func meaning(of error: DatabaseError, _ path: String) -> (Code, String, hint: String) {
        // SQLite has several codes for that.
        if isDirectory(path) { return (.isDirectory, "the journal \(path) is a directory", startAfresh(path)) }
        switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            return (.damaged, "the journal \(path) is damaged or no journal", startAfresh(path))
        case .SQLITE_READONLY:
            return (
                .readOnly, "the journal \(path) can be read but not written",
                """
                give the user of this process the right to write to the file and its directory, or name another directory \
                with --state DIR
                """
            )
        case .SQLITE_FULL:
            return (
                .diskFull, "the journal \(path) cannot grow: the disk is full", "make room, and run this again"
            )
        case .SQLITE_BUSY, .SQLITE_LOCKED: return busy(path)
        case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
            return (
                .notOpened, "the journal \(path), or \(path)-wal or \(path)-shm beside it, cannot be opened or made",
                rights
            )
        case .SQLITE_IOERR:
            return (
                .failed, "the journal \(path) cannot be read or written",
                "see whether its disk is full (df), look at the system's log, and whether the directory can be used by this user"
            )
        default: return (.failed, "the journal \(path) cannot be used", startAfresh(path))
        }
    }

    private static let rights = """
        give the user of this process the right to read and write these files and their directory, which must be on a local \
        disk; or name another directory with --state DIR
        """

    private static func busy(_ path: String) -> (Code, String, hint: String) {
        (
            .busy, "the journal \(path) is in use by another process, which does not let go of it",
            "look for a process that has the file open (fuser \(ShellWord.quote(path))), end it or wait for it, and run this again"
        )
    }

    /// Another process has been setting up the file for too long.
    static func isBeingSetUp(_ path: String) -> JournalError {
        let (code, message, hint) = busy(path)
        return JournalError(code, message, hint: hint)
    }

    /// The file may not be read, or not even looked at.
    static func notReadable(_ path: String, _ failure: Int32) -> JournalError {
        JournalError(
            .notOpened, "the journal's file \(path) cannot be read: \(String(cString: strerror(failure)))",
            hint: """
                give the user of this process the right to read it and to enter its directory, or run this as its owner; \
                nothing is wrong with the journal itself
                """, underlying: failure)
    }

    /// A copy of the journal, which cannot be read where it is, cannot be made.
    static func notCopied(_ path: String, _ failure: Int32) -> JournalError {
        JournalError(
            failure == ENOSPC ? .diskFull : .notOpened,
            """
            the journal \(path) is where nothing can be written, and a copy to read cannot be made: \
            \(String(cString: strerror(failure)))
            """,
            hint: "name a directory with room for it in TMPDIR", underlying: failure)
    }

    /// A file or directory of the state that others could have made or could change.
    static func notTrusted(_ path: String, _ objection: String) -> JournalError {
        JournalError(
            .notTrusted, "the state directory is not safe to use: \(path): \(objection)",
            hint: """
                it and its files must belong to the user of this process, who alone may write to them, and be no links: look \
                at who made it, then mend it with chown or 'chmod go-w', or name another directory with --state DIR, such as a new one \
                below it, which is made with the right permissions
                """)
    }

    /// The file was deleted or replaced while it was in use.
    static func gone(_ path: String) -> JournalError {
        JournalError(
            .gone, "\(path) was deleted or replaced while this run was using it",
            hint: """
                nothing more was requested; put the state directory back if it was moved, and run this again: the next run \
                settles what is open as far as its journal knows it
                """)
    }

    /// The lock that is held while the file is set up cannot be taken.
    static func notLocked(_ path: String, _ failure: LockFile.Failure) -> JournalError {
        JournalError(
            .notOpened, "the journal's lock \(path) cannot be taken: \(failure.description)", hint: rights,
            underlying: failure.code)
    }

    /// There is no journal, which only a run and what changes it make.
    static func missing(_ path: String) -> JournalError {
        JournalError(
            .missing, "there is no journal \(path)",
            hint: "name its directory with --state DIR; where no run has ever begun there is none")
    }

    /// A row has another checksum than its own.
    static func edited(_ path: String, row: String) -> JournalError {
        JournalError(
            .edited,
            "the journal \(path) was changed by something other than dbconverge, or has suffered: \(row) is not as it was written",
            hint:
                "bring back the file as it was before, from a backup, while no run is under way; or \(startAfresh(path))"
        )
    }

    /// The file was written by a version of the program that this one does not know.
    static func newer(_ path: String) -> JournalError {
        JournalError(
            .newer, "the journal \(path) was written by a newer version of dbconverge than this one",
            hint: "use that version, or another directory with --state DIR; or \(startAfresh(path))")
    }

    /// What to do where the file is of no more use. The files beside it belong to it and must go with it.
    private static func startAfresh(_ path: String) -> String {
        let folder = path.split(separator: "/").dropLast().reduce(path.hasPrefix("/") ? "/" : "") { $0 + $1 + "/" }
        let away = ShellWord.quote(folder + "away")
        // The command comes last, so that it can be copied to the end of the line.
        return """
            to start afresh while no run is under way (what is declared and what runs stays in git and the cloud; lost are \
            failures, soak times and the history of runs, and the next run waits one settle time before it requests an \
            upgrade): mkdir -p \(away) && mv \(ShellWord.quote(path))* \(away)
            """
    }

    private static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
