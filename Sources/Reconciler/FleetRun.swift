import Client
import Fleet
import FoundationEssentials
import Planning

/// Performs the effects of one fleet's rollout and feeds back what comes of them.
///
/// Cancelling the task stops the run: no further submission leaves, and one that is under way gets its answer.
struct FleetRun: Sendable {
    let place: Place
    let settings: Rollout.Settings
    let clock: any WallClock
    let tell: @Sendable (RunProgress) -> Void

    /// How many seconds a reading that begins shortly before the deadline may take all the same: the last look tells
    /// whether the fleet has converged after all.
    static let grace = 5.0

    /// Runs to an ending.
    func run(_ fleet: DesiredFleet) async -> FleetReport {
        var rollout = Rollout(fleet: fleet, settings: settings)
        var lastAnswer = Date.distantPast
        var effects = rollout.step(.began, now: clock.now)
        var isNamed = false
        while true {
            var event = Event.interrupted
            for effect in effects {
                switch effect {
                case .tell: continue
                case .look(let date, let withJobs):
                    event = await look(fleet, at: date, after: lastAnswer, withJobs: withJobs)
                case .readOffers(let ids):
                    event = await read(ids)
                case .submit(let request):
                    let answer = Task.isCancelled ? Answer.deferred(message: "stopped") : await submit(request)
                    event = .answered(request, answer)
                    lastAnswer = clock.now
                case .finish(let ending):
                    return report(fleet, rollout, ending)
                }
            }
            // Told before the answer is taken in, so that the answer leads to no further submission.
            if Task.isCancelled, case .answered = event { _ = rollout.step(.interrupted, now: clock.now) }
            effects = rollout.step(event, now: clock.now)
            guard let situation = rollout.situation(now: clock.now) else { continue }
            if !isNamed { tell(.names(fleet: fleet.name, situation.observation.instances.mapValues(\.name))) }
            isNamed = true
            for case .tell(let notice) in effects { tell(.notice(fleet: fleet.name, notice)) }
            tell(.standing(fleet: fleet.name, Standing(situation)))
        }
    }

    private func report(_ fleet: DesiredFleet, _ rollout: Rollout, _ ending: Ending) -> FleetReport {
        FleetReport(
            fleet: fleet.name, ending: ending, requests: rollout.memory.requests, upgrades: rollout.memory.landings,
            plan: rollout.situation(now: clock.now).map { Planner().plan($0, project: place.project) })
    }

    /// A look that another fleet of the location began is good enough when it saw what the last answer led to.
    private func look(_ fleet: DesiredFleet, at date: Date, after lastAnswer: Date, withJobs: Bool) async -> Event {
        do {
            try await clock.sleep(until: date)
            let tolerance = date == settings.deadline ? 0 : settings.pollInterval / .seconds(2)
            let notBefore = max(lastAnswer, date.addingTimeInterval(-tolerance))
            let seen = try await inTime { [place] in
                try await place.observer.look(for: fleet, notBefore: notBefore, withJobs: withJobs)
            }
            guard !Task.isCancelled else { return .interrupted }
            return seen.map { .observed($0) } ?? .lookFailed(message: "the time was up", isFinal: false)
        } catch let error as CloudError where !Task.isCancelled {
            let isFinal = error.disposition == .fail || error.disposition == .hold
            return .lookFailed(message: error.description, isFinal: isFinal)
        } catch {
            // Another fleet whose time is up may have given up the reading that both share.
            return Task.isCancelled ? .interrupted : .lookFailed(message: "the look was given up", isFinal: false)
        }
    }

    private func read(_ ids: [InstanceID]) async -> Event {
        do {
            let readings = try await inTime { [place] in try await OfferReader(cloud: place.cloud).read(ids) }
            return Task.isCancelled ? .interrupted : .offersRead(readings ?? [:])
        } catch {
            return Task.isCancelled ? .interrupted : .failed(message: "\(error)")
        }
    }

    /// What `read` returns; nil when the run's time is up before it has, and the reading is given up.
    private func inTime<Value: Sendable>(_ read: @escaping @Sendable () async throws -> Value) async throws -> Value? {
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

    /// A task of its own, which a cancelled run does not cancel: an answer that is under way is waited for.
    private func submit(_ request: UpgradeRequest) async -> Answer {
        await Task { [cloud = place.cloud] in
            do {
                try await cloud.submit(request)
                return Answer.accepted
            } catch let error as CloudError {
                return Answer(error)
            } catch {
                return .unknown(message: "the request was interrupted")
            }
        }.value
    }
}

extension Answer {
    /// What an upgrade call's failure means (`API.md` §3).
    init(_ error: CloudError) {
        let message = error.description
        self =
            switch error.code {
            case _ where error.outcomeUnknown: .unknown(message: message)
            case .unauthorized, .forbidden, .tls, .notPublished, .invalidRequest: .failed(message: message)
            // None of these reached the service, so asking again after the next look is no second request.
            case .throttled, .unreachable, .timedOut, .interrupted, .server: .deferred(message: message)
            default: .refused(message: message, isBusy: error.disposition == .wait)
            }
    }
}
