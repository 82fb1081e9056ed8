import Fleet
import FoundationEssentials
import Journal
import Planning

extension Intervention {
    /// The heads of the columns.
    static let header = ["WHEN", "WHAT", "FLEET", "WHO", "WHY"]

    /// The instances that it is about, the first few by their ids.
    var about: String? {
        guard let instances, !instances.isEmpty else { return nil }
        let rest = instances.count > 3 ? " and \(instances.count - 3) more" : ""
        return instances.prefix(3).map(\.description).joined(separator: ", ") + rest
    }

    /// When a pause ends by itself, and what else it does; nil where there is nothing to say.
    func ending(_ times: TimeSpelling) -> String? {
        let parts = [
            check.map { "passes the check \($0) once" },
            until.map { "until \(times.text($0))" }, cancelsScheduled ? "cancels what is scheduled" : nil,
        ].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    /// The cells of its row.
    func cells(_ times: TimeSpelling) -> [String] {
        [
            times.text(at, isPast: true), kind.rawValue + (ending(times).map { " \($0)" } ?? ""),
            (fleet ?? "all") + (about.map { ": \($0)" } ?? ""), by.text, reason ?? "-",
        ]
    }
}

extension Operator {
    /// `ada on build-7`, with the CI job's address where there is one.
    var text: String { "\(user) on \(host)" + (job.map { ", \($0)" } ?? "") }
}
