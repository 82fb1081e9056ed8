public import Planning
public import Reconciler
public import Text

/// A plan for a pull request's comment.
public enum PlanMarkdown {
    /// The plan, and the fleets that could not be planned. `commands`: how the rest is shown.
    public static func render(
        _ plan: Plan, failures: [PlanReport.Failure] = [], commands: CommandHints = CommandHints()
    ) -> String {
        let wherever = "\(Markdown.code(commands.plan())) lists all"
        var lines = ["### dbconverge plan for \(Markdown.code(plan.revision))"]
        for fleet in plan.fleets {
            lines += [
                "",
                "**\(Markdown.escape(fleet.title))**: \(fleet.tally)" + (fleet.batchSummary.map { "; \($0)" } ?? ""),
            ]
            if let pause = fleet.pauseText { lines += ["", Markdown.escape(pause)] }
            if let waves = fleet.waveTally { lines += ["", "Waves: \(Markdown.escape(waves))"] }
            lines += rows(of: fleet)
        }
        if !plan.unmanaged.isEmpty {
            lines += ["", "\(plan.unmanaged.count.of("instance")) in the cloud, but in no fleet:", ""]
            let shown = plan.unmanaged.prefix(20)
            lines += shown.map { "- \(Markdown.escape($0.name)) `\($0.id)` \(Markdown.escape($0.current))" }
            if plan.unmanaged.count > shown.count {
                lines += ["", "… and \(plan.unmanaged.count - shown.count) more; \(wherever)"]
            }
        }
        if !failures.isEmpty {
            lines += ["", "**\(failures.count.of("fleet")) could not be read:**", ""]
            lines += failures.map { "- \(Markdown.escape($0.fleet)): \(Markdown.escape($0.message))" }
        }
        lines += ["", Markdown.escape(plan.verdict(unread: failures.count))]
        return MarkdownDocument.render(lines, rest: wherever)
    }

    /// A table of the instances of a fleet that need something; nothing where none does.
    static func rows(of fleet: FleetPlan, afterRun: Bool = false) -> [String] {
        let notable = fleet.notable(afterRun: afterRun)
        let queue = fleet.queueSummary(afterRun: afterRun).map { ["", $0] } ?? []
        let rows = PlannedInstance.rows(of: notable) + fleet.cancellationRows
        return rows.isEmpty ? queue : [""] + MarkdownTable.lines(PlannedInstance.header, rows) + queue
    }
}
