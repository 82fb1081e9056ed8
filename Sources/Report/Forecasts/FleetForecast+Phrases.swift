import Fleet
import Forecast
import FoundationEssentials
import Text

/// What is said of a forecast. The word *about* marks every time that is forecast.
extension FleetForecast {
    /// How it ends and what it assumes, in one sentence; nil where the plan says all of it.
    func sentence(_ times: TimeSpelling) -> String? {
        switch end {
        case .converged(let date): "converges about \(times.text(date, in: zone)), \(assumptions)"
        case .attention where waves.allSatisfy(\.sessions.isEmpty): nil
        case .attention(let date):
            "goes on by itself until about \(times.text(date, in: zone)), then needs a person; \(assumptions)"
        case .horizon(let date):
            "has not converged by about \(times.text(date, in: zone)), and the forecast ends there; \(assumptions)"
        case .unknown(let why): "cannot tell when it ends: \(why)"
        }
    }

    /// What it rests on.
    private var assumptions: String {
        let typical = typicalDuration
        let source = typical.upgrades > 0 ? " (the median of \(typical.upgrades))" : ""
        let checks = passesChecks ? ", and every check taken to pass" : ""
        return "with a run every \(Self.text(interval)) and \(Self.text(typical.duration)) an upgrade\(source)\(checks)"
    }

    private static func text(_ duration: Duration) -> String {
        let seconds = duration / .seconds(1)
        return seconds < 60 ? "\(Int(seconds.rounded()))s" : TimeSpelling.rough(seconds)
    }

    /// The forecast of a wave; nil: there is none.
    func wave(named name: String) -> WaveForecast? { waves.first { $0.name == name } }
}

extension WaveForecast {
    /// When its next upgrades begin: `about Mon 30 Nov 01:00 Asia/Shanghai (in 2d 9h), 6 nights`; nil where none is
    /// forecast.
    func start(_ times: TimeSpelling, in zone: ZoneRules?) -> String? {
        starts.map { "about \(times.text($0, in: zone))" + sessionText(zone ?? times.zone) }
    }

    /// In how many parts its upgrades run; empty where that is one.
    private func sessionText(_ zone: ZoneRules) -> String {
        guard sessions.count > 1 else { return "" }
        let areNights = sessions.allSatisfy { session in
            let seconds = session.start.timeIntervalSince1970 + Double(zone.offset(at: session.start))
            let hour = (seconds / 3600).rounded(.down).truncatingRemainder(dividingBy: 24)
            return hour >= 18 || hour < 6
        }
        return ", \(sessions.count) \(areNights ? "nights" : "sessions")"
    }
}
