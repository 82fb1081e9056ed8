import FoundationEssentials

/// How long one upgrade is taken to last, and how that is known.
public struct TypicalDuration: Hashable, Sendable, Codable {
    /// From its request until it is seen to have ended.
    public var duration: Duration
    /// From how many completed upgrades of the fleet that is; 0: from none, and it is the default.
    public var upgrades: Int

    /// What is assumed where no upgrade of the fleet has completed: 15 minutes.
    public static let standard = Duration.seconds(15 * 60)

    /// The median of the durations of a fleet's completed upgrades, else the default. What is not positive is left out.
    public init(ofCompleted durations: [Duration] = []) {
        let known = durations.filter { $0 > .zero }.sorted()
        upgrades = known.count
        guard !known.isEmpty else {
            duration = TypicalDuration.standard
            return
        }
        duration = (known[(known.count - 1) / 2] + known[known.count / 2]) / 2
    }
}
