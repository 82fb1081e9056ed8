import Fleet
import Foundation
import Planning
import Testing

@testable import Forecast

/// Short ways to spell what a forecast is made from. It begins on a Friday, 2027-01-15 at 08:00 UTC.
enum ForecastFixture {
    static let start = Date(timeIntervalSince1970: 1_800_000_000)
    static let old = KernelVersion(2, 0, 69, 251000)
    static let stop = KernelVersion(2, 0, 72, 260100)
    static let declared = KernelVersion(2, 0, 75, 260400)
    static let beyond = KernelVersion(2, 0, 78, 260700)

    static func id(_ number: Int) throws -> InstanceID {
        try #require(InstanceID(String(format: "%032din07", number)))
    }

    /// Instances numbered from 1, of which the last `inSync` run the declared version; the others are offered it. Those
    /// labelled as canaries are the first.
    static func situation(
        _ count: Int, inSync: Int = 0, canaries: Int = 0, rollout: RolloutPolicy = ForecastFixture.rollout(),
        offered: KernelVersion? = declared, via: Set<KernelVersion> = []
    ) throws -> Situation {
        var (desired, observed, offers) = ([DesiredInstance](), [ObservedInstance](), [InstanceID: Offer]())
        for number in 0..<count {
            let (id, current) = (try id(number + 1), number < count - inSync ? old : declared)
            desired.append(
                DesiredInstance(
                    id: id, labels: ["tier": number < canaries ? "canary" : "rest"], version: declared, via: via))
            observed.append(
                ObservedInstance(id: id, name: "i\(number)", status: "normal", kernelVersion: current.description))
            if current == old { offers[id] = Offer(current: old, offered: offered, readAt: start) }
        }
        var state = FleetState()
        state.apply(.seen(at: start - 86400 * 40, hasExternalActivity: false))
        return Situation(
            fleet: DesiredFleet(
                name: "orders", location: Location(region: "cn-north-4", project: .auto), rollout: rollout,
                instances: desired),
            observation: Observation(startedAt: start, instances: observed), offers: OfferBook(offers),
            fleetState: state, now: start)
    }

    /// One wave, without pre-checks.
    static func rollout(
        upTo limit: Limit = .percent(100), windows: [RolloutPolicy.Window] = [], freezes: [RolloutPolicy.Freeze] = [],
        maxChanges: Limit = .percent(100)
    ) -> RolloutPolicy {
        RolloutPolicy(
            waves: [.init(name: "all", maxUnavailable: limit)], windows: windows, freezes: freezes,
            maxChanges: maxChanges, precheck: .off)
    }

    /// The canaries, and then the rest.
    static func canaryFirst(soak: Duration = .zero, rest: Limit = .percent(100)) -> RolloutPolicy {
        let canary = Selector([.init(key: "tier", .in(["canary"]))])
        return RolloutPolicy(
            waves: [
                .init(name: "canary", selector: canary, maxUnavailable: .percent(100), soak: soak),
                .init(name: "rest", maxUnavailable: rest),
            ], precheck: .off)
    }

    /// Every day, or on some days, from an hour of UTC on.
    static func window(_ hour: Int, _ duration: Duration, on days: Set<RolloutPolicy.Weekday> = [])
        -> RolloutPolicy.Window
    {
        RolloutPolicy.Window(days: days, start: hour * 60, duration: duration, timeZone: .utc)
    }

    static func forecast(
        _ situation: Situation, every minutes: Int = 15, horizon: Duration = .seconds(60 * 86_400)
    ) -> FleetForecast {
        Forecaster(every: .seconds(minutes * 60), horizon: horizon).forecast(situation)
    }
}

extension FleetForecast {
    /// Minutes from the beginning of the forecast, a part of one rounded down.
    func minutes(_ date: Date?) -> Int? { date.map { Int($0.timeIntervalSince(begins) / 60) } }

    var isConverged: Bool { if case .converged = end { true } else { false } }

    /// Minutes after which nothing but a person gets it on; nil: it ends otherwise.
    var attention: Int? { if case .attention(let date) = end { minutes(date) } else { nil } }
}
