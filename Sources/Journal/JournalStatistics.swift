public import FoundationEssentials

/// How large a journal is, and what it holds.
public struct JournalStatistics: Hashable, Sendable {
    /// The bytes of its file, and of the one beside it in which the latest writes are.
    public var bytes: Int64
    /// How many fleets it knows.
    public var fleets: Int
    /// How many runs it remembers.
    public var runs: Int
    /// How many upgrades it remembers, open ones included.
    public var upgrades: Int
    /// When the oldest of the runs began; nil: it has none.
    public var oldestRun: Date?

    /// Statistics.
    public init(bytes: Int64, fleets: Int, runs: Int, upgrades: Int, oldestRun: Date?) {
        (self.bytes, self.fleets, self.runs, self.upgrades) = (bytes, fleets, runs, upgrades)
        self.oldestRun = oldestRun
    }
}
