import Fleet
import FoundationEssentials
import Glibc
import Text

/// Where the journal and the locks are: a directory on a local disk, since neither works on a network's.
public struct StateDirectory: Hashable, Sendable {
    /// The directory; it need not be there.
    public let path: String

    /// `explicit` where it was named (`--state`), else the first of the directories that systemd has made for the service
    /// (`STATE_DIRECTORY`), else `dbconverge` under `XDG_STATE_HOME`, else under `~/.local/state`. What is empty counts
    /// as not given; so does what is relative, which the XDG base directory specification wants ignored. Throws `.noStateDirectory` where nothing says which directory.
    public init(explicit: String? = nil, environment: [String: String]) throws(JournalError) {
        func absolute(_ name: String) -> String? { environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil } }
        if let explicit, !explicit.isEmpty {
            path = explicit
        } else if let own = environment["STATE_DIRECTORY"]?.split(separator: ":").first, own.hasPrefix("/") {
            path = String(own)
        } else if let base = absolute("XDG_STATE_HOME") ?? absolute("HOME").map({ $0 + "/.local/state" }) {
            path = base + "/dbconverge"
        } else {
            throw JournalError(
                .noStateDirectory,
                "there is no directory for the journal: none of STATE_DIRECTORY, XDG_STATE_HOME and HOME is set",
                hint: "name one: --state DIR, or DBCONVERGE_STATE in the environment")
        }
    }

    /// The journal's file. SQLite keeps two more beside it, whose names begin with this.
    public var journal: String { path + "/journal.sqlite" }

    /// The lock of the process that sets the journal's file up. No fleet's lock file has that name.
    var setupLock: String { locks + "/journal.lock" }

    /// The file in which a fleet locks this byte. No fleet's own file has that name. There are several, because the system
    /// looks through all locks of a file at each of them, and few, because each that is in use takes a descriptor.
    func fleetLocks(_ byte: UInt64) -> String { "\(locks)/fleets-\(byte % 64).lock" }

    /// Where the locks are.
    var locks: String { path + "/locks" }

    /// The lock file of a fleet. Any name makes a safe one; names that differ have files that differ, unless they are
    /// so long that a file's name cannot hold them: those may share one, and then wait for each other.
    func lock(of fleet: FleetKey) -> String {
        let name = [fleet.region, fleet.project.description, fleet.name].map(Self.encoded).joined(separator: ".")
        guard name.utf8.count > 200 else { return "\(locks)/\(name).lock" }
        return "\(locks)/\(name.prefix(150))~\(String(StableHash.of(name), radix: 16)).lock"
    }

    /// Without the dot, so that it can separate, and the tilde, which begins the hash of a long name.
    private static func encoded(_ text: String) -> String {
        PercentCoding.encode(text.utf8, except: [UInt8(ascii: "."), UInt8(ascii: "~")])
    }

    /// Makes the directory and that of the locks where they are missing, for their owner alone. Throws `.notOpened`
    /// where one cannot be made, `.notTrusted` where other users could write to one.
    func create() throws(JournalError) {
        var parent = path.hasPrefix("/") ? "" : "."
        for name in locks.split(separator: "/") {
            parent += "/\(name)"
            guard mkdir(parent, 0o700) != 0 else { continue }
            // The directories on the way may be such as this user may not make, and there all the same.
            let failure = errno
            var status = stat()
            if stat(parent, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { continue }
            throw JournalError(
                .notOpened,
                "the directory for the journal, \(path), cannot be made: \(parent): \(String(cString: strerror(failure)))",
                hint: "name another: --state DIR, or DBCONVERGE_STATE in the environment", underlying: failure)
        }
        try check()
    }

    private func check() throws(JournalError) {
        var status = stat()
        if stat(path, &status) == 0, let objection = Trust.objection(toDirectory: status) {
            throw .notTrusted(path, objection)
        }
        // Its own link would lead out of the directory.
        if lstat(locks, &status) == 0, let objection = Trust.objection(toDirectory: status) {
            throw .notTrusted(locks, status.st_mode & S_IFMT == S_IFLNK ? "it is a symbolic link" : objection)
        }
        try checkJournal(Trust.objection(toFile:))
    }

    /// Throws `.notTrusted` where what is read could be another user's work. Who may only read need not own it, and
    /// where the file system cannot be written, it is as it was made.
    func checkReading() throws(JournalError) {
        var (status, system) = (stat(), statvfs())
        if stat(path, &status) == 0, let objection = Trust.objectionToMode(status) {
            let isReadOnly = statvfs(path, &system) == 0 && system.f_flag & UInt(ST_RDONLY) != 0
            if !isReadOnly { throw .notTrusted(path, objection) }
        }
        try checkJournal(Trust.objection(toRead:))
    }

    /// Throws `.notTrusted` for a file of the journal to which there is an objection.
    func checkJournal(_ objection: (stat) -> String?) throws(JournalError) {
        for file in [journal, journal + "-wal", journal + "-shm", journal + "-journal"] {
            var status = stat()
            guard lstat(file, &status) == 0, let objection = objection(status) else { continue }
            // SQLite itself has better words for that.
            if file == journal, status.st_mode & S_IFMT == S_IFDIR { continue }
            throw .notTrusted(file, objection)
        }
    }
}
