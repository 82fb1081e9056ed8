import ArgumentParser

/// Of which time a plan is, and what it forecasts.
struct ForecastOptions: ParsableArguments {
    @Option(
        help: """
            Plan as if it were TIME: 2026-11-30T01:00+08:00, 2026-11-30T01:00 in --time-zone, or +2d for two days from \
            now.
            """, transform: MomentArgument.init(parsing:))
    var at: MomentArgument?

    @Option(
        help: "How often a run begins, such as 15m or 1d; the forecast rests on it.",
        transform: DurationArgument.init(parsing:))
    var every = Environment.value("every", else: DurationArgument(seconds: 900))

    @Flag(help: "Do not forecast when the waves would begin and end.")
    var noForecast = Environment.flag("no-forecast")

    mutating func validate() throws {
        at = at ?? Environment.optional("at")
        if every.duration < .seconds(1) { throw ValidationError("--every must be at least 1s; 15m is common") }
    }

    /// What they say.
    var settings: ForecastSettings { ForecastSettings(at: at, every: every.duration, isWanted: !noForecast) }
}

/// What a plan tells of the time to come.
struct ForecastSettings {
    /// The time that the plan supposes; nil: the present.
    var at: MomentArgument?
    /// What lies between the beginnings of two runs.
    var every: Duration
    /// How long a run lasts at the most; nil: as long as `reconcile` would without options.
    var timeout: Duration?
    /// Whether there are forecasts.
    var isWanted: Bool

    /// Those of `reconcile --dry-run`, which has no options for them but its `--timeout`.
    static func ofDryRun(timeout: Duration) throws -> ForecastSettings {
        let every = Environment.value("every", else: DurationArgument(seconds: 900))
        let isWanted = !Environment.flag("no-forecast")
        try Environment.check()
        return ForecastSettings(every: every.duration, timeout: timeout, isWanted: isWanted)
    }
}
