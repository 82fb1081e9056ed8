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

    init(_ code: Code, _ message: String, hint: String, underlying: Int32? = nil) {
        (self.code, self.message, self.hint, self.underlying) = (code, message, hint, underlying)
    }
}

extension JournalError: CustomStringConvertible {
    /// The message and the hint, a line each.
    public var description: String { "\(message); \(hint)" }
}
