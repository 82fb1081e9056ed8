public import Journal
public import Text

/// The runs of the past, for a pull request's comment.
public struct HistoryMarkdown {
    let times: TimeSpelling
    let commands: CommandHints

    /// A renderer. `commands`: how the rest is shown.
    public init(times: TimeSpelling, commands: CommandHints = CommandHints()) {
        (self.times, self.commands) = (times, commands)
    }

    /// The runs, with what each requested where `upgrades`, and what people did.
    public func render(_ runs: [RunRecord], _ interventions: [Intervention] = [], upgrades: Bool) -> String {
        let text = render(runs, upgrades: upgrades)
        guard !interventions.isEmpty else { return text }
        let table = MarkdownTable.lines(Intervention.header, interventions.map { $0.cells(times) })
        return ([text, "", "What people did:", ""] + table).joined(separator: "\n")
    }

    private func render(_ runs: [RunRecord], upgrades: Bool) -> String {
        guard !runs.isEmpty else { return "The journal remembers no run." }
        let lines = MarkdownTable.lines(RunRecord.header, runs.map { $0.cells(times) })
        let rows = upgrades ? runs.flatMap { $0.upgradeCells(times) } : []
        let evaluations = runs.flatMap { $0.evaluationCells(times) }
        let checks = evaluations.isEmpty ? [] : [""] + MarkdownTable.lines(RunRecord.evaluationHeader, evaluations)
        return MarkdownDocument.render(
            lines + (rows.isEmpty ? [] : [""] + MarkdownTable.lines(RunRecord.upgradeHeader, rows)) + checks,
            rest: "\(Markdown.code(commands.history())) lists all")
    }
}
