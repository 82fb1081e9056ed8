import Fleet
import Forecast
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

    /// What a change declares differently, then the plan, the fleets that could not be planned, what is forecast, and what
    /// was chosen.
    public func render(
        _ plan: Plan, failures: [PlanReport.Failure] = [], forecasts: PlanForecasts = PlanForecasts(),
        changes: PlanChanges? = nil, selection: Selection = Selection()
    ) -> String {
        let wherever = "\(Markdown.code(commands.plan() + " -o wide")) lists all"
        var lines = ["### dbconverge plan for \(Markdown.code(plan.revision))"]
        if let signed = plan.signatures.phrase(withKeys: true) {
            lines += ["", Markdown.escape(signed.capitalizedFirst)]
        }
        if let supposed = forecasts.supposed { lines += ["", "**\(Markdown.escape(supposed.notice(times)))**"] }
        if let changes { lines += ChangeMarkdown(times: times).lines(of: changes, unread: failures.count) }
        lines += ["", Markdown.escape(forecasts.verdict(of: plan, unread: failures.count, times, selection))]
        lines += selection.markdownLines
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
            if let order = fleet.orderText(times) { lines += ["", Markdown.escape(order.capitalizedFirst)] }
            let forecast = forecasts[fleet.fleet]
            if let waves = fleet.waveTally(times, forecast) { lines += ["", "Waves: \(Markdown.escape(waves))"] }
            if let sentence = forecast?.sentence(times) { lines += ["", "Forecast: \(Markdown.escape(sentence))."] }
            lines += checks(of: fleet) + rows(of: fleet)
        }
        if !plan.unmanaged.isEmpty {
            let read = selection.whatWasRead.map { " (\(Markdown.escape($0)))" } ?? ""
            lines += ["", "\(plan.unmanaged.count.of("instance")) in the cloud, but in no fleet\(read):", ""]
            let shown = plan.unmanaged.prefix(Self.unmanaged)
            lines += shown.map { "- \(Markdown.escape($0.name)) `\($0.id)` \(Markdown.escape($0.current))" }
            if plan.unmanaged.count > shown.count {
                lines += ["", "… and \(plan.unmanaged.count - shown.count) more; \(wherever)"]
            }
        }
        // The charts' lines are none that could be left out, so that they stand behind what is cut.
        let chart =
            MermaidOrder().lines(plan.fleets) + MermaidGantt(times: times).lines(forecasts.all, rest: wherever)
        let room = MarkdownDocument.gitHubCommentLimit - chart.reduce(0) { $0 + $1.utf16.count + 1 }
        return ([MarkdownDocument.render(lines, rest: wherever, atMost: room)] + chart).joined(separator: "\n")
    }

    /// A table with more rows than these is folded.
    private static let open = 20

    /// Where the checks of a fleet stand, as a list; nothing where it has none.
    func checks(of fleet: FleetPlan) -> [String] {
        let lines = fleet.checkLines(times)
        return lines.isEmpty ? [] : [""] + lines.map { "- \(Markdown.escape($0))" }
    }

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
