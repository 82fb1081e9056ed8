import CloudModel
import Fleet
public import FoundationEssentials
public import Planning

/// Tells when the waves of a fleet would begin and end, by running its rollout forward in virtual time.
///
/// The runs are those of the rollout's own state machine, with the same planner, so that windows, freezes, soaks, caps,
/// pauses and `maxChanges` apply as they will. The cloud is modeled: what is offered stays what it was read to be; after
/// a declared stop, and where no offer was read, the cloud is taken to offer what is declared. Nothing fails, and every
/// upgrade lasts as long as is typical. A forecast decides nothing: no run knows of it.
///
/// Its cost grows with the instances that are not in sync and the upgrades to make, and not with the time that passes.
public struct Forecaster: Sendable {
    /// What lies between the beginnings of two runs.
    public var interval: Duration
    /// How far ahead it looks.
    public var horizon: Duration
    /// How long a run lasts at the most, as `reconcile --timeout` says it.
    public var timeout: Duration
    /// How much work it does at the most, counted in instances that are looked at.
    public var limit: Int
    let planner: Planner

    /// A forecaster for runs that begin every so often. By default it looks 60 days ahead, and runs last two hours at the
    /// most. Spans shorter than a second count as one.
    public init(
        every interval: Duration, horizon: Duration = .seconds(60 * 86_400), timeout: Duration = .seconds(7200),
        limit: Int = 2_000_000, planner: Planner = Planner()
    ) {
        self.interval = max(interval, .seconds(1))
        self.horizon = horizon
        self.timeout = max(timeout, .seconds(1))
        self.limit = limit
        self.planner = planner
    }

    /// So many runs in a row that move nothing, though they might, end a forecast.
    private static let mostIdleRuns = 4

    /// The forecast from a situation as a plan has it, with its offers. The first run begins at the situation's present.
    /// `converging`: when the fleets that go first would be at rest that are not yet, by name, as far as that was
    /// forecast; the others are taken to stay as they are.
    public func forecast(
        _ situation: Situation, typical: TypicalDuration = TypicalDuration(), converging: [String: Date] = [:]
    ) -> FleetForecast {
        forecastWithSteps(situation, typical: typical, converging: converging).forecast
    }

    /// The same with the number of effects that it took.
    package func forecastWithSteps(
        _ situation: Situation, typical: TypicalDuration, converging: [String: Date] = [:]
    ) -> (forecast: FleetForecast, steps: Int) {
        // What checks will find is not known.
        var situation = situation
        let passesChecks = !situation.fleet.rollout.allChecks.isEmpty
        situation.fleet.rollout = situation.fleet.rollout.withoutChecks
        let set = WorkingSet(situation)
        let begins = situation.now
        var world = ForecastWorld(set, situation, typical: max(typical.duration, .seconds(1)), converging: converging)
        let first = world.tally.completed.map { $0 != nil }
        let end = end(of: set, situation, &world)
        var forecast = FleetForecast(
            fleet: situation.fleet.name, zone: situation.fleet.rollout.zone, begins: begins, interval: interval,
            typicalDuration: typical, waves: waves(of: world, isDone: first, situation), end: end)
        forecast.passesChecks = passesChecks
        return (forecast, world.steps)
    }

    /// Plays runs until the forecast ends.
    private func end(
        of set: WorkingSet, _ situation: Situation, _ world: inout ForecastWorld
    ) -> ForecastEnd {
        let latest = situation.now.addingTimeInterval(horizon / .seconds(1))
        var settings = situation.settings
        settings.leftOut = set.leftOut
        var (start, idleRuns, fleetState) = (situation.now, 0, situation.fleetState)
        while true {
            guard start <= latest else { return .horizon(latest) }
            let steps = limit / (set.fleet.instances.count + 50) - world.steps
            guard steps > 0 else { return .horizon(world.toolNow) }
            let deadline = start.addingTimeInterval(timeout / .seconds(1))
            world.beginRun(at: start, until: deadline)
            settings.deadline = deadline
            var run = VirtualRun(
                Rollout(fleet: set.fleet, fleetState: fleetState, settings: settings, planner: planner))
            let (before, result) = (world.movedAt, run.play(in: &world, clockSetBy: nil, atMost: steps))
            fleetState = run.rollout.fleetState
            switch result {
            case .finished(.converged): return .converged(at: max(before, world.movedAt))
            case .finished(.failed(let message)): return .unknown(why: message)
            case .finished: break
            case .stepLimit: return .horizon(world.toolNow)
            case .killed, .stuck: return .unknown(why: "its rollout came to no end")
            }
            idleRuns = world.movedAt > before ? 0 : idleRuns + 1
            var next = next(after: world.toolNow, run.rollout)
            if idleRuns >= Self.mostIdleRuns || (next == .unknown && world.nextEvent == nil) {
                if case .at = next {
                } else if world.nextEvent != nil {
                    // What could go on, and does not, waits for what is in flight.
                    next = .unknown
                } else {
                    return rest(result, next, world)
                }
                idleRuns = 0
            }
            start = begin(after: start, world, next)
        }
    }

    private func next(after now: Date, _ rollout: Rollout) -> NextStart {
        rollout.situation(now: now).map { planner.nextStart(in: $0) } ?? .unknown
    }

    /// What it means that nothing moves any more.
    private func rest(_ end: VirtualRunEnd, _ next: NextStart, _ world: ForecastWorld) -> ForecastEnd {
        if case .finished(.attention) = end { return .attention(at: world.movedAt) }
        if next == .atOnce { return .unknown(why: "its next runs could go on, and do not get any further") }
        guard let upstream = world.endlessUpstreams.first else {
            return .unknown(why: "nothing that is known lets it go on by itself")
        }
        return .unknown(why: "it waits for the fleet '\(upstream)', and it is not known here when that comes to rest")
    }

    /// When the next run begins. Those before which nothing can happen are left out.
    private func begin(after start: Date, _ world: ForecastWorld, _ next: NextStart) -> Date {
        let step = interval / .seconds(1)
        let regular = max(start.addingTimeInterval(step), world.toolNow)
        let due: Date? =
            switch next {
            case .atOnce: nil
            case .at(let date): world.nextEvent.map { min($0, date) } ?? date
            case .unknown: world.nextEvent
            }
        guard let due, due > regular else { return regular }
        return regular.addingTimeInterval((due.timeIntervalSince(regular) / step).rounded(.up) * step)
    }
}
