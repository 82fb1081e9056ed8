import Fleet
import Planning

/// The words that text and markdown share.
extension PlannedInstance {
    /// What will happen and why, in one phrase.
    var explanation: String {
        switch action {
        case .none: "in sync"
        case .upgrade(let target):
            (target == declared ? "" : "stops at \(target) on the way; ") + (batch.map { "batch \($0)" } ?? "")
        case .wait(let reason), .hold(let reason): reason.message
        }
    }

    /// The cells of its row.
    var cells: [String] {
        [
            action.name, name ?? "-", id.description, current.flatMap { $0.isEmpty ? nil : $0 } ?? "-",
            declared.description, offered?.description ?? "-", explanation,
        ]
    }

    static let header = ["ACTION", "NAME", "INSTANCE", "CURRENT", "DECLARED", "OFFERED", "WHY"]
}

extension FleetPlan {
    /// The rows worth showing: all but those that need nothing.
    var notable: [PlannedInstance] { instances.filter { $0.action != .none } }

    /// How many instances are where, in one phrase.
    var tally: String {
        let counts = [
            (count(of: "none"), "in sync"), (count(of: "upgrade"), "to upgrade"), (count(of: "wait"), "waiting"),
            (count(of: "hold"), "held"),
        ]
        return counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }

    var title: String { "\(fleet) (\(region), project \(project))" }

    /// How its upgrades are spread, in one phrase; nil where there are none.
    var spread: String? {
        guard !batches.isEmpty else { return nil }
        return
            "\(count(of: "upgrade").of("upgrade")) in \(batches.count.of("batch")), at most \(maxUnavailable) at once"
    }
}

extension Int {
    /// `1 upgrade`, `2 upgrades`, `3 batches`.
    func of(_ noun: String) -> String {
        if self == 1 { return "1 \(noun)" }
        return noun.hasSuffix("ch") ? "\(self) \(noun)es" : "\(self) \(noun)s"
    }
}
