public import Forecast
public import FoundationEssentials
import Planning

/// What is told beside a plan of the time to come: the forecasts of its fleets, and the time that it supposes.
public struct PlanForecasts: Sendable {
    /// The forecasts, by the names of their fleets.
    let all: [FleetForecast]
    /// The time that the plan supposes; nil: it is of the present.
    public let supposed: SupposedTime?
    private let byFleet: [String: FleetForecast]

    /// The forecasts in any order; a fleet of which there is nothing to forecast has none.
    public init(_ forecasts: [FleetForecast] = [], supposed: SupposedTime? = nil) {
        all = forecasts.sorted { $0.fleet < $1.fleet }
        self.supposed = supposed
        byFleet = Dictionary(all.map { ($0.fleet, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The forecast of a fleet; nil: there is none.
    subscript(fleet: String) -> FleetForecast? { byFleet[fleet] }

    /// The plan's verdict, which says of which time it is where that is not the present.
    func verdict(of plan: Plan, unread: Int, _ times: TimeSpelling, _ selection: Selection = Selection()) -> String {
        let verdict = plan.verdict(unread: unread, times, selection)
        return supposed.map { "As if it were \(times.minute($0.time)): \(verdict)" } ?? verdict
    }
}

/// A time to come of which a plan is made, as if it were the present.
public struct SupposedTime: Hashable, Sendable {
    /// The time.
    public var time: Date
    /// When the plan was asked for, and the cloud read.
    public var askedAt: Date

    /// A supposed time.
    public init(_ time: Date, askedAt: Date) { (self.time, self.askedAt) = (time, askedAt) }

    /// What a reader has to know before the first row.
    func notice(_ times: TimeSpelling) -> String {
        let distance = TimeSpelling(now: askedAt, zone: times.zone).text(time)
        return
            "A plan as if it were \(distance), of the cloud as it is today: 'now' means then, and all distances count from then."
    }
}
