import Fleet
import FoundationEssentials
import Journal
import Planning

extension Intervention {
    /// The heads of the columns.
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
