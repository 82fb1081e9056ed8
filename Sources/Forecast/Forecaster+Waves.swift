import CloudModel
import Fleet
import FoundationEssentials
import Planning

extension Forecaster {
    /// Upgrades that lie so far apart belong to different sessions.
    private static let pause = TimeInterval(3 * 3600)

    /// What has come of each wave.
    func waves(
        of world: ForecastWorld, isDone: [Bool], _ situation: Situation
    ) -> [WaveForecast] {
        let upgrades = world.tally.upgrades(world.model, now: world.toolNow)
        let soaks = PlannedWave.all(in: situation).map(\.soaksUntil)
        let policies = situation.fleet.rollout.waves
        return policies.indices.map { index in
            let completed = isDone[index] ? nil : world.tally.completed[index]
            let (policy, isLast) = (policies[index], index == policies.count - 1)
            let forecast = upgrades[index].filter(\.isForecast)
            return WaveForecast(
                name: policy.name, isDone: isDone[index], starts: forecast.map(\.requested).min(),
                completes: completed,
                soaksUntil: isDone[index]
                    ? soaks[index]
                    : isLast || policy.soak <= .zero
                        ? nil : completed.map { $0.addingTimeInterval(policy.soak / .seconds(1)) },
                upgrades: forecast.count, sessions: Self.sessions(upgrades[index].map(\.span)))
        }
    }

    /// Joins spans, which are in the order of their beginnings.
    static func sessions(_ spans: [Range<Date>]) -> [ForecastSession] {
        var sessions: [ForecastSession] = []
        for span in spans {
            if let last = sessions.last, span.lowerBound.timeIntervalSince(last.end) < pause {
                sessions[sessions.count - 1].end = max(last.end, span.upperBound)
            } else {
                sessions.append(ForecastSession(start: span.lowerBound, end: span.upperBound))
            }
        }
        return sessions
    }
}
