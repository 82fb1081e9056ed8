public import Fleet
public import FoundationEssentials
public import Journal
public import Planning

/// Brings fleets to their declared versions, side by side: one that fails does not stop the others.
public struct Reconciliation: Sendable {
    /// Access to one location.
    public typealias Access = (project: ProjectID, cloud: any Cloud)

    let upstreams: UpstreamReader
    private let work: [(fleet: DesiredFleet, session: Result<LocationSession, any Error>)]
    let clock: any WallClock
    private let stalls: StallWatch
    private(set) var planner: Planner
    private let evaluator: any CheckEvaluator

    /// A reconciliation of these fleets. `access` is asked once for each location, for all of them side by side; what
    /// it throws is what the fleets of that location fail with, and no others. Fleets of one location share its client.
    /// `declared` are all fleets of the manifests: those that one of `fleets` follows are read, and nothing else is done
    /// with them. `evaluator` is asked for the checks of a run.
    public init(
        of fleets: [DesiredFleet], among declared: [DesiredFleet] = [], clock: any WallClock = SteadyClock.shared,
        stalls: StallWatch = .shared, planner: Planner = Planner(), evaluator: any CheckEvaluator = NoCheckEvaluator(),
        access: @escaping @Sendable (Location) async throws -> Access
    ) async {
        self.clock = clock
        self.stalls = stalls
        self.planner = planner
        self.evaluator = evaluator
        stalls.start()
        let followed = Set(fleets.flatMap { $0.dependsOn.map(\.fleet) })
        let upstreams = (declared + fleets).filter { followed.contains($0.name) }
        let sessions = await withTaskGroup(of: (Location, Result<LocationSession, any Error>).self) { group in
            for location in Set((fleets + upstreams).map(\.location)) {
                group.addTask {
                    do {
                        let cloud = try await access(location)
                        return (location, .success(LocationSession(cloud, clock: clock)))
                    } catch {
                        return (location, .failure(error))
                    }
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        self.upstreams = UpstreamReader(
            Dictionary(
                upstreams.map {
                    let session = sessions[$0.location] ?? .failure(CancellationError())
                    return ($0.name, UpstreamReader.Source(fleet: $0, session: session))
                }, uniquingKeysWith: { first, _ in first }))
        work = fleets.sorted { $0.name < $1.name }.map { fleet in
            (fleet, sessions[fleet.location] ?? .failure(CancellationError()))
        }
    }

    /// The same fleets, at the same connections, with another planner: that of a saved plan which is applied.
    public func with(_ planner: Planner) -> Reconciliation {
        var copy = self
        copy.planner = planner
        return copy
    }

    /// Runs every fleet to its end and reports in the order of their names. Cancelling the task stops all of them.
    /// `author` is that of the revision's commit, `signatures` are those for which it was believed. Under a commit that its
    /// ref has left, as `follower` tells, nothing
    /// more is requested; nil: it is pinned. A fleet to which a commit was applied that this one does not follow, as
    /// `history` tells, is left alone; nil: it may follow any. `planDigest` is that of the saved plan which is applied;
    /// nil: none is.
    public func run(
        settings: Rollout.Settings, state: JournalAccess, revision: String, author: String? = nil,
        signatures: RevisionSignatures = RevisionSignatures(),
        follower: (any RevisionFollower)? = nil, history: (any RevisionHistory)? = nil, planDigest: String? = nil,
        tell: @escaping @Sendable (RunProgress) -> Void = { _ in }
    ) async -> [FleetReport] {
        let watch = RevisionWatch(follower, history: history, interval: settings.pollInterval, clock: clock)
        // Before any of them reads what is remembered: what has moved between two of them belongs to one. Each reports
        // what is wrong with the journal when its turn comes.
        let declared = await forEach { fleet, found -> Set<InstanceID> in
            let instances = Set(fleet.instances.map(\.id))
            guard case .success(let session) = found else { return instances }
            do throws(JournalError) {
                let key = session.key(of: fleet)
                guard try await watch.check(key, declaring: instances, state.journal).objection == nil else {
                    return instances
                }
                try await state.journal.adopt(instances, into: key, at: clock.reading)
            } catch {}
            return instances
        }
        // All begin before any of them observes, so that they share an observation.
        let runs = await Self.concurrently(Array(zip(work, declared))) {
            item, instances -> @Sendable () async -> FleetReport in
            let (fleet, found) = item
            let session: LocationSession
            switch found {
            case .success(let reached): session = reached
            case .failure(is CancellationError): return { FleetReport(fleet: fleet.name, result: .interrupted) }
            case .failure(let error):
                let message = "\(error)"
                return { FleetReport(fleet: fleet.name, result: .failed(message: message)) }
            }
            let run = FleetRun(
                instances: instances, location: session, state: state, revision: revision, author: author,
                signatures: signatures,
                planDigest: planDigest, watch: watch, settings: settings, planner: planner, clock: clock,
                stalls: stalls, upstreams: upstreams, evaluator: evaluator, tell: tell)
            let beginning = await run.begin(fleet)
            return { await run.run(fleet, beginning) }
        }
        return await Self.concurrently(runs) { await $0() }
    }

    /// What each run would do, reading whatever that depends on and changing nothing.
    /// `declared` names every instance of every fleet of the commit: what another fleet declares is not unmanaged.
    /// `settings` are those of the run that the plan is about. `supposed`: a time to come; plan as if it were then.
    public func plan(
        revision: String, signatures: RevisionSignatures = RevisionSignatures(), declared: Set<InstanceID>,
        journal: any JournalStore = InMemoryJournal(),
        settings: Rollout.Settings = Rollout.Settings(), supposed: Date? = nil
    ) async -> PlanReport {
        let begin = clock.now
        let parts: [PlanReport.Part] = await forEach { fleet, session in
            switch session {
            case .success(let session):
                return await session.plan(
                    fleet, journal, settings: settings, planner: planner, upstreams: upstreams, supposed: supposed,
                    notBefore: begin, clock: clock)
            case .failure(let error):
                return .failure(PlanReport.Failure(fleet: fleet.name, message: "\(error)"))
            }
        }
        return PlanReport(parts, revision: revision, signatures: signatures, declared: declared)
    }

    /// What `body` makes of each fleet, in the order of their names.
    func forEach<Value: Sendable>(
        _ body: @escaping @Sendable (DesiredFleet, Result<LocationSession, any Error>) async -> Value
    ) async -> [Value] {
        await Self.concurrently(work) { await body($0.fleet, $0.session) }
    }

    private static func concurrently<Item: Sendable, Value: Sendable>(
        _ items: [Item], _ body: @escaping @Sendable (Item) async -> Value
    ) async -> [Value] {
        await withTaskGroup(of: (Int, Value).self) { group in
            for (index, item) in items.enumerated() {
                group.addTask {
                    let value = await body(item)
                    return (index, value)
                }
            }
            var values: [(index: Int, value: Value)] = []
            for await result in group { values.append(result) }
            return values.sorted { $0.index < $1.index }.map(\.value)
        }
    }
}
