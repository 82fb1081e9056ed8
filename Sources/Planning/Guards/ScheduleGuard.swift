internal import FoundationEssentials
package import Fleet

extension Guard {
    /// Nothing is submitted outside the rollout's windows, nor in a freeze, which wins.
    static let schedule = Guard("schedule", liftedBy: .turn) { subject, situation in
        let zone = situation.fleet.rollout.zone
        switch subject.waves.permission {
        case .allowed: return nil
        case .frozen(let freeze, let until, let opens):
            let end: Message = "frozen\(freeze.why) until \(time: until, in: freeze.timeZone)"
            guard let opens else { return .hold(Reason(.frozen, "\(end), and no window opens within five years")) }
            let next: Message = opens > until ? "; the next window opens at \(time: opens, in: zone)" : ""
            return .wait(Reason(.frozen, "\(end)\(next)", until: opens))
        case .closed(let opens):
            let when: Message =
                opens.map { "the next one opens at \(time: $0, in: zone)" } ?? "none opens within five years"
            return .wait(Reason(.outsideWindow, "outside its windows; \(when)", until: opens))
        }
    }
}

extension RolloutPolicy {
    /// The zone of its windows, in which their times are told; nil where it has none.
    package var zone: ZoneRules? { windows.first?.timeZone }
}

extension RolloutPolicy.Freeze {
    /// The reason that was declared, to follow the word "frozen".
    var why: String { reason.map { " (\($0))" } ?? "" }
}
