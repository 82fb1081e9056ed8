import Fleet
import FoundationEssentials
import Planning
import Journal

extension Intervention {
    static let header = ["WHEN", "WHAT", "FLEET", "WHO", "WHY"]

    /// The instances that it is about, the first few by their ids.
    private var about: String {
        guard let instances, !instances.isEmpty else { return "" }
        let rest = instances.count > 3 ? " and \(instances.count - 3) more" : ""
        return ": " + instances.prefix(3).map(\.description).joined(separator: ", ") + rest
    }

    /// The cells of its row.
    var cells: [String] {
        let end = until.map { " until \($0.minute)" } ?? ""
        let scheduled = cancelsScheduled ? ", cancels what is scheduled" : ""
        return [
            at.second, kind.rawValue + end + scheduled, (fleet ?? "all") + about, by.text, reason ?? "-",
        ]
    }
}

extension Operator {
    /// `ada on build-7`, with the CI job's address where there is one.
    var text: String { "\(user) on \(host)" + (job.map { ", \($0)" } ?? "") }
}

extension Date {
    /// `2026-11-24 15:04:05 UTC`, as in messages.
    var second: String {
        formatted(Date.ISO8601FormatStyle(dateTimeSeparator: .space)).dropLast() + " UTC"
    }
}

/// The JSON answer of `pause` and `resume`.
struct InterventionDocument: Encodable {
    var schemaVersion = 1
    var interventions: [Item]

    struct Item: Encodable {
        var kind: String
        /// Nil: all fleets.
        var fleet: String?
        var user, host: String
        var job: String?
        var at: Date
        var reason: String?
        var until: Date?
        var cancelsScheduled: Bool
        /// Those that a retry named, or else those of the fleet that it covered.
        var instances: [InstanceID]?

        init(_ one: Intervention) {
            kind = one.kind.rawValue
            fleet = one.fleet
            (user, host, job) = (one.by.user, one.by.host, one.by.job)
            (at, reason, until, cancelsScheduled) = (one.at, one.reason, one.until, one.cancelsScheduled)
            instances = one.instances
        }
    }

    init(_ interventions: [Intervention]) { self.interventions = interventions.map(Item.init) }
}
