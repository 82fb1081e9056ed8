internal import FoundationEssentials
internal import Fleet

extension Guard {
    /// Nothing is submitted outside the rollout's windows, nor in a freeze, which wins.
    static let schedule = Guard("schedule", liftedBy: .turn) { subject, _ in
        switch subject.waves.permission {
        case .allowed: return nil
        case .frozen(let freeze, let until, let opens):
            let end = "frozen\(freeze.why) until \(until.minute)"
            guard let opens else { return .hold(Reason(.frozen, "\(end), and no window opens within five years")) }
            let next = opens > until ? "; the next window opens at \(opens.minute)" : ""
            return .wait(Reason(.frozen, end + next, until: opens))
        case .closed(let opens):
            let when = opens.map { "the next one opens at \($0.minute)" } ?? "none opens within five years"
            return .wait(Reason(.outsideWindow, "outside its windows; \(when)", until: opens))
        }
    }
}

extension RolloutPolicy.Freeze {
    /// The reason that was declared, to follow the word "frozen".
    var why: String { reason.map { " (\($0))" } ?? "" }
}
