import Fleet
import Forecast
import FoundationEssentials
import Planning
import Reconciler

/// The forecasts of a plan's fleets.
enum Forecasts {
    /// How much work all of them do at the most, counted as `Forecaster.limit` counts it.
    private static let limit = 8_000_000

    /// Those of the fleets in which something goes on by itself, side by side; of the others a forecast says nothing.
    static func make(_ report: PlanReport, _ settings: ForecastSettings) async -> [FleetForecast] {
        guard settings.isWanted else { return [] }
        let bases = report.plan.fleets.filter(\.goesOn).compactMap { report.bases[$0.fleet] }
        guard !bases.isEmpty else { return [] }
        var forecaster = Forecaster(every: settings.every, limit: min(2_000_000, limit / bases.count))
        if let timeout = settings.timeout { forecaster.timeout = max(timeout, .seconds(1)) }
        var (all, converging) = ([FleetForecast](), [String: Date]())
        for some in inOrder(bases) {
            let forecasts = await forecasts(of: some, forecaster, converging: converging)
            for forecast in forecasts {
                if case .converged(let date) = forecast.end { converging[forecast.fleet] = date }
            }
            all += forecasts
        }
        return all
    }

    /// The same side by side, of fleets of which none follows another.
    private static func forecasts(
        of bases: [PlanBasis], _ forecaster: Forecaster, converging: [String: Date]
    ) async -> [FleetForecast] {
        await withTaskGroup(of: FleetForecast.self) { group in
            for basis in bases {
                group.addTask {
                    forecaster.forecast(
                        basis.situation, typical: TypicalDuration(ofCompleted: basis.completedDurations),
                        converging: converging)
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }

    /// The fleets in groups, each after those that it follows.
    private static func inOrder(_ bases: [PlanBasis]) -> [[PlanBasis]] {
        let byName = Dictionary(
            bases.map { ($0.situation.fleet.name, $0) }, uniquingKeysWith: { first, _ in first })
        var (followers, counts) = ([String: [String]](), [String: Int]())
        for (name, basis) in byName {
            let first = basis.situation.fleet.dependsOn.map(\.fleet).filter { byName[$0] != nil }
            counts[name] = first.count
            for one in first { followers[one, default: []].append(name) }
        }
        var groups: [[PlanBasis]] = []
        var next = counts.filter { $0.value == 0 }.keys.sorted()
        while !next.isEmpty {
            groups.append(next.compactMap { byName[$0] })
            let freed = next.flatMap { followers[$0] ?? [] }.filter { name in
                counts[name, default: 0] -= 1
                return counts[name] == 0
            }
            next = freed.sorted()
        }
        return groups
    }
}

extension FleetPlan {
    /// Whether something in it goes on by itself, now or later.
    fileprivate var goesOn: Bool {
        instances.contains { one in
            switch one.action {
            case .upgrade: true
            case .none, .cancel: false
            case .wait, .hold: one.action.outlook == .waiting
            }
        }
    }
}
