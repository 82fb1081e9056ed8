import ArgumentParser
import FoundationEssentials
import Journal
import Planning
import Text

/// The times that a run keeps to, and a plan of one.
struct TimeOptions: ParsableArguments {
    @Option(
        help: "How long to leave the cloud alone between two observations, such as 30s, 15m or 2h.",
        transform: DurationArgument.init(parsing:))
    var pollInterval = Environment.value("poll-interval", else: DurationArgument(seconds: 30))

    @Option(
        help: "How long an accepted upgrade may take to show in the jobs or versions, such as 5m.",
        transform: DurationArgument.init(parsing:))
    var settleTime = Environment.value("settle-time", else: DurationArgument(seconds: 300))

    func validate() throws {
        if pollInterval.duration < .milliseconds(10) {
            throw ValidationError("--poll-interval must be at least 10ms; the cloud's limits are better served by 30s")
        }
        // What does not show must not have shown in two observations.
        if settleTime.duration < pollInterval.duration * 2 {
            throw ValidationError("--settle-time must be at least twice the --poll-interval (\(pollInterval))")
        }
    }

    /// The settings of a run that ends at `deadline`, whose messages name commands as `commands` spells them.
    func settings(
        until deadline: Date? = nil, skipsGracePeriod: Bool = false, allowedChanges: Int?, commands: CommandHints
    ) -> Rollout.Settings {
        Rollout.Settings(
            pollInterval: pollInterval.duration, settleTime: settleTime.duration, deadline: deadline,
            skipsGracePeriod: skipsGracePeriod, allowedChanges: allowedChanges, commands: commands)
    }
}

/// When a run ends, and what it waits for; a plan waits for nothing.
struct RunOptions: ParsableArguments {
    @Option(
        help: "When to stop, converged or not, such as 1h30m. Upgrades that run by then go on by themselves.",
        transform: DurationArgument.init(parsing:))
    var timeout = Environment.value("timeout", else: DurationArgument(seconds: 7200))

    @Option(
        help: "How long to wait for another run of the same fleet before giving up, such as 10m.",
        transform: DurationArgument.init(parsing:))
    var lockTimeout = Environment.value("lock-timeout", else: DurationArgument(seconds: 0))

    @Flag(
        help: """
            Nothing was requested elsewhere in the last minutes: an empty journal need not wait for it to show. \
            For CI with throw-away disks.
            """)
    var assumeIdle = Environment.flag("assume-idle")

    @Flag(
        help: """
            Apply a commit that does not follow the one that was applied last, as after a force push. An older pipeline \
            that runs after a newer one is refused without it.
            """)
    var allowRewind = Environment.flag("allow-rewind")

    @Option(
        help: """
            How many of each fleet's newest runs the journal keeps. Older ones that requested something are kept for two \
            years, and what decides something for as long as it does.
            """)
    var keepRuns = Environment.value("keep-runs", else: Retention().runs)

    func validate() throws {
        if keepRuns < 1 { throw ValidationError("--keep-runs must be 1 or more") }
    }

    /// When a run ends that begins at `start`.
    func deadline(from start: Date) -> Date { start.addingTimeInterval(timeout.duration / .seconds(1)) }
}
