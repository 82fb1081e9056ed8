import FoundationEssentials
public import Journal

/// The JSON answer of `journal check` and of `journal import`.
public struct JournalDocument: Encodable {
    var schemaVersion = 1
    var path: String
    /// Nil: that cannot be read.
    var version: Int?
    var currentVersion: Int
    var bytes: Int64?
    var fleets: Int?
    var runs: Int?
    var upgrades: Int?
    var oldestRun: Date?
    var problems: [JournalProblem]
    /// Nil: nothing was to be imported.
    var isImported: Bool?

    /// Of a check-up. `isImported`: whether an import has filled the journal; false: it held the same already.
    public init(_ checkup: JournalCheckup, isImported: Bool? = nil) {
        path = checkup.path
        (version, currentVersion) = (checkup.version, checkup.currentVersion)
        (bytes, fleets) = (checkup.statistics?.bytes, checkup.statistics?.fleets)
        (runs, upgrades) = (checkup.statistics?.runs, checkup.statistics?.upgrades)
        (oldestRun, problems) = (checkup.statistics?.oldestRun, checkup.problems)
        self.isImported = isImported
    }
}
