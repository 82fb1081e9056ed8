import Fleet
import Forecast
import FoundationEssentials

/// A fleet's forecast as JSON: times in UTC, durations in whole seconds.
struct ForecastDocument: Encodable {
    private struct Wave: Encodable {
        var name: String
        var done: Bool
        var starts: Date?
        var completes: Date?
        var soaksUntil: Date?
        var upgrades: Int
        var sessions: [ForecastSession]
    }

    private struct End: Encodable {
        var state: String
        var at: Date?
        var reason: String?
    }

    private let fleet: String
    private let timeZone: String?
    private let begins: Date
    private let intervalSeconds: Int64
    private let upgradeSeconds: Int64
    /// From how many completed upgrades the duration is; 0: it is the default.
    private let measuredUpgrades: Int
    private let upgrades: Int
    private let waves: [Wave]
    private let end: End

    init(_ forecast: FleetForecast) {
        fleet = forecast.fleet
        timeZone = forecast.zone?.name
        begins = forecast.begins
        intervalSeconds = forecast.interval.components.seconds
        upgradeSeconds = forecast.typicalDuration.duration.components.seconds
        measuredUpgrades = forecast.typicalDuration.upgrades
        upgrades = forecast.upgrades
        waves = forecast.waves.map {
            Wave(
                name: $0.name, done: $0.isDone, starts: $0.starts, completes: $0.completes, soaksUntil: $0.soaksUntil,
                upgrades: $0.upgrades, sessions: $0.sessions)
        }
        end =
            switch forecast.end {
            case .converged(let date): End(state: "converged", at: date)
            case .attention(let date): End(state: "attention", at: date)
            case .horizon(let date): End(state: "horizon", at: date)
            case .unknown(let why): End(state: "unknown", reason: why)
            }
    }
}
