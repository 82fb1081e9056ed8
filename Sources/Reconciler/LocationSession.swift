import Client
import Fleet
import FoundationEssentials
import Planning
import Text

/// A location that can be reached: its client, and the observer that its fleets share.
struct LocationSession: Sendable {
    let project: ProjectID
    let cloud: any Cloud
    let observer: LocationObserver

    init(_ access: (project: ProjectID, cloud: any Cloud), clock: any WallClock) {
        project = access.project
        cloud = access.cloud
        observer = LocationObserver(cloud: access.cloud, clock: clock)
    }

    /// What the journal and the lock know a fleet by.
    func key(of fleet: DesiredFleet) -> FleetKey {
        FleetKey(region: fleet.location.region, project: project, name: fleet.name)
    }

    /// The plan of a fleet and what the cloud lists at its location, or what went wrong.
    func plan(
        _ fleet: DesiredFleet, _ journal: any Journal, allowedChanges: Int?, commands: CommandHints, notBefore: Date,
        clock: any WallClock
    ) async -> Result<(FleetPlan, Observation), PlanReport.Failure> {
        do {
            let fleetState = try journal.fleetState(
                of: key(of: fleet), declaring: Set(fleet.instances.map(\.id)))
            let seen = try await observer.observe(
                fleet, notBefore: notBefore, jobs: Rollout.firstReading(of: fleet, fleetState: fleetState))
            var situation = Rollout.situation(
                of: fleet, fleetState: fleetState, seen: seen,
                offTargetStops: try journal.offTargetStops(
                    for: fleet, key(of: fleet), acknowledgedAt: fleetState.acknowledgedAt),
                paused: try journal.pause(ofFleetNamed: fleet.name, at: clock.now),
                allowedChanges: allowedChanges, commands: commands, now: clock.now)
            for _ in 1...UnreadableOffer.maximumAttempts {
                let needed = Planner().offersNeeded(in: situation)
                guard !needed.isEmpty else { break }
                let (readings, windows) = try await OfferReader(cloud: cloud, rollout: fleet.rollout).read(needed)
                situation.memory.windows.merge(windows) { _, new in new }
                situation.add(readings)
            }
            // A plan with rows that nobody could read would not be one.
            if let unread = situation.memory.unreadable.values.first(where: \.mayPass) {
                return .failure(PlanReport.Failure(fleet: fleet.name, message: unread.message))
            }
            return .success((Planner().plan(situation, project: project), seen))
        } catch {
            return .failure(PlanReport.Failure(fleet: fleet.name, message: "\(error)"))
        }
    }
}
