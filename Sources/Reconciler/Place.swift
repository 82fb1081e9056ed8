import Client
import Fleet
import FoundationEssentials
import Planning

/// A location that can be reached: its client, and the observer that its fleets share.
struct Place: Sendable {
    let project: ProjectID
    let cloud: any Cloud
    let observer: LocationObserver

    init(_ access: (project: ProjectID, cloud: any Cloud), clock: any WallClock) {
        project = access.project
        cloud = access.cloud
        observer = LocationObserver(cloud: access.cloud, clock: clock)
    }

    /// The plan of a fleet, and what the cloud lists at its location.
    func plan(
        _ fleet: DesiredFleet, notBefore: Date, now: @Sendable () -> Date
    ) async -> Result<(FleetPlan, Observation), CloudError> {
        do {
            let seen = try await observer.look(for: fleet, notBefore: notBefore, withJobs: false)
            let needed = Planner().offersNeeded(in: Situation(fleet: fleet, observation: seen, now: now()))
            var situation = Situation(fleet: fleet, observation: seen, now: now())
            situation.take(try await OfferReader(cloud: cloud).read(needed))
            return .success((Planner().plan(situation, project: project), seen))
        } catch let error as CloudError {
            return .failure(error)
        } catch {
            return .failure(.cancelled)
        }
    }
}
