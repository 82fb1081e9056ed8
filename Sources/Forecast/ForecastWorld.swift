import CloudModel
import Fleet
import FoundationEssentials
import Planning

/// The surroundings of the runs of a forecast: a modeled cloud in which nothing goes wrong.
struct ForecastWorld: VirtualWorld {
    /// The cloud, with the instances of the working set alone.
    private(set) var model: ModeledCloud
    /// The present.
    private(set) var toolNow: Date
    /// When the current run ends at the latest.
    private var deadline: Date
    /// How many effects were performed.
    private(set) var steps = 0
    /// The last time at which something was requested or had come to an end.
    private(set) var movedAt: Date
    /// What each wave has come to.
    private(set) var tally: WaveTally

    private let external: ExternalState
    /// When the fleets that go first would be at rest that are not yet, by name; and those times that lie ahead.
    private let converging: [String: Date]
    private var upstreamEvents: [Date]
    /// The fleets that go first, are not at rest, and of which it is not known when they would be.
    let endlessUpstreams: [String]
    private let unreadable: [ObservedInstance]
    private let unreadableOffers: [InstanceID: String]
    /// How long a run leaves the cloud alone at the most: what waits for a time inside of a run needs to be noticed.
    private let longestWait: Duration
    private let pollInterval: Duration
    private let knowsWindows: Bool
    /// Whether the last effect was an observation that showed nothing new.
    private var isIdle = false
    /// Instances to which something is done that is no upgrade, and until when: it is taken to last as long as one.
    private var busy: (instances: [InstanceID], until: Date)

    init(_ set: WorkingSet, _ situation: Situation, typical: Duration, converging: [String: Date] = [:]) {
        let now = situation.now
        let followed = Set(situation.fleet.dependsOn.map(\.fleet))
        self.converging = converging.filter { followed.contains($0.key) }
        endlessUpstreams = situation.memory.external.upstreams.filter { name, reading in
            followed.contains(name) && converging[name] == nil && reading.state?.hasConverged != true
        }.keys.sorted()
        upstreamEvents = self.converging.values.filter { $0 > now }.sorted()
        (toolNow, deadline, movedAt) = (now, .distantFuture, now)
        external = situation.memory.external.duringForecast
        (unreadable, unreadableOffers) = (set.unreadable, set.unreadableOffers)
        (longestWait, pollInterval) = (situation.settings.settleTime, situation.settings.pollInterval)
        busy = (set.busy, now.addingTimeInterval(typical / .seconds(1)))
        knowsWindows = situation.fleet.rollout.needsMaintenanceWindows
        let settings = SimulatedSettings(upgradeDuration: typical...typical, jobVisibilityDelay: .zero)
        model = ModeledCloud(
            projectID: "", region: situation.fleet.location.region, seed: 0, settings: settings,
            instances: set.instances, now: now)
        let inFlight = InFlightUpgrades(situation, typical: typical)
        for desired in set.fleet.instances { inFlight.add(desired, to: &model) }
        tally = WaveTally(set, model)
        tally.update(model, at: now)
    }

    /// When the next thing happens by itself; nil: nothing does.
    var nextEvent: Date? {
        let rest = busy.instances.isEmpty ? nil : busy.until
        return [model.nextEvent, rest, upstreamEvents.first].compactMap(\.self).min()
    }

    /// A run begins, with an observation that is not put off.
    mutating func beginRun(at start: Date, until deadline: Date) {
        (toolNow, self.deadline, isIdle) = (start, deadline, false)
    }

    mutating func carryOut(_ part: StepPart) -> PartOutcome {
        switch part {
        case .record, .tell: return .done
        case .perform(.finish(let result)): return .finished(result)
        case .perform(let effect):
            steps += 1
            return .event(perform(effect))
        }
    }

    /// Each takes a second.
    private mutating func perform(_ effect: Effect) -> Event {
        if case .observe(let date, _) = effect { return observe(notBefore: date) }
        isIdle = false
        toolNow += 1
        switch effect {
        case .readOffers(let ids):
            return .offersRead(read(ids), windows: knowsWindows ? model.windows(of: ids) : [:])
        case .readPrechecks(let ids, _), .startPrechecks(let ids, _):
            let result = PrecheckState.result(PrecheckResult(passed: true, updatedAt: toolNow))
            return .prechecksRead(Dictionary(uniqueKeysWithValues: ids.map { ($0, result) }))
        case .cancel(let jobs):
            movedAt = toolNow
            return model.cancelScheduled(jobs, at: toolNow)
        case .submit(let request, _):
            movedAt = toolNow
            do throws(SimulatedError) {
                try model.upgrade(request, at: toolNow)
                return .answered(request, .accepted)
            } catch {
                return .answered(request, Answer(error, to: request))
            }
        // A forecast has no checks.
        case .evaluate: return .evaluated([:], at: toolNow)
        case .observe, .finish: return .interrupted
        }
    }

    private mutating func read(_ ids: [InstanceID]) -> [InstanceID: OfferReading] {
        var readings: [InstanceID: OfferReading] = [:]
        for id in ids {
            if let message = unreadableOffers[id] {
                readings[id] = .failed(message: message, mayPass: false)
            } else if let offer = model.readOffer(of: id, at: toolNow, clock: 0) {
                readings[id] = .read(offer)
            }
        }
        return readings
    }

    /// Where the last observation showed nothing new, those are left out before the next thing happens.
    private mutating func observe(notBefore date: Date) -> Event {
        var time = max(toolNow, date)
        if isIdle {
            let poll = max(pollInterval / .seconds(1), 1)
            let left = min((nextEvent ?? .distantFuture).timeIntervalSince(time), longestWait / .seconds(1))
            let later = time.addingTimeInterval((max(left, 0) / poll).rounded(.up) * poll)
            time = max(time, min(later, deadline))
        }
        toolNow = time + 1
        let isNew = nextEvent.map { $0 <= toolNow } ?? false
        upstreamEvents.removeAll { $0 <= toolNow }
        model.advance(to: toolNow)
        if !busy.instances.isEmpty, busy.until <= toolNow {
            for id in busy.instances { try? model.setStatus(of: id.description, to: "normal", at: toolNow) }
            busy.instances = []
        }
        if isNew {
            movedAt = toolNow
            tally.update(model, at: toolNow)
        }
        isIdle = !isNew
        return .observed(
            model.observed(besides: unreadable, at: toolNow), external.upstreams(at: toolNow, converging: converging))
    }
}

extension ExternalState {
    /// The commit is taken to be that of every run to come.
    fileprivate var duringForecast: ExternalState {
        var state = self
        state.revision = .current
        return state
    }
}

extension ModeledCloud {
    /// What the list and the job lists show, with those beside it that no model has.
    fileprivate func observed(besides others: [ObservedInstance], at now: Date) -> Observation {
        var instances: [ObservedInstance] = []
        var inFlight: [UpgradeJob] = []
        var failed: [UpgradeJob] = []
        for state in states {
            let instance = state.instance
            instances.append(
                ObservedInstance(
                    id: instance.id, name: instance.name, status: instance.status,
                    kernelVersion: instance.version.description))
            if let task = state.task.map({ tasks[$0] }) { inFlight.append(upgradeJob(task)) }
            if let task = state.lastTask.map({ tasks[$0] }), task.phase == .failed { failed.append(upgradeJob(task)) }
        }
        return Observation(startedAt: now, instances: others + instances, inFlight: inFlight, failed: failed)
    }

    private func upgradeJob(_ task: UpgradeTask) -> UpgradeJob {
        let isWaiting = task.kind == .scheduled && task.phase == .pending
        return UpgradeJob(
            id: task.id, instance: states[task.instance].instance.id,
            phase: task.phase == .failed ? .failed : isWaiting ? .scheduled : .running, created: task.created,
            ended: task.ended, window: task.windowEnd.map { task.startsAt..<max($0, task.startsAt) })
    }
}
