public import FoundationEssentials
public import Fleet

extension Rollout {
    /// The present as a run with these settings would see it that began with this observation, for a plan: what is
    /// remembered is concluded by the same rules, and nothing is done. The grace period, which passes inside of a run, is
    /// left out.
    public static func situation(
        of fleet: DesiredFleet, fleetState: FleetState, seen: Observation,
        external: ExternalState = ExternalState(), settings: Settings = Settings(), now: Date
    ) -> Situation {
        var begin = settings
        begin.skipsGracePeriod = true
        var rollout = Rollout(fleet: fleet, fleetState: fleetState, settings: begin)
        _ = rollout.step(.began, now: now)
        _ = rollout.step(.observed(seen, external), now: now)
        return Situation(
            fleet: fleet, observation: seen, fleetState: rollout.fleetState, memory: rollout.memory, now: now,
            purpose: .plan, settings: settings)
    }

    /// The jobs that the first observation reads.
    public static func firstReading(of fleet: DesiredFleet, fleetState: FleetState) -> JobReading {
        // Without a fleet state, soaks are counted from the jobs that the cloud still shows.
        let soaks = fleet.rollout.waves.contains { $0.soak > .zero }
        return JobReading(
            always: !fleetState.submissions.isEmpty, withCompleted: soaks && fleetState.firstSeenAt == nil)
    }
}
