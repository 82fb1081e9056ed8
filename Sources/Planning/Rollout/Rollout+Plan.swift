public import FoundationEssentials
public import Fleet
public import Text

extension Rollout {
    /// The present as a run that began with this observation would see it, for a plan: what is remembered is concluded
    /// by the same rules, and nothing is done.
    public static func situation(
        of fleet: DesiredFleet, fleetState: FleetState, seen: Observation,
        offTargetStops: [KernelVersion: String] = [:],
        paused: Pause? = nil, allowedChanges: Int? = nil, commands: CommandHints = CommandHints(), now: Date
    ) -> Situation {
        var rollout = Rollout(fleet: fleet, fleetState: fleetState, settings: Settings(skipsGracePeriod: true))
        _ = rollout.step(.began, now: now)
        _ = rollout.step(.observed(seen, offTargetStops: offTargetStops, paused: paused), now: now)
        return Situation(
            fleet: fleet, observation: seen, fleetState: rollout.fleetState, memory: rollout.memory, now: now,
            allowedChanges: allowedChanges, commands: commands)
    }

    /// The jobs that the first observation reads.
    public static func firstReading(of fleet: DesiredFleet, fleetState: FleetState) -> JobReading {
        // Without a fleet state, soaks are counted from the jobs that the cloud still shows.
        let soaks = fleet.rollout.waves.contains { $0.soak > .zero }
        return JobReading(
            always: !fleetState.submissions.isEmpty, withCompleted: soaks && fleetState.firstSeenAt == nil)
    }
}
