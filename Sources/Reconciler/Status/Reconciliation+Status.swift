import Client
import Fleet
import FoundationEssentials
public import Journal
public import Planning

extension Reconciliation {
    /// Where the rollout of every fleet stands. Makes the calls of a plan, which only read, and reads the journal
    /// without taking a lease; can be asked again and again.
    public func status(
        journal: any JournalStore, settings: Rollout.Settings = Rollout.Settings()
    ) async -> StatusReport {
        let begin = clock.now
        let parts: [Result<FleetStatus, PlanReport.Failure>] = await forEach { fleet, session in
            switch session {
            case .success(let session):
                return await session.status(
                    fleet, journal, settings: settings, planner: planner, upstreams: upstreams, notBefore: begin,
                    clock: clock)
            case .failure(let error):
                return .failure(PlanReport.Failure(fleet: fleet.name, message: "\(error)"))
            }
        }
        var report = StatusReport(fleets: [])
        for part in parts {
            switch part {
            case .success(let status): report.fleets.append(status)
            case .failure(let failure): report.failures.append(failure)
            }
        }
        return report
    }
}

extension LocationSession {
    /// The most changes of the runs' results that are read to say since when something has been so.
    private static let endings = 50

    fileprivate func status(
        _ fleet: DesiredFleet, _ journal: any JournalStore, settings: Rollout.Settings, planner: Planner,
        upstreams: UpstreamReader, notBefore: Date, clock: any WallClock
    ) async -> Result<FleetStatus, PlanReport.Failure> {
        do {
            let (plan, basis, _) = try await plan(
                fleet, journal, settings: settings, planner: planner, upstreams: upstreams, notBefore: notBefore,
                clock: clock
            ).get()
            let (key, declared) = (key(of: fleet), Set(fleet.instances.map(\.id)))
            let open = try await journal.fleetState(of: key, declaring: declared).submissions
            return .success(
                FleetStatus(
                    plan: plan, jobs: basis.situation.observation.inFlight.filter { declared.contains($0.key) },
                    requestedAt: open.filter { declared.contains($0.key) }.mapValues(\.sentAt),
                    runs: try await journal.overview(of: key, endings: Self.endings),
                    zone: fleet.rollout.windows.first?.timeZone))
        } catch let failure as PlanReport.Failure {
            return .failure(failure)
        } catch {
            return .failure(PlanReport.Failure(fleet: fleet.name, message: "\(error)"))
        }
    }
}
