public import Fleet
import FoundationEssentials
import Planning
import Text

extension CheckID {
    /// Its name and its place: `error-rate of the wave canary`, `smoke before the wave canary`, `latency of the fleet`.
    public var text: String {
        let place = wave.map { "\(isBefore ? "before" : "of") the wave \($0)" } ?? "of the fleet"
        return "\(name) \(place)"
    }
}

extension CheckResult {
    /// What it found, beside whether that is good; nil where it said nothing.
    public var detail: String? { message ?? value }
}

extension PlannedCheck {
    /// Its name and where it stands: `error-rate: 3 of 12 passed, last 0.02 (2 minutes ago)`.
    func text(_ times: TimeSpelling) -> String {
        "check \(name)\(before ? " (before)" : ""): \(([stateText] + [modeText, lastText(times), paceText].compactMap(\.self)).joined(separator: ", "))"
    }

    private var stateText: String {
        let count = "\(passes) of \(required) passed"
        let failed = failures > 0 ? ", \(failures) failed, \(failureLimit) allowed" : ""
        switch state {
        case .notReached: return before ? "evaluated first by a run" : "not reached"
        case .pending: return count + failed
        case .passed: return before ? "passed" : "passed (\(count)\(failed))"
        case .failed: return before ? "failed" : "failed (\(failures) failed, \(failureLimit) allowed)"
        case .inconclusive: return before ? "inconclusive" : "inconclusive (\(count)\(failed))"
        case .acknowledged: return "a person lets it pass"
        }
    }

    private var paceText: String? {
        secondsBetween.map {
            "one evaluation every \(TimeSpelling.rough(Double($0))) is too few for \(required) in the soak: run more often or lower 'required'"
        }
    }

    private var modeText: String? { mode == .report ? "only reported" : nil }

    private func lastText(_ times: TimeSpelling) -> String? {
        guard let evaluatedAt else { return state == .notReached ? nil : "never evaluated" }
        let what = message ?? value ?? outcome?.rawValue ?? "-"
        return "last \(times.text(evaluatedAt, isPast: true)): \(what)"
    }
}

extension [PlannedCheck] {
    /// That they have failed: `the check 'smoke' has failed`.
    var sentence: String {
        let names = map { "'\($0.name)'" }.joined(separator: ", ")
        return count == 1 ? "the check \(names) has failed" : "the checks \(names) have failed"
    }
}

extension FleetPlan {
    /// Where each of its checks stands, wave by wave, a line for each; none where it has none.
    func checkLines(_ times: TimeSpelling) -> [String] {
        waves.flatMap { wave in (wave.checks ?? []).map { "wave \(wave.name): \($0.text(times))" } }
            + (checks ?? []).map { "fleet: \($0.text(times))" }
    }
}
