import CloudModel
import Fleet
import Forecast
import Foundation
import Planning
import Testing

/// A forecast at the beginning of a rollout against what then happens in the simulation, which draws how long each
/// upgrade lasts and has its runs a quarter of an hour apart. Nothing happens that no forecast can know: nothing fails,
/// nothing is declared anew, and no person acts.
@Suite struct ForecastAccuracyTests {
    /// A wave that began later than one interval: how far the forecast was off, as a share of its distance.
    private struct Errors {
        private(set) var all: [Double] = []
        /// The seeds of waves that began unforeseen, and of those that were foreseen in vain.
        private(set) var unforeseen: [UInt64] = []
        private(set) var inVain: [UInt64] = []

        var missed: Int { unforeseen.count + inVain.count }

        /// One that only one of the two knows is as far off as it could be.
        mutating func add(forecast: Date?, actual: Date?, from begin: Date, seed: UInt64) {
            guard forecast != nil || actual != nil else { return }
            guard let forecast, let actual else {
                if forecast == nil { unforeseen.append(seed) } else { inVain.append(seed) }
                return all.append(1)
            }
            let distance = actual.timeIntervalSince(begin)
            if max(distance, forecast.timeIntervalSince(begin)) < 900 { return }
            all.append(abs(forecast.timeIntervalSince(actual)) / max(distance, 1))
        }

        /// The error that a share of the waves, 0 to 1, stays below.
        func quantile(_ share: Double) -> Double {
            let sorted = all.sorted()
            return sorted.isEmpty ? 1 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
        }
    }

    private static func errors(
        seeds: Range<UInt64>, forecaster: Forecaster = Forecaster(every: .seconds(900)), typicalFactor: Int = 1
    ) throws -> Errors {
        var errors = Errors()
        for seed in seeds {
            var simulation = Simulation(try Scenario(foreseeable: seed))
            let begin = simulation.now
            let range = simulation.model.settings.upgradeDuration
            let typical = (range.lowerBound + range.upperBound) / 2 * typicalFactor
            var forecaster = forecaster
            forecaster.timeout = simulation.timeout
            let forecast = forecaster.forecast(
                simulation.planned(), typical: TypicalDuration(ofCompleted: [typical]))
            try simulation.play(every: 900, until: begin + 30 * 86_400)
            for (wave, actual) in zip(forecast.waves, simulation.waveStarts()) {
                errors.add(forecast: wave.starts, actual: actual, from: begin, seed: seed)
            }
        }
        return errors
    }

    @Test func theMedianErrorOfAWavesStartIsBelowATenthOfItsDistance() throws {
        let errors = try Self.errors(seeds: 0..<1000)
        let shares = [0.5, 0.75, 0.9].map { "\((errors.quantile($0) * 1000).rounded() / 10)%" }
        print(
            "forecast: 1,000 rollouts, \(errors.all.count) waves that begin later, errors at "
                + "50, 75 and 90%: \(shares.joined(separator: ", ")); \(errors.unforeseen.count) unforeseen "
                + "\(errors.unforeseen.prefix(9)), \(errors.inVain.count) in vain \(errors.inVain.prefix(9))")
        #expect(errors.all.count > 200)
        #expect(errors.quantile(0.5) < 0.1)
        #expect(errors.missed < errors.all.count / 10)
    }

    /// What is broken on purpose.
    enum Break: String, CaseIterable { case interval, duration, soaks, windows }

    @Test(arguments: Break.allCases) func aBrokenForecastIsNoticed(_ broken: Break) throws {
        let good = try Self.errors(seeds: 0..<200)
        let bad =
            switch broken {
            case .interval: try Self.errors(seeds: 0..<200, forecaster: Forecaster(every: .seconds(12 * 3600)))
            case .duration: try Self.errors(seeds: 0..<200, typicalFactor: 20)
            case .soaks: try Self.errors(seeds: 0..<200, forecaster: Self.without("wave"))
            case .windows: try Self.errors(seeds: 0..<200, forecaster: Self.without("schedule"))
            }
        let errors = [bad, good].map { "\($0.quantile(0.5)), \($0.quantile(0.9))" }
        print("forecast with a broken \(broken): errors at 50 and 90% \(errors[0]) in place of \(errors[1])")
        // Most waves wait for a window or a soak, for longer than their upgrades take.
        #expect(
            bad.quantile(broken == .duration ? 0.9 : 0.5)
                >= max(0.1, good.quantile(broken == .duration ? 0.9 : 0.5) * 2))
    }

    private static func without(_ name: String) -> Forecaster {
        Forecaster(every: .seconds(900), planner: Planner(guards: Guard.all.filter { $0.name != name }))
    }
}

extension Scenario {
    /// A random scenario of which nothing happens that a forecast cannot know.
    fileprivate init(foreseeable seed: UInt64) throws {
        try self.init(seed: seed)
        (faults, stubborn, other) = (Faults(), [], nil)
        cloud.settings.failureRate = 0
        cloud.settings.precheckPublished = true
        // One that takes longer than `upgradeTimeout` fails.
        let durations = cloud.settings.upgradeDuration
        cloud.settings.upgradeDuration = durations.lowerBound...min(durations.upperBound, .seconds(6000))
        // No instance does something else without end, and the cloud offers what is declared, which a forecast can only
        // assume of those whose turn has not come.
        let declared = Dictionary(uniqueKeysWithValues: desired.instances.map { ($0.id, $0) })
        for index in cloud.instances.indices {
            var instance = cloud.instances[index]
            (instance.status, instance.failsPrecheck, instance.refuses, instance.failsOnce) = ("normal", false, nil, [])
            if let one = declared[instance.id], instance.version < one.version {
                instance.offers = one.via.filter { $0 > instance.version }.sorted() + [one.version]
            }
            cloud.instances[index] = instance
        }
        timeouts.troubled = timeouts.quiet
    }
}

extension Simulation {
    /// The situation of a plan that is made now.
    fileprivate mutating func planned() -> Situation {
        let seen = model.observation(
            of: scenario.desired, listing: model.instances, reading: JobReading(always: true), at: now, clock: 0
        ) { _ in true }
        var draft = PlanDraft(
            Rollout.situation(
                of: scenario.desired, fleetState: journal, seen: seen,
                settings: Rollout.Settings(pollInterval: pollInterval, settleTime: scenario.settleTime), now: now))
        while case let ids = draft.offersNeeded, !ids.isEmpty {
            draft.add(read(ids), windows: model.windows(of: ids))
        }
        return draft.situation
    }

    /// Runs until nothing moves any more. Where nothing is due, six runs a day are made all the same, so that what the
    /// plans say of the next run is not merely believed.
    fileprivate mutating func play(every interval: Double, until end: Date) throws(Violation) {
        var start = now
        while start < end {
            now = max(now, start)
            if try run() == .converged { return }
            let isMoving = model.tasks.contains { $0.phase == .running || $0.phase == .pending }
            if !isMoving, reachable().isEmpty { return }
            let regular = max(start + interval, now)
            let due = nextRunAt().map { min(max($0, regular), regular + 14400) } ?? regular
            start = regular + (due.timeIntervalSince(regular) / interval).rounded(.up) * interval
        }
    }

    /// When the first upgrade of each wave was requested; nil: none was.
    fileprivate func waveStarts() -> [Date?] {
        let rollout = scenario.desired.rollout
        var starts: [Date?] = rollout.waves.map { _ in nil }
        let waves = Dictionary(
            uniqueKeysWithValues: scenario.desired.instances.compactMap { one in
                rollout.waveIndex(of: one).map { (one.id, $0) }
            })
        for task in model.tasks where task.kind != .precheck {
            guard let wave = waves[model.instances[task.instance].id] else { continue }
            starts[wave] = min(starts[wave] ?? task.created, task.created)
        }
        return starts
    }
}
