import FoundationEssentials

/// How much of its past a journal keeps of each fleet. What a fleet's decisions rest on stays in any case.
public struct Retention: Hashable, Sendable {
    /// How many of the newest runs are kept; at least one.
    public var runs: Int
    /// How long older runs are kept that requested an upgrade or applied a saved plan. Older ones that did neither go
    /// at once: a run that finds nothing to do every five minutes is no history.
    public var age: Duration

    /// By default 10,000 runs and two years.
    public init(runs: Int = 10_000, age: Duration = .seconds(2 * 365 * 86_400)) {
        (self.runs, self.age) = (max(1, runs), age)
    }

    /// Runs that began before this time are older than the age.
    func limit(at now: Date) -> Date { now.addingTimeInterval(-(age / .seconds(1))) }
}
