import Planning
import Text

extension PlannedWave {
    /// Where it stands, in one phrase; `spelling` spells its times.
    func text(_ spelling: TimeSpelling) -> String {
        let count = "\(inSync) of \(instances) in sync"
        return switch state {
        case .notReached: "\(count) · not reached"
        case .open: "\(count) · open\(soakText)"
        case .soaking: "\(count) · soaks" + (soaksUntil.map { " until \(spelling.text($0))" } ?? "")
        case .done: "\(count) · done"
        case .empty: "empty: nothing of it counts"
        }
    }

    private var soakText: String {
        soakSeconds > 0 ? " · soaks \(TimeSpelling.rough(Double(soakSeconds))) after" : ""
    }
}

extension FleetPlan {
    /// Where its waves stand, in one phrase; nil where there is but one and nothing is wrong with it.
    func waveTally(_ spelling: TimeSpelling) -> String? {
        guard waves.count > 1 || waves.first?.state == .empty else { return nil }
        return waves.map { "\($0.name): \($0.text(spelling))" }.joined(separator: "; ")
    }
}
