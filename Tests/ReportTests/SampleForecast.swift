import Fleet
import Forecast
import Foundation
import Testing

@testable import Planning
@testable import Report

/// Forecasts of the fleets of `SamplePlan`, which begin at its present: Friday 2027-01-15 08:00 UTC.
enum SampleForecast {
    static let shanghai = ZoneRules(name: "Asia/Shanghai", initialOffset: 8 * 3600)
    private static let start = SamplePlan.start

    static func hours(_ hours: Double) -> Date { start.addingTimeInterval(hours * 3600) }

    /// Nights of two hours, each a day after the one before.
    static func nights(_ count: Int, from first: Double) -> [ForecastSession] {
        (0..<count).map { night in
            ForecastSession(
                start: hours(first + 24 * Double(night)), end: hours(first + 24 * Double(night) + 2 - Double(night % 2))
            )
        }
    }

    /// A canary that is upgraded now and soaks for a day, and the rest in six nights of Shanghai.
    static func make(names: [String] = ["canary", "其余的"], fleet: String = "orders") -> FleetForecast {
        let nights = nights(6, from: 57)
        return FleetForecast(
            fleet: fleet, zone: shanghai, begins: start, interval: .seconds(900),
            typicalDuration: TypicalDuration(ofCompleted: Array(repeating: .seconds(720), count: 34)),
            waves: [
                WaveForecast(
                    name: names[0], starts: start, completes: hours(0.75), soaksUntil: hours(24.75), upgrades: 3,
                    sessions: [ForecastSession(start: start, end: hours(0.7))]),
                WaveForecast(
                    name: names[1], starts: hours(57), completes: hours(178.25), upgrades: 45, sessions: nights),
            ], end: .converged(at: hours(178.25)))
    }

    /// The plan of the forecast: 45 instances of the second wave wait for the first.
    static func plan() throws -> Plan {
        var plan = try SamplePlan.make()
        plan.fleets[0].waves = [
            PlannedWave(name: "canary", state: .open, instances: 4, inSync: 1, soakSeconds: 86_400),
            PlannedWave(name: "其余的", state: .notReached, instances: 48, inSync: 3, soakSeconds: 0),
        ]
        for index in plan.fleets[0].instances.indices { plan.fleets[0].instances[index].wave = "canary" }
        plan.fleets[0].instances[1].name = "订单数据库-主节点-华北-北京四-用于生产环境的主库"
        for number in 20..<65 {
            let id = try #require(InstanceID(String(format: "%032din07", number)))
            plan.fleets[0].instances.append(
                PlannedInstance(
                    id: id, name: number % 7 == 0 ? "支付-\(number)" : "orders-\(number)", wave: "其余的",
                    current: "2.0.72.260100", declared: KernelVersion(2, 0, 75, 260400), offered: nil,
                    action: .wait(Reason(.waveNotReached, "the wave 'canary' comes first"))))
        }
        return plan
    }

    /// Of the plan in which the canary soaks and the window is closed.
    static func soaking() -> FleetForecast {
        FleetForecast(
            fleet: "orders", begins: start, interval: .seconds(86_400), typicalDuration: TypicalDuration(),
            waves: [
                WaveForecast(name: "canary", isDone: true, soaksUntil: hours(0.17)),
                WaveForecast(
                    name: "rest", starts: hours(23), completes: hours(23.5), upgrades: 3,
                    sessions: [ForecastSession(start: hours(23), end: hours(23.5))]),
            ], end: .converged(at: hours(23.5)))
    }

    static let all = PlanForecasts([make()])
    /// The same as if it were two days later.
    static let supposed = PlanForecasts(
        [make()], supposed: SupposedTime(start, askedAt: start.addingTimeInterval(-2 * 86_400)))
}
