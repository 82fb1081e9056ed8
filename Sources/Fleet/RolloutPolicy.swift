/// How a fleet moves: the spec of a `Rollout` document.
public struct RolloutPolicy: Hashable, Sendable {
    /// The rollout's name; nil: the built-in default.
    public var name: String?
    /// The waves in their order, at least one.
    public var waves: [Wave]
    /// The most instances that one upgrade call names, 1 to 100 (`API.md` §1).
    public var batchSize: Int
    /// Whether upgrades start at once or in the instance's own maintenance window.
    public var timing: Timing
    /// When submissions are allowed; none: always.
    public var windows: [Window]
    /// When nothing is submitted, whatever the windows say.
    public var freezes: [Freeze]
    /// More failed instances than this stop the rollout.
    public var failureBudget: Limit
    /// The most instances of the open wave that one run submits.
    public var maxChanges: Limit
    /// How long an upgrade may run before it counts as failed.
    public var upgradeTimeout: Duration
    /// Whether the cloud's pre-check is asked before a submission.
    public var precheck: Precheck
    /// Whether the whole rollout is suspended.
    public var suspend: Bool
    /// What is evaluated of the fleet as a whole, once all of it is at rest.
    public var checks: [Check]

    /// A policy; every part that is left out has the value of the built-in default.
    public init(
        name: String? = nil, waves: [Wave] = [Wave(name: "all")], batchSize: Int = 100, timing: Timing = .immediate,
        windows: [Window] = [], freezes: [Freeze] = [], failureBudget: Limit = .count(0),
        maxChanges: Limit = .percent(100), upgradeTimeout: Duration = .seconds(2 * 60 * 60),
        precheck: Precheck = .preferred, suspend: Bool = false, checks: [Check] = []
    ) {
        self.name = name
        self.waves = waves
        self.batchSize = batchSize
        self.timing = timing
        self.windows = windows
        self.freezes = freezes
        self.failureBudget = failureBudget
        self.maxChanges = maxChanges
        self.upgradeTimeout = upgradeTimeout
        self.precheck = precheck
        self.suspend = suspend
        self.checks = checks
    }

    /// One wave with `maxUnavailable: 10%`, batches of 100, no soak, windows or freezes, no failure tolerated.
    public static let builtIn = RolloutPolicy()

    /// An ordered part of a rollout.
    public struct Wave: Hashable, Sendable {
        /// The wave's name, unique in its rollout.
        public var name: String
        /// Which instances it takes; nil: all that no earlier wave took.
        public var selector: Selector?
        /// How many of its instances may be upgraded or unhealthy at once.
        public var maxUnavailable: Limit
        /// How long it must have been converged before the next wave starts.
        public var soak: Duration
        /// Whether the wave may be empty; otherwise a wave in which no instance counts holds the waves after it.
        public var optional: Bool
        /// What is evaluated while it soaks, and must have passed before the next wave starts.
        public var checks: [Check]
        /// What is evaluated before the first request of it in a run, and must pass.
        public var before: [Check]

        /// A wave.
        public init(
            name: String, selector: Selector? = nil, maxUnavailable: Limit = .percent(10), soak: Duration = .zero,
            optional: Bool = false, checks: [Check] = [], before: [Check] = []
        ) {
            (self.name, self.selector, self.maxUnavailable, self.soak) = (name, selector, maxUnavailable, soak)
            (self.optional, self.checks, self.before) = (optional, checks, before)
        }
    }

    /// When an upgrade that was requested starts.
    public enum Timing: String, Hashable, Sendable, CaseIterable {
        /// At once: the call's `delay` is false.
        case immediate
        /// In the instance's maintenance window: the call's `delay` is true.
        case maintenanceWindow
    }

    /// What the cloud's pre-check decides.
    public enum Precheck: String, Hashable, Sendable, CaseIterable {
        /// It is not asked.
        case off
        /// It is asked where the region has it.
        case preferred
        /// Nothing is submitted without it.
        case required
    }

    /// A weekly time in which submissions are allowed. It may run across midnight, and for longer than a day.
    public struct Window: Hashable, Sendable {
        /// The days on which it starts; empty: every day.
        public var days: Set<Weekday>
        /// Minutes after midnight, 0 to 1439, on the zone's own clock.
        public var start: Int
        /// How long it stays open, in elapsed time; at most ten years.
        public var duration: Duration
        /// The zone whose clock and calendar `start` and `days` mean.
        public var timeZone: ZoneRules
        /// Nothing is submitted in this last part of it.
        public var closesBefore: Duration

        /// A window.
        public init(
            days: Set<Weekday>, start: Int, duration: Duration, timeZone: ZoneRules, closesBefore: Duration = .zero
        ) {
            self.days = days
            self.start = start
            self.duration = duration
            self.timeZone = timeZone
            self.closesBefore = closesBefore
        }
    }

    /// A day of the week, by its English abbreviation.
    public enum Weekday: String, Hashable, Sendable, CaseIterable {
        /// The days, in ISO 8601's order.
        case mon = "Mon", tue = "Tue", wed = "Wed", thu = "Thu", fri = "Fri", sat = "Sat", sun = "Sun"
    }

    /// A span of days, both included, in which nothing is submitted.
    public struct Freeze: Hashable, Sendable {
        /// The first day.
        public var from: Day
        /// The last day.
        public var to: Day
        /// Why, in the words of the person who declared it.
        public var reason: String?
        /// The zone whose calendar has the days; nil: they hold from when the first begins anywhere on Earth until the
        /// last has ended everywhere.
        public var timeZone: ZoneRules?

        /// A freeze.
        public init(from: Day, to: Day, reason: String? = nil, timeZone: ZoneRules? = nil) {
            (self.from, self.to, self.reason, self.timeZone) = (from, to, reason, timeZone)
        }
    }

    /// A day of the Gregorian calendar.
    public struct Day: Hashable, Sendable, Comparable {
        /// The year, month 1 to 12 and day 1 to 31.
        public var year, month, day: Int

        /// A day.
        public init(year: Int, month: Int, day: Int) { (self.year, self.month, self.day) = (year, month, day) }

        /// The earlier day.
        public static func < (left: Day, right: Day) -> Bool {
            (left.year, left.month, left.day) < (right.year, right.month, right.day)
        }
    }
}

extension RolloutPolicy {
    /// Whether anything is evaluated while the fleet, or a wave of it, is at rest.
    public var hasChecks: Bool { !checks.isEmpty || waves.contains { !$0.checks.isEmpty } }

    /// The same without any check.
    public var withoutChecks: RolloutPolicy {
        var policy = self
        policy.checks = []
        for index in policy.waves.indices { (policy.waves[index].checks, policy.waves[index].before) = ([], []) }
        return policy
    }

    /// Every check with its place: those of each wave in their order, then those of the fleet as a whole.
    public var allChecks: [(id: CheckID, check: Check)] {
        waves.flatMap { wave in
            wave.before.map { (CheckID($0.name, wave: wave.name, isBefore: true), $0) }
                + wave.checks.map { (CheckID($0.name, wave: wave.name), $0) }
        } + checks.map { (CheckID($0.name, wave: nil), $0) }
    }

    /// The index of the wave that takes an instance: the first whose selector matches; nil where none does.
    public func waveIndex(of instance: DesiredInstance) -> Int? {
        waves.firstIndex { $0.selector?.matches(instance.labels) ?? true }
    }
}
