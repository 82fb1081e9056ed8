import Client
import Fleet
import FoundationEssentials
import Planning

/// Does with the cloud what a rollout wants done, and says what came of it. Cancelling the task interrupts what only
/// reads.
struct EffectPerformer: Sendable {
    let location: LocationSession
    let fleet: DesiredFleet
    let settings: Rollout.Settings
    let clock: any WallClock
    let evaluator: any CheckEvaluator

    /// How many seconds a reading that begins shortly before the deadline may take all the same: the last observation
    /// tells whether the fleet has converged after all.
    static let grace = 5.0

    /// Performs one effect on the cloud; an observation begins after `lastAnswer`, and an upgrade's request leaves only
    /// where there is no objection at that moment.
    func perform(
        _ effect: Effect, after lastAnswer: Date, objection: @escaping @Sendable () async -> String?
    ) async -> Event {
        let prechecker = Prechecker(cloud: location.cloud, clock: clock)
        switch effect {
        case .observe(let date, let jobs): return await observe(at: date, after: lastAnswer, jobs)
        case .readOffers(let ids): return await readOffers(ids)
        case .readPrechecks(let ids, let from): return await prechecks { try await prechecker.read(ids, from) }
        case .startPrechecks(let ids, let from): return await prechecks { try await prechecker.start(ids, from) }
        case .evaluate(let requests): return await evaluate(requests)
        case .submit(let request, let notAfter):
            return .answered(request, await submit(request, notAfter: notAfter, objection))
        case .cancel(let jobs):
            return Task.isCancelled ? .canceled([], kept: jobs.mapValues { _ in "stopped" }) : await cancel(jobs)
        case .finish: return .interrupted
        }
    }

    /// An observation that another fleet of the location began is good enough when it saw what the last answer led to.
    private func observe(at date: Date, after lastAnswer: Date, _ jobs: JobReading) async -> Event {
        do {
            try await clock.sleep(until: date)
            let tolerance = date == settings.deadline ? 0 : settings.pollInterval / .seconds(2)
            let notBefore = max(lastAnswer, date.addingTimeInterval(-tolerance))
            let seen = try await inTime { [location, fleet] in
                try await location.observer.observe(fleet, notBefore: notBefore, jobs: jobs)
            }
            guard !Task.isCancelled else { return .interrupted }
            return seen.map { .observed($0) } ?? .observationFailed(message: "timed out", isFinal: false)
        } catch let error as CloudError where !Task.isCancelled {
            return .observationFailed(error)
        } catch {
            // Another fleet whose time is up may have given up the reading that both share.
            return Task.isCancelled
                ? .interrupted : .observationFailed(message: "the observation was cut short", isFinal: false)
        }
    }

    private func readOffers(_ ids: [InstanceID]) async -> Event {
        let reader = OfferReader(cloud: location.cloud, rollout: fleet.rollout)
        return await read {
            let (readings, windows) = try await reader.read(ids)
            return .offersRead(readings, windows: windows)
        } ?? .offersRead([:])
    }

    private func prechecks(_ read: @escaping @Sendable () async throws -> [InstanceID: PrecheckState]) async -> Event {
        await self.read { .prechecksRead(try await read()) } ?? .prechecksRead([:])
    }

    /// Those that are cut short have no result.
    private func evaluate(_ requests: [CheckRequest]) async -> Event {
        let began = clock.now
        let evaluation = await read { [evaluator] in
            .evaluated(await evaluator.evaluate(requests), at: began)
        }
        return evaluation ?? .evaluated([:], at: began)
    }

    /// What was read; nil when it timed out before.
    private func read(_ body: @escaping @Sendable () async throws -> Event) async -> Event? {
        do {
            let event = try await inTime(body)
            return Task.isCancelled ? .interrupted : event
        } catch {
            return Task.isCancelled ? .interrupted : .failed(message: "\(error)")
        }
    }

    /// What `read` returns; nil when the run's time is up before it has, and the reading is given up.
    func inTime<Value: Sendable>(_ read: @escaping @Sendable () async throws -> Value) async throws -> Value? {
        guard let deadline = settings.deadline else { return try await read() }
        let limit = max(deadline, clock.now.addingTimeInterval(Self.grace))
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await read() }
            group.addTask { [clock] in
                try await clock.sleep(until: limit)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next().flatMap(\.self)
        }
    }

    /// A task of its own, which a cancelled run does not cancel: an answer that is under way is waited for. A request
    /// that still waits for its turn then does not leave any more.
    private func submit(
        _ request: UpgradeRequest, notAfter: Date, _ objection: @escaping @Sendable () async -> String?
    ) async -> Answer {
        let gate = RequestGate(objection)
        return await withTaskCancellationHandler {
            await Task { [cloud = location.cloud] in
                do {
                    try await cloud.submit(request, notAfter: notAfter) { await gate.objection() }
                    return Answer.accepted
                } catch let error as CloudError {
                    return gate.refusal.map { .deferred(message: $0) } ?? Answer(error)
                } catch {
                    return .unknown(message: "the request was interrupted")
                }
            }.value
        } onCancel: {
            gate.stop()
        }
    }

    /// A task of its own too. What the cloud does not name as canceled counts as kept.
    private func cancel(_ jobs: [InstanceID: String]) async -> Event {
        await Task { [cloud = location.cloud] in
            do {
                let canceled = Set(try await cloud.cancelScheduled(jobs: jobs.values.sorted()))
                let kept = jobs.filter { !canceled.contains($0.value) }
                return Event.canceled(
                    jobs.keys.filter { kept[$0] == nil }.sorted(),
                    kept: kept.mapValues { _ in "the cloud did not say that it is canceled" })
            } catch {
                return .canceled([], kept: jobs.mapValues { _ in "\(error)" })
            }
        }.value
    }
}
