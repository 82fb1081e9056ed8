import Fleet
public import Planning
public import Reconciler
public import Text

/// A plan for a pull request's comment.
public struct PlanMarkdown {
    let times: TimeSpelling
    let commands: CommandHints

    /// A renderer. `commands`: how the rest is shown.
    public init(times: TimeSpelling, commands: CommandHints = CommandHints()) {
        (self.times, self.commands) = (times, commands)
    }

    /// The most instances in no fleet that are listed.
    private static let unmanaged = 20

    /// The plan, and the fleets that could not be planned.
    public func render(_ plan: Plan, failures: [PlanReport.Failure] = []) -> String {
        let wherever = "\(Markdown.code(commands.plan() + " -o wide")) lists all"
        var lines = ["### dbconverge plan for \(Markdown.code(plan.revision))"]
        lines += ["", Markdown.escape(plan.verdict(unread: failures.count, times))]
        if !failures.isEmpty {
            lines += ["", "**\(failures.count.of("fleet")) could not be read:**", ""]
            lines += failures.map { "- \(Markdown.escape($0.fleet)): \(Markdown.escape($0.message))" }
        }
        for fleet in plan.fleets {
            lines += [
                "",
                "**\(Markdown.escape(fleet.title))**: \(fleet.tally)" + (fleet.batchSummary.map { "; \($0)" } ?? ""),
            ]
            if let pause = fleet.pauseText { lines += ["", Markdown.escape(times.text(pause))] }
            if let waves = fleet.waveTally(times) { lines += ["", "Waves: \(Markdown.escape(waves))"] }
            lines += rows(of: fleet)
        }
        if !plan.unmanaged.isEmpty {
            lines += ["", "\(plan.unmanaged.count.of("instance")) in the cloud, but in no fleet:", ""]
            let shown = plan.unmanaged.prefix(Self.unmanaged)
            lines += shown.map { "- \(Markdown.escape($0.name)) `\($0.id)` \(Markdown.escape($0.current))" }
            if plan.unmanaged.count > shown.count {
                lines += ["", "… and \(plan.unmanaged.count - shown.count) more; \(wherever)"]
            }
        }
        return MarkdownDocument.render(lines, rest: wherever)
    }

    /// A table with more rows than these is folded.
    private static let open = 20

    /// A table of the instances of a fleet that need something, equal ones in one row; nothing where none does.
    func rows(of fleet: FleetPlan, afterRun: Bool = false) -> [String] {
        let notable = fleet.notable(afterRun: afterRun)
        let queue = fleet.queueSummary(afterRun: afterRun).map { ["", $0] } ?? []
        let rows =
            RowGroup.groups(of: notable, times).map {
                [$0.first.wave ?? "-", NameList.line($0.names, toWidth: 300), $0.versions, $0.why]
            }
            + fleet.cancellations.map(\.foldedCells)
        guard !rows.isEmpty else { return queue }
        let table = MarkdownTable.lines(RowGroup.header, rows)
        guard rows.count > Self.open else { return [""] + table + queue }
        return ["", "<details><summary>\(rows.count.of("row"))</summary>", ""] + table + ["", "</details>"] + queue
    }
}
