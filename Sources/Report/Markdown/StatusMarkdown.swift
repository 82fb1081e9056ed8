import Planning
public import Reconciler
public import Text

/// Where rollouts stand, for a chat or an issue's comment.
public struct StatusMarkdown {
    let times: TimeSpelling
    let commands: CommandHints

    /// A renderer. `commands`: how the rest is shown.
    public init(times: TimeSpelling, commands: CommandHints = CommandHints()) {
        (self.times, self.commands) = (times, commands)
    }

    private static let header = ["Fleet", "Wave", "In sync", "Where it stands", "Next"]

    /// A row for each fleet, with the instances that are not in sync where `isDetailed`, and the fleets that could not
    /// be read.
    public func render(
        _ report: StatusReport, revision: String, isDetailed: Bool = false, selection: Selection = Selection()
    ) -> String {
        var lines = ["### dbconverge status of \(Markdown.code(revision))", "", Markdown.escape(report.verdict)]
        lines += selection.markdownLines
        if !report.failures.isEmpty {
            lines += ["", "**\(report.failures.count.of("fleet")) could not be read:**", ""]
            lines += report.failures.map { "- \(Markdown.escape($0.fleet)): \(Markdown.escape($0.message))" }
        }
        let rows = report.fleets.map { status in
            [
                status.plan.fleet, status.waveText,
                "\(StatusCounts(status.plan).inSync) of \(status.plan.instances.count)",
                status.countsText, status.nextEvent.map { status.text($0, times) } ?? "-",
            ]
        }
        if !rows.isEmpty { lines += [""] + MarkdownTable.lines(Self.header, rows) }
        if isDetailed { for status in report.fleets { lines += detail(of: status) } }
        return MarkdownDocument.render(lines, rest: "\(Markdown.code(commands.status())) lists all")
    }

    private func detail(of status: FleetStatus) -> [String] {
        let plan = status.plan
        var lines = ["", "**\(Markdown.escape(plan.title))**", ""]
        if let pause = plan.pauseText { lines.append("- \(Markdown.escape(times.text(pause)))") }
        if let order = plan.orderText(times) { lines.append("- \(Markdown.escape(order))") }
        if let waves = plan.waveTally(times) { lines.append("- waves: \(Markdown.escape(waves))") }
        if let lease = status.runs.leaseText(times) { lines.append("- run: \(Markdown.escape(lease))") }
        if let latest = status.runs.latestText(times) { lines.append("- latest run: \(Markdown.escape(latest))") }
        lines += plan.checkLines(times).map { "- \(Markdown.escape($0))" }
        return lines + PlanMarkdown(times: times, commands: commands).rows(of: plan)
    }
}
