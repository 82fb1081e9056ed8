import Planning
import Reconciler
import Text

/// A plan for a pull request's comment.
enum PlanMarkdown {
    static func render(
        _ plan: Plan, failures: [PlanReport.Failure] = [], commands: CommandHints = CommandHints()
    ) -> String {
        let wherever = "\(Markdown.code(commands.plan())) lists all"
        var lines = ["### dbconverge plan for \(Markdown.code(plan.revision))"]
        for fleet in plan.fleets {
            lines += ["", "**\(escape(fleet.title))**: \(fleet.tally)" + (fleet.batchSummary.map { "; \($0)" } ?? "")]
            if let pause = fleet.pauseText { lines += ["", escape(pause)] }
            if let waves = fleet.waveTally { lines += ["", "Waves: \(escape(waves))"] }
            lines += rows(of: fleet)
        }
        if !plan.unmanaged.isEmpty {
            lines += ["", "\(plan.unmanaged.count.of("instance")) in the cloud, but in no fleet:", ""]
            let shown = plan.unmanaged.prefix(20)
            lines += shown.map { "- \(escape($0.name)) `\($0.id)` \(escape($0.current))" }
            if plan.unmanaged.count > shown.count {
                lines += ["", "… and \(plan.unmanaged.count - shown.count) more; \(wherever)"]
            }
        }
        if !failures.isEmpty {
            lines += ["", "**\(failures.count.of("fleet")) could not be read:**", ""]
            lines += failures.map { "- \(escape($0.fleet)): \(escape($0.message))" }
        }
        lines += ["", escape(plan.verdict(unread: failures.count))]
        return Markdown.document(lines, rest: wherever)
    }

    /// A table of the instances of a fleet that need something; nothing where none does.
    static func rows(of fleet: FleetPlan, afterRun: Bool = false) -> [String] {
        let notable = fleet.notable(afterRun: afterRun)
        let queue = fleet.queueSummary(afterRun: afterRun).map { ["", $0] } ?? []
        let rows = PlannedInstance.rows(of: notable) + fleet.cancellationRows
        return rows.isEmpty ? queue : [""] + table(PlannedInstance.header, rows) + queue
    }

    static func table(_ header: [String], _ rows: [[String]]) -> [String] {
        [row(header.map(\.capitalized)), row(header.map { _ in "---" })] + rows.map { row($0.map(escape)) }
    }

    private static func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }

    /// What a name or the cloud's words contain must not become markup.
    static func escape(_ text: String) -> String { Markdown.escape(text) }
}

extension String {
    fileprivate var capitalized: String { prefix(1) + dropFirst().lowercased() }
}
