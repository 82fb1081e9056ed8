import Forecast
import FoundationEssentials
import Planning
import Text

extension PlannedWave {
    /// Where it stands, and when it goes on as far as the fleet's forecast tells; `times` spells the times. `waiting`:
    /// how many of its instances wait for it, and why.
    func text(
        _ times: TimeSpelling, _ forecast: FleetForecast? = nil, waiting: (count: String, reason: String)? = nil
    ) -> String {
        let own = forecast?.wave(named: name)
        let start = own?.start(times, in: forecast?.zone)
        var parts = ["\(inSync) of \(instances) in sync"]
        switch state {
        case .notReached:
            guard let start else {
                parts.append("not reached")
                break
            }
            return (parts + (waiting.map { [$0.count] } ?? []) + ["opens \(start)"]).joined(separator: " · ")
        case .open:
            parts.append("open")
            if let start, let date = own?.starts, date.timeIntervalSince(times.now) >= 60 {
                parts.append("goes on \(start)")
            }
            if let done = own?.completes { parts.append("done about \(times.text(done, in: forecast?.zone))") }
            if soakSeconds > 0 { parts.append("soaks \(TimeSpelling.rough(Double(soakSeconds))) after") }
        case .soaking: parts.append("soaks" + (soaksUntil.map { " until \(times.text($0))" } ?? ""))
        case .done: parts.append("done")
        case .empty: parts = ["empty: nothing of it counts"]
        }
        if let waiting { parts.append(waiting.count + waiting.reason) }
        return parts.joined(separator: " · ")
    }
}

extension FleetPlan {
    /// Where its waves stand, in one phrase; nil where there is but one and there is nothing to say of it.
    func waveTally(_ times: TimeSpelling, _ forecast: FleetForecast? = nil) -> String? {
        guard waves.count > 1 || waves.first?.state == .empty || forecast != nil else { return nil }
        return waves.map { "\($0.name): \($0.text(times, forecast))" }.joined(separator: "; ")
    }
}
