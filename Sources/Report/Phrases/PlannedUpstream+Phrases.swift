import Fleet
import Forecast
import Planning
import Text

extension PlannedUpstream {
    /// Its name and where it stands: `orders-test: 2 of 3 in sync`.
    func text(_ times: TimeSpelling) -> String { "\(fleet): \(stateText(times))" }

    /// Where it stands.
    func stateText(_ times: TimeSpelling) -> String {
        switch state {
        case .done: "done"
        case .soaking: "soaks" + (soaksUntil.map { " until \(times.text($0))" } ?? "")
        case .behind:
            if let instances, let inSync, inSync < instances {
                "\(inSync) of \(instances) in sync"
            } else if instances == 0 {
                "nothing of it counts"
            } else {
                declared.map { "behind, declares \($0)" } ?? "behind"
            }
        case .unchecked: "its checks have not passed"
        case .unreadable: "could not be read"
        case .notRead: "not asked"
        }
    }

    /// What a picture writes at its arrow: how long it soaks.
    var soakText: String? { soakSeconds > 0 ? "soak \(TimeSpelling.rough(Double(soakSeconds)))" : nil }
}

extension FleetPlan {
    /// Which fleets it follows and where they stand, in one phrase; nil where it follows none.
    func orderText(_ times: TimeSpelling) -> String? {
        dependsOn.map { all in "after \(all.map { $0.text(times) }.joined(separator: "; "))" }
    }
}
