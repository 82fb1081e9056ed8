import Forecast
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
        return await withTaskGroup(of: FleetForecast.self) { [forecaster] group in
            for basis in bases {
                group.addTask {
                    forecaster.forecast(
                        basis.situation, typical: TypicalDuration(ofCompleted: basis.completedDurations))
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
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
