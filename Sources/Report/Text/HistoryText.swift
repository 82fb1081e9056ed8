public import Journal

/// The runs of the past.
public struct HistoryText {
    let style: Style

    /// A renderer in a style.
    public init(style: Style) { self.style = style }

    /// The runs, with what each requested where `upgrades`, and what people did.
    public func render(_ runs: [RunRecord], _ interventions: [Intervention] = [], upgrades: Bool) -> String {
        let text = render(runs, upgrades: upgrades)
        guard !interventions.isEmpty else { return text }
        let table = TextTable(header: Intervention.header, rows: interventions.map(\.cells))
        let lines = table.render(indent: "") { row, _, text in row == nil ? style.paint(text, .faint) : text }
        return ([text, "", "What people did:"] + lines).joined(separator: "\n")
    }

    private func render(_ runs: [RunRecord], upgrades: Bool) -> String {
        guard !runs.isEmpty else { return "The journal remembers no run." }
        let table = TextTable(header: RunRecord.header, rows: runs.map(\.cells))
        let lines = table.render(indent: "") { row, column, text in
            guard let row else { return style.paint(text, .faint) }
            return column == 2 ? style.paint(text, runs[row].color) : text
        }
        guard upgrades else { return lines.joined(separator: "\n") }
        let rows = runs.flatMap(\.upgradeCells)
        guard !rows.isEmpty else { return (lines + ["", "They requested nothing."]).joined(separator: "\n") }
        let asked = TextTable(header: RunRecord.upgradeHeader, rows: rows)
        return
            (lines + [""] + asked.render(indent: "") { row, _, text in row == nil ? style.paint(text, .faint) : text })
            .joined(separator: "\n")
    }
}
