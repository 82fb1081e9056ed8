import FoundationEssentials
public import Planning
public import Reconciler
import Text

/// How a run ended, for a pull request's comment.
public struct ReportMarkdown {
    let times: TimeSpelling

    /// A renderer.
    public init(times: TimeSpelling) { self.times = times }

    /// The reports, in their order; `signatures` are those for which the revision was believed.
    public func render(
        _ reports: [FleetReport], revision: String, signatures: RevisionSignatures = RevisionSignatures(),
        selection: Selection = Selection()
    ) -> String {
        var lines = ["### dbconverge reconcile of \(Markdown.code(revision))"] + selection.markdownLines
        if let signed = signatures.phrase(withKeys: true) { lines += ["", Markdown.escape(signed.capitalizedFirst)] }
        for report in reports {
            lines += ["", "**\(Markdown.escape(report.fleet))**: \(Markdown.escape(report.sentence))"]
            if let plan = report.plan {
                lines +=
                    [
                        "",
                        "\(plan.tally); \(report.summary)"
                            + (report.nextRunAt.map { "; next run at \(times.text($0))" } ?? ""),
                    ] + (plan.pauseText.map { ["", Markdown.escape(times.text($0))] } ?? [])
                    + (Verdict([plan]).reasons.map { ["", Markdown.escape($0)] } ?? [])
                    + PlanMarkdown(times: times).checks(of: plan)
                    + PlanMarkdown(times: times).rows(of: plan, afterRun: true)
            }
        }
        if let loss = JournalLoss.sentence(of: reports) { lines += ["", Markdown.escape(loss)] }
        return MarkdownDocument.render(lines, rest: "the answer as JSON lists all")
    }
}
