import Client
import Fleet
import FoundationEssentials
import Journal
import Planning

/// Performs the effects of one fleet's rollout and feeds back what comes of them.
///
/// Cancelling the task stops the run: no further submission leaves, and one that is under way gets its answer.
struct FleetRun: Sendable {
    /// The ids of the instances that the fleet declares.
    let instances: Set<InstanceID>
    let location: LocationSession
    let state: JournalAccess
    let revision: String
    let author: String?
    let signatures: RevisionSignatures
    let planDigest: String?
    let watch: RevisionWatch
    let settings: Rollout.Settings
    let planner: Planner
    let clock: any WallClock
    let stalls: StallWatch
    let upstreams: UpstreamReader
    let evaluator: any CheckEvaluator
    let tell: @Sendable (RunProgress) -> Void

    /// A run that has begun, or has ended before it could.
    enum Beginning: Sendable {
        case begun(Rollout, JournalSession)
        /// Another run has the fleet, and may be waited for.
        case held
        case ended(FleetReport)
    }

    /// Takes the lease, and reads what is remembered. `waits`: for another run of the fleet.
    func begin(_ fleet: DesiredFleet, waits: Bool = false) async -> Beginning {
        let key = location.key(of: fleet)
        do {
            let lease = try await state.lease(
                for: {
                    RunStart(
                        of: key, revision: revision, author: author, signatures: signatures, planDigest: planDigest,
                        now: $0)
                },
                waits: waits, clock: clock)
            return await remembered(fleet, lease)
        } catch let error as LeaseError {
            switch error.code {
            case .held where !waits && state.leaseTimeout > .zero: return .held
            case .held: return .ended(FleetReport(fleet: fleet.name, result: .locked(message: error.description)))
            case .unusable: return .ended(FleetReport(fleet: fleet.name, result: .failed(message: error.description)))
            }
        } catch {
            return .ended(FleetReport(fleet: fleet.name, result: .interrupted))
        }
    }

    private func remembered(_ fleet: DesiredFleet, _ lease: any FleetLease) async -> Beginning {
        do throws(JournalError) {
            let session = try await JournalSession(state.journal, lease)
            var isAccepted = false
            // Again where another fleet has taken over some of the instances meanwhile.
            while !isAccepted {
                let (objection, checked) = try await watch.check(lease.fleet, declaring: instances, state.journal)
                if let objection {
                    let report = FleetReport(fleet: fleet.name, result: .failed(message: objection))
                    await session.complete(report, now: clock.now)
                    await lease.release()
                    return .ended(report)
                }
                isAccepted = try await state.journal.acceptRevision(
                    of: lease.run, declaring: instances, after: checked)
            }
            try await state.journal.adopt(instances, into: lease.fleet, at: clock.reading)
            let rollout = Rollout(
                fleet: fleet, fleetState: try await session.fleetState(), settings: settings, planner: planner)
            return .begun(rollout, session)
        } catch {
            await lease.release()
            return .ended(FleetReport(fleet: fleet.name, result: .failed(message: error.description)))
        }
    }

    /// Runs to its end, as the only run of the fleet among those that share the journal.
    func run(_ fleet: DesiredFleet, _ beginning: Beginning) async -> FleetReport {
        switch beginning {
        case .ended(let report): return report
        case .held: return await run(fleet, begin(fleet, waits: true))
        case .begun(let rollout, let session):
            let report = await perform(rollout, session)
            await session.complete(report, now: clock.now)
            // A run that was asked to stop leaves that to the next. Where it fails, the journal has more than it needs.
            if !Task.isCancelled { _ = try? await state.journal.prune(session.fleet, state.retention, at: clock.now) }
            await session.lease.release()
            return report
        }
    }

    private func perform(_ rollout: Rollout, _ session: JournalSession) async -> FleetReport {
        var rollout = rollout
        let performer = EffectPerformer(
            location: location, fleet: rollout.fleet, settings: settings, clock: clock, evaluator: evaluator)
        var lastAnswer = Date.distantPast
        // Since when rest counts of the fleets that go first, where the clock was set.
        var restsSince: Date?
        var settingsOfClock = clock.checkSettings()
        var step = rollout.step(.began, now: clock.now)
        let reading = ClockReading(now: clock.now, mark: settingsOfClock.mark)
        if let event = session.clockEvent(reading, rollout.fleetState) {
            step = rollout.step(event, now: clock.now)
            announce(step, rollout)
            restsSince = clock.now
        }
        // Kept only once what it means is in the journal.
        var unsavedMark = settingsOfClock.mark
        var stallsBeforeObservation = stalls.count
        var isListed = false
        while true {
            var event = Event.interrupted
            do throws(JournalError) {
                if !step.records.isEmpty { try await session.append(step.records) }
                switch step.next {
                case nil: break
                case .finish(let result): return report(rollout, result)
                case let effect?:
                    if case .observe = effect { stallsBeforeObservation = stalls.count }
                    event = try await perform(
                        effect, with: performer, session, after: lastAnswer, stallsBeforeObservation)
                }
                if let mark = unsavedMark { try await session.remember(mark) }
                unsavedMark = nil
                let current = clock.checkSettings()
                if current.count != settingsOfClock.count, event.isOfObservation {
                    settingsOfClock = current
                    event = .clockSet(by: current.last)
                    unsavedMark = current.mark
                    restsSince = clock.now
                }
                if case .observed(let seen, _) = event {
                    let since = seen.startedAt.addingTimeInterval(-(settings.timeToShow / .seconds(1)))
                    event = .observed(
                        seen,
                        ExternalState(
                            offTargetStops: try await session.journal.offTargetStops(
                                for: rollout.fleet, session.fleet, acknowledgedAt: rollout.fleetState.acknowledgedAt),
                            requestedElsewhere: try await session.journal.intents(
                                of: instances, besides: session.fleet, since: since),
                            paused: try await session.pause(at: clock.now), revision: await watch.atObservation(),
                            upstreams: await upstreams(of: rollout.fleet, seen, session, performer, restsSince)))
                }
            } catch {
                // What was not remembered must not be followed by what it was about.
                return report(rollout, .failed(message: error.description))
            }
            if event.isAnswer {
                lastAnswer = clock.now
                // Told before the answer is taken in, so that the answer leads to no further submission.
                if Task.isCancelled { _ = rollout.step(.interrupted, now: clock.now) }
            }
            step = rollout.step(event, now: clock.now)
            guard let counts = rollout.progress(now: clock.now) else { continue }
            if !isListed, let situation = rollout.situation(now: clock.now) {
                tell(.listed(fleet: rollout.fleet.name, situation.observation.instances))
                isListed = true
            }
            announce(step, rollout)
            tell(.counts(fleet: rollout.fleet.name, counts))
        }
    }

    /// The fleets that go first, within the time that the run has. What is not read by then lets nothing pass.
    private func upstreams(
        of fleet: DesiredFleet, _ seen: Observation, _ session: JournalSession, _ performer: EffectPerformer,
        _ restsSince: Date?
    ) async -> [String: UpstreamReading] {
        let context = UpstreamReader.Context(
            journal: session.journal, settings: settings, clock: clock,
            evaluating: (evaluator, session.lease.run), restsSince: restsSince)
        let read = try? await performer.inTime { [upstreams] in
            await upstreams.read(for: fleet, with: seen, in: context)
        }
        if let read { return read }
        let failure = UpstreamReading.failed(message: "timed out", mayPass: true)
        return Dictionary(fleet.dependsOn.map { ($0.fleet, failure) }, uniquingKeysWith: { first, _ in first })
    }

    private func announce(_ step: Step, _ rollout: Rollout) {
        for notice in step.notices { tell(.notice(fleet: rollout.fleet.name, notice)) }
    }

    /// Throws where the journal cannot be relied on any more.
    private func perform(
        _ effect: Effect, with performer: EffectPerformer, _ session: JournalSession, after lastAnswer: Date,
        _ stallsBeforeObservation: Int
    ) async throws(JournalError) -> Event {
        switch effect {
        case .submit, .cancel, .startPrechecks: try await session.confirm()
        case .observe, .readOffers, .readPrechecks, .evaluate, .finish: break
        }
        return await performer.perform(effect, after: lastAnswer) {
            do throws(JournalError) {
                return try await objection(session, stallsBeforeObservation)
            } catch {
                return error.description
            }
        }
    }

    /// What keeps an upgrade's request from leaving: a pause since the last observation, a ref that has moved since, or
    /// a time since then in which this process stood still.
    private func objection(_ session: JournalSession, _ stallsBeforeObservation: Int) async throws(JournalError)
        -> String?
    {
        if let sentence = await watch.atRequest().sentence { return sentence }
        try await session.confirm()
        if stalls.count > stallsBeforeObservation {
            return "this process stood still for a while; what it rests on is read again"
        }
        return try await session.pause(at: clock.now)?.sentence.text
    }

    private func report(_ rollout: Rollout, _ result: RunResult) -> FleetReport {
        var rollout = rollout
        return FleetReport(
            fleet: rollout.fleet.name, result: result, requests: rollout.memory.changes.requests,
            completed: rollout.memory.changes.completed,
            plan: rollout.plan(project: location.project, now: clock.now))
    }
}

extension Event {
    /// Whether it says how an observation ended.
    fileprivate var isOfObservation: Bool {
        switch self {
        case .observed, .observationFailed: true
        default: false
        }
    }

    /// Whether it is the cloud's answer to a call that acts.
    fileprivate var isAnswer: Bool {
        switch self {
        case .answered, .canceled: true
        default: false
        }
    }
}
