public import Journal
public import Text

/// The runs of the past, for a pull request's comment.
public enum HistoryMarkdown {
    /// The runs, with what each requested where `upgrades`, and what people did.
    public static func render(
        _ runs: [RunRecord], _ interventions: [Intervention] = [], upgrades: Bool,
        commands: CommandHints = CommandHints()
    ) -> String {
        let text = render(runs, upgrades: upgrades, commands)
        guard !interventions.isEmpty else { return text }
        let table = MarkdownTable.lines(Intervention.header, interventions.map(\.cells))
        return ([text, "", "What people did:", ""] + table).joined(separator: "\n")
    }

    private static func render(_ runs: [RunRecord], upgrades: Bool, _ commands: CommandHints) -> String {
        guard !runs.isEmpty else { return "The journal remembers no run." }
        let lines = MarkdownTable.lines(RunRecord.header, runs.map(\.cells))
        let rows = upgrades ? runs.flatMap(\.upgradeCells) : []
        return MarkdownDocument.render(
            lines + (rows.isEmpty ? [] : [""] + MarkdownTable.lines(RunRecord.upgradeHeader, rows)),
            rest: "\(Markdown.code(commands.history())) lists all")
    }
}
