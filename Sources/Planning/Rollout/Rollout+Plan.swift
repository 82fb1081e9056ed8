public import FoundationEssentials
public import Fleet
public import Text

extension Rollout {
    /// The present as a run that began with this observation would see it, for a plan: what is remembered is settled by
    /// the same rules, and nothing is done.
    public static func situation(
        of fleet: DesiredFleet, history: History, seen: Observation, stops: [KernelVersion: String] = [:],
        paused: Pause? = nil, allowedChanges: Int? = nil, commands: CommandHints = CommandHints(), now: Date
    ) -> Situation {
        var rollout = Rollout(fleet: fleet, history: history, settings: Settings(assumesIdle: true))
        _ = rollout.step(.began, now: now)
        _ = rollout.step(.observed(seen, stops: stops, paused: paused), now: now)
        return Situation(
            fleet: fleet, observation: seen, history: rollout.history, memory: rollout.memory, now: now,
            allowedChanges: allowedChanges, commands: commands)
    }

    /// The jobs that the first observation reads.
    public static func firstReading(of fleet: DesiredFleet, history: History) -> JobReading {
        // Without a history, soaks are counted from the jobs that the cloud still shows.
        let soaks = fleet.rollout.waves.contains { $0.soak > .zero }
        return JobReading(
            always: !history.submissions.isEmpty, withCompleted: soaks && history.firstSeenAt == nil)
    }
}
