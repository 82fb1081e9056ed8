import Client
import Fleet
import FoundationEssentials
import Journal
import Planning

/// A location that can be reached: its client, and the observer that its fleets share.
struct LocationSession: Sendable {
    let project: ProjectID
    let cloud: any Cloud
    let observer: LocationObserver

    /// From how many of the last upgrades a forecast takes how long one lasts.
    private static let rememberedDurations = 100

    init(_ access: (project: ProjectID, cloud: any Cloud), clock: any WallClock) {
        project = access.project
        cloud = access.cloud
        observer = LocationObserver(cloud: access.cloud, clock: clock)
    }

    /// What the journal knows a fleet by.
    func key(of fleet: DesiredFleet) -> FleetKey {
        FleetKey(region: fleet.location.region, project: project, name: fleet.name)
    }

    /// The plan of a fleet and what it rests on, or what went wrong. `supposed`: plan as if it were then. A fleet whose instances can be
    /// listed has a plan: an offer that cannot be read holds its own instance, as it does in a run.
    func plan(
        _ fleet: DesiredFleet, _ journal: any JournalStore, settings: Rollout.Settings, planner: Planner,
        upstreams: UpstreamReader, supposed: Date? = nil, notBefore: Date, clock: any WallClock
    ) async -> PlanReport.Part {
        do {
            let fleetState = try await journal.fleetState(
                of: key(of: fleet), declaring: Set(fleet.instances.map(\.id)))
            let seen = try await observer.observe(
                fleet, notBefore: notBefore, jobs: Rollout.firstReading(of: fleet, fleetState: fleetState))
            let situation = Rollout.situation(
                of: fleet, fleetState: fleetState, seen: seen,
                external: ExternalState(
                    offTargetStops: try await journal.offTargetStops(
                        for: fleet, key(of: fleet), acknowledgedAt: fleetState.acknowledgedAt),
                    paused: try await journal.pause(ofFleetNamed: fleet.name, at: clock.now),
                    upstreams: await upstreams.read(
                        for: fleet, with: seen,
                        in: UpstreamReader.Context(journal: journal, settings: settings, clock: clock))),
                settings: settings, now: clock.now)
            var draft = PlanDraft(supposed.map { situation.later(at: $0) } ?? situation, planner: planner)
            while true {
                let needed = draft.offersNeeded
                guard !needed.isEmpty else { break }
                let (readings, windows) = try await OfferReader(cloud: cloud, rollout: fleet.rollout).read(needed)
                draft.add(readings, windows: windows)
            }
            // Without them a forecast falls back on its default; the plan needs none.
            let durations = try? await journal.completedDurations(of: key(of: fleet), limit: Self.rememberedDurations)
            let basis = PlanBasis(situation: draft.situation, completedDurations: durations ?? [])
            var plan = draft.plan(project: project)
            plan.observedAt = seen.startedAt
            return .success((plan, basis, draft.saved(plan)))
        } catch {
            return .failure(PlanReport.Failure(fleet: fleet.name, message: "\(error)"))
        }
    }
}
