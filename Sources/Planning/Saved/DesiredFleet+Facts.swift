internal import Fleet

extension DesiredFleet {
    /// What is declared of the fleet as a whole and of its rollout, a line for each part that is not the default's or
    /// decides anything. What is declared of its instances is not in it.
    var facts: [String] {
        var facts = ["rollout: \(rollout.name ?? "built-in")"]
        if suspend { facts.append("the fleet is suspended") }
        facts += dependsOn.map { "follows the fleet \($0.fleet), soak \($0.soak.seconds)" }
        return facts + rollout.facts
    }
}

extension RolloutPolicy {
    fileprivate var facts: [String] {
        var facts = waves.map(\.fact)
        facts.append("batchSize: \(batchSize)")
        facts.append("timing: \(timing.rawValue)")
        facts += windows.map(\.fact) + freezes.map(\.fact)
        facts.append("failureBudget: \(failureBudget)")
        facts.append("maxChanges: \(maxChanges)")
        facts.append("upgradeTimeout: \(upgradeTimeout.seconds)")
        facts.append("precheck: \(precheck.rawValue)")
        facts += allChecks.map { $1.fact($0) }
        if suspend { facts.append("the rollout is suspended") }
        return facts
    }
}

extension RolloutPolicy.Wave {
    fileprivate var fact: String {
        let selected = selector.map { "[\($0.requirements.map(\.fact).joined(separator: ", "))]" } ?? "all others"
        return "wave \(name): \(selected), maxUnavailable \(maxUnavailable), soak \(soak.seconds)"
            + (optional ? ", optional" : "")
    }
}

extension Check {
    fileprivate func fact(_ id: CheckID) -> String {
        let what = (id.isBefore ? "before " : "") + (id.wave.map { "the wave \($0)" } ?? "the fleet")
        let times = "every \(interval.seconds), at most \(timeout.seconds)"
        return
            "check \(name) of \(what): \(definition(at: [])), \(mode.rawValue), \(times), \(required) required, failureLimit \(failureLimit)"
    }
}

extension Selector.Requirement {
    fileprivate var fact: String {
        switch comparison {
        case .in(let values): "\(key) in \(values.sorted())"
        case .notIn(let values): "\(key) not in \(values.sorted())"
        case .exists: "\(key)"
        case .doesNotExist: "no \(key)"
        }
    }
}

extension RolloutPolicy.Window {
    fileprivate var fact: String {
        let on =
            days.isEmpty
            ? "every day"
            : RolloutPolicy.Weekday.allCases.filter(days.contains).map(\.rawValue)
                .joined(separator: ", ")
        return
            "window: \(on), minute \(start) of \(timeZone.name) for \(duration.seconds), closes \(closesBefore.seconds) before"
    }
}

extension RolloutPolicy.Freeze {
    fileprivate var fact: String {
        let zone = timeZone.map { " of \($0.name)" } ?? ""
        return "freeze: \(from.fact) to \(to.fact)\(zone)\(reason.map { ": \($0)" } ?? "")"
    }
}

extension RolloutPolicy.Day {
    fileprivate var fact: String { "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)" }
}

extension Duration {
    /// Exactly: `90s`, `0.5s`.
    fileprivate var seconds: String {
        milliseconds.isMultiple(of: 1000) ? "\(milliseconds / 1000)s" : "\(Double(milliseconds) / 1000)s"
    }
}
