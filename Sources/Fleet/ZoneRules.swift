public import FoundationEssentials

/// A time zone as a value: how far its clocks are ahead of UTC, and when that changes.
public struct ZoneRules: Hashable, Sendable {
    /// A change of the clocks.
    public struct Transition: Hashable, Sendable {
        /// The first instant at which the new offset holds.
        public var at: Date
        /// Seconds ahead of UTC from then on, less than a day either way.
        public var offset: Int

        /// A change.
        public init(at: Date, offset: Int) { (self.at, self.offset) = (at, offset) }
    }

    /// The IANA name.
    public let name: String
    /// Seconds ahead of UTC before the first transition, less than a day either way.
    public let initialOffset: Int
    /// The changes in their order; after the last, its offset holds for good.
    public let transitions: [Transition]

    /// A zone. The transitions may come in any order.
    public init(name: String, initialOffset: Int, transitions: [Transition] = []) {
        self.name = name
        self.initialOffset = initialOffset
        self.transitions = transitions.sorted { $0.at < $1.at }
    }

    /// The zone whose clocks never change.
    public static let utc = ZoneRules(name: "UTC", initialOffset: 0)

    /// Seconds ahead of UTC at an instant.
    public func offset(at date: Date) -> Int { offset(afterTransitions: transitionCount(through: date)) }

    /// The day that the zone's calendar shows at an instant.
    public func day(at date: Date) -> RolloutPolicy.Day {
        let days = ((date.timeIntervalSince1970 + Double(offset(at: date))) / 86_400).rounded(.down)
        return .init(daysSinceEpoch: Int(min(max(-ZoneRules.reach, days), ZoneRules.reach)))
    }

    /// When the zone's clock first shows that minute of a day, or, where it skips it, the first later one: the instant
    /// at which the clock jumps. Where a clock shows the minute twice, this is the first time.
    public func start(of day: RolloutPolicy.Day, minute: Int = 0) -> Date { first(local: localTime(day, minute)) }

    /// The instant after the last at which the zone's calendar shows a day.
    public func end(of day: RolloutPolicy.Day) -> Date {
        let midnight = localTime(day.adding(1), 0)
        var end = first(local: midnight)
        // Clocks that go back across midnight show the end of the day once more.
        for transition in transitions[transitionCount(through: end)...] {
            guard transition.at.timeIntervalSince(end) < 86_400 else { break }
            let offset = Double(transition.offset)
            if transition.at.timeIntervalSince1970 + offset < midnight {
                end = .init(timeIntervalSince1970: midnight - offset)
            }
        }
        return end
    }

    /// Days on either side of 1970 beyond which no calendar is asked.
    private static let reach = 100_000_000.0

    /// What the zone's clock shows, as seconds after 1970-01-01 00:00 of that clock.
    private func localTime(_ day: RolloutPolicy.Day, _ minute: Int) -> TimeInterval {
        Double(day.daysSinceEpoch) * 86_400 + Double(minute) * 60
    }

    /// The first instant at which the clock shows a local time or a later one.
    private func first(local: TimeInterval) -> Date {
        // A day earlier, no clock on Earth shows it yet.
        var count = transitionCount(through: Date(timeIntervalSince1970: local - 86_400))
        var candidate = Date(timeIntervalSince1970: local - Double(offset(afterTransitions: count)))
        while count < transitions.count, candidate >= transitions[count].at {
            let transition = transitions[count]
            candidate = max(transition.at, Date(timeIntervalSince1970: local - Double(transition.offset)))
            count += 1
        }
        return candidate
    }

    private func offset(afterTransitions count: Int) -> Int {
        count > 0 ? transitions[count - 1].offset : initialOffset
    }

    /// How many transitions lie at or before an instant.
    private func transitionCount(through date: Date) -> Int {
        var (low, high) = (0, transitions.count)
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle].at <= date { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
