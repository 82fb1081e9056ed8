/// Why the journal cannot be read or written. Without it a run must not request anything.
public struct JournalError: Error, Hashable, Sendable {
    /// What kind of error it is; compare it with the constants.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        /// The code in words.
        public let description: String

        private init(_ description: String) { self.description = description }

        /// Nothing says in which directory it is.
        public static let noStateDirectory = Code("no state directory")
        /// The file is no journal, or has suffered.
        public static let damaged = Code("damaged")
        /// Something other than this program has changed what it holds.
        public static let edited = Code("edited")
        /// A newer version of the program has written it.
        public static let newer = Code("newer")
        /// It may be read but not written.
        public static let readOnly = Code("read-only")
        /// The disk is full. Nothing of what was to be written is in it.
        public static let diskFull = Code("disk full")
        /// Another process has held it for longer than the time-out.
        public static let busy = Code("busy")
        /// The file is a directory.
        public static let isDirectory = Code("is a directory")
        /// It, or a file that SQLite keeps beside it, cannot be opened or made.
        public static let notOpened = Code("not opened")
        /// It, its directory or a file beside it may be another user's work.
        public static let notTrusted = Code("not trusted")
        /// Its file is no longer at its path: what is written would be lost.
        public static let gone = Code("gone")
        /// The run does not hold its fleet's lease any more: another has begun, or it has completed itself.
        public static let leaseLost = Code("lease lost")
        /// There is none.
        public static let missing = Code("missing")
        /// What was to be imported is no export, not whole, or not what is there already.
        public static let notImported = Code("not imported")
        /// Something else, such as a disk that fails.
        public static let failed = Code("failed")
    }

    /// What kind of error it is.
    public let code: Code
    /// What is wrong, and with which file.
    public let message: String
    /// What to do about it.
    public let hint: String
    /// SQLite's own extended code or the system's `errno`, where there is one.
    public let underlying: Int32?

    /// An error of a journal.
    init(_ code: Code, _ message: String, hint: String, underlying: Int32? = nil) {
        (self.code, self.message, self.hint, self.underlying) = (code, message, hint, underlying)
    }
}

extension JournalError: CustomStringConvertible {
    /// The message and the hint, a line each.
    public var description: String { "\(message); \(hint)" }
}

extension JournalError {
    /// `other`: the run that has begun since; nil: the run itself has completed.
    static func leaseLost(_ fleet: FleetKey, _ run: RunID, to other: RunID?) -> JournalError {
        let reason = other.map { "run \($0) has begun meanwhile" } ?? "it has completed"
        return JournalError(
            .leaseLost, "run \(run) may write nothing more for the fleet \(fleet): \(reason)",
            hint: """
                let the other run go on; the files in the folder locks of the state directory must stay there while one \
                is under way
                """)
    }
}
