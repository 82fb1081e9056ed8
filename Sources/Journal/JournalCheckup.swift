/// How sound a journal is.
public struct JournalCheckup: Sendable {
    /// The journal's file.
    public var path: String
    /// The version of its tables; nil: that cannot be read.
    public var version: Int?
    /// The version that this program writes. The next run brings an older journal up to it.
    public var currentVersion: Int
    /// How large it is; nil: that cannot be read.
    public var statistics: JournalStatistics?
    /// What is wrong with it; none where it is sound.
    public var problems: [JournalProblem]

    /// A check-up.
    public init(
        path: String, version: Int?, currentVersion: Int, statistics: JournalStatistics?, problems: [JournalProblem]
    ) {
        (self.path, self.version, self.currentVersion) = (path, version, currentVersion)
        (self.statistics, self.problems) = (statistics, problems)
    }
}

/// Something that is wrong with a journal.
public struct JournalProblem: Hashable, Sendable, Encodable {
    /// What was checked.
    public enum Check: String, Hashable, Sendable, Encodable, CaseIterable {
        /// The file, as SQLite checks it.
        case file
        /// The version of the tables.
        case version
        /// Rows that belong to rows which are not there.
        case references
        /// Rows that something other than this program has changed.
        case checksums
        /// Rows that make no sense.
        case rows
    }

    /// What was checked.
    public var check: Check
    /// What is wrong, in a line.
    public var message: String

    /// A problem.
    public init(_ check: Check, _ message: String) { (self.check, self.message) = (check, message) }
}
