import Fleet
public import Reconciler
public import Text

/// What is offered to whom, for an issue's or a pull request's comment.
public struct OffersMarkdown {
    let commands: CommandHints

    /// A renderer. `commands`: how the rest is shown.
    public init(commands: CommandHints = CommandHints()) { self.commands = commands }

    private static let header = ["Current", "Offered", "Declared", "Instances"]

    /// The groups, and what could not be read.
    public func render(_ report: OffersReport, revision: String, selection: Selection = Selection()) -> String {
        var lines = ["### dbconverge offers for \(Markdown.code(revision))", "", Markdown.escape(report.summary)]
        lines += selection.markdownLines
        if !report.failures.isEmpty {
            lines += ["", "**Could not be read:**", ""]
            lines += report.failures.map { "- \(Markdown.escape($0.fleet)): \(Markdown.escape($0.message))" }
        }
        for group in report.groups {
            let read = group.fleet == nil ? selection.whatWasRead.map { "; \(Markdown.escape($0))" } ?? "" : ""
            lines += [
                "",
                "**\(Markdown.escape(group.title))** (\(Markdown.escape(group.region)), project \(group.project)\(read))",
            ]
            let rows = FoldedOffers.rows(of: group).map { row in
                let names = NameList.line(row.names, toWidth: 300)
                return [row.current, row.offered, row.declared, row.note.map { "\(names): \($0)" } ?? names]
            }
            lines += [""] + (rows.isEmpty ? ["Nothing is offered."] : MarkdownTable.lines(Self.header, rows))
        }
        return MarkdownDocument.render(lines, rest: "\(Markdown.code(commands.offers())) lists all")
    }
}
