import Client
import Fleet
import FoundationEssentials
import Journal
import Planning

/// Reads the fleets that others follow, also those that a run leaves out. What cannot be read is said of each by itself.
struct UpstreamReader: Sendable {
    /// A fleet that goes first, and the way to its location.
    struct Source: Sendable {
        var fleet: DesiredFleet
        var session: Result<LocationSession, any Error>
    }

    /// The circumstances of a reading.
    struct Context: Sendable {
        var journal: any JournalStore
        var settings: Rollout.Settings
        var clock: any WallClock
        /// Evaluates the checks of the fleets that go first, for a run. It tells the journal what it finds, also since when
        /// instances have been at rest; what only reads has none.
        var evaluating: (evaluator: any CheckEvaluator, run: RunID)?
        /// Nothing counts as at rest since earlier, because the machine's clock was set then; nil: it was not.
        var restsSince: Date?
    }

    private let sources: [String: Source]

    init(_ sources: [String: Source] = [:]) { self.sources = sources }

    /// The fleets that `fleet` follows, by name; none where all of its instances are in sync, so that nothing of it
    /// waits. The readings begin no earlier than the observation that they belong to.
    func read(
        for fleet: DesiredFleet, with seen: Observation, in context: Context
    ) async -> [String: UpstreamReading] {
        guard !fleet.dependsOn.isEmpty, Observation.isOutOfSync(fleet, in: seen.instances) else { return [:] }
        return await withTaskGroup(of: (String, UpstreamReading?).self) { group in
            for dependency in fleet.dependsOn {
                group.addTask {
                    let reading = await read(dependency, notBefore: seen.startedAt, in: context)
                    return (dependency.fleet, reading)
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    private func read(
        _ dependency: FleetDependency, notBefore: Date, in context: Context
    ) async -> UpstreamReading? {
        guard let source = sources[dependency.fleet] else { return nil }
        do {
            return .read(
                try await source.session.get().upstreamState(
                    of: source.fleet, before: dependency, notBefore: notBefore, in: context))
        } catch let error as CloudError {
            return .failed(message: error.description, mayPass: error.mayPass)
        } catch is CancellationError {
            return .failed(message: "the reading was cut short", mayPass: true)
        } catch {
            return .failed(message: "\(error)", mayPass: false)
        }
    }
}

extension LocationSession {
    /// What is known of a fleet that others follow. Its jobs are read, so that what is in flight is not at rest.
    fileprivate func upstreamState(
        of fleet: DesiredFleet, before dependency: FleetDependency, notBefore: Date,
        in context: UpstreamReader.Context
    ) async throws -> UpstreamState {
        let key = key(of: fleet)
        let before = try await context.journal.fleetState(of: key, declaring: Set(fleet.instances.map(\.id)))
        let now = context.clock.now
        var known = before
        if let date = before.liesAhead(of: now) ? now : context.restsSince { known.countRest(from: date, now: now) }
        // Of what the journal does not know, the cloud's jobs of the last month may tell when it came to rest. Where the
        // clock was set, their times say nothing.
        let jobs = JobReading(always: true, withCompleted: context.restsSince == nil && !known.knowsRest(of: fleet))
        let seen = try await observer.observe(fleet, notBefore: notBefore, jobs: jobs)
        var situation = Rollout.situation(
            of: fleet, fleetState: known, seen: seen, settings: context.settings, now: context.clock.now)
        if let (evaluator, run) = context.evaluating {
            // It belongs to no run of that fleet, and is said at once: its own may be under way.
            let rest = situation.fleetState.restEntries(since: before)
            if !rest.isEmpty { try await context.journal.append(rest, to: key, run: nil) }
            let due = situation.dueChecks(before: dependency)
            if !due.isEmpty {
                let began = context.clock.now
                let results = await evaluator.evaluate(due)
                let evaluations = due.evaluations(results, at: began)
                situation.fleetState.apply(.evaluated(evaluations))
                try await context.journal.append(evaluations, of: key, by: run)
            }
        }
        var state = UpstreamState(of: situation)
        let pause = try await context.journal.pause(ofFleetNamed: fleet.name, at: now)
        state.isPaused = pause.map { $0.until == nil } ?? false
        return state
    }
}
