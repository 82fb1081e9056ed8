import Planning
import Reconciler
import Text

/// How a run ended, for a pull request's comment.
enum ReportMarkdown {
    static func render(_ reports: [FleetReport], revision: String) -> String {
        var lines = ["### dbconverge reconcile of \(Markdown.code(revision))"]
        for report in reports {
            lines += ["", "**\(PlanMarkdown.escape(report.fleet))**: \(PlanMarkdown.escape(report.sentence))"]
            if let plan = report.plan {
                lines +=
                    [
                        "",
                        "\(plan.tally); \(report.summary)"
                            + (report.nextRunAt.map { "; next run at \($0.minute)" } ?? ""),
                    ] + (plan.pauseText.map { ["", PlanMarkdown.escape($0)] } ?? [])
                    + (Verdict([plan]).reasons.map { ["", PlanMarkdown.escape($0)] } ?? [])
                    + PlanMarkdown.rows(of: plan, afterRun: true)
            }
        }
        if let loss = LostMemory.sentence(of: reports) { lines += ["", PlanMarkdown.escape(loss)] }
        return Markdown.document(lines, rest: "the answer as JSON lists all")
    }
}
