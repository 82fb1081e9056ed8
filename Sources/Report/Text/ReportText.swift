import FoundationEssentials
import Planning
public import Reconciler
import Text

/// How a run ended, for people at a terminal.
public struct ReportText {
    let style: Style

    /// A renderer in a style.
    public init(style: Style) { self.style = style }

    /// The reports, in their order.
    public func render(_ reports: [FleetReport], revision: String) -> String {
        var lines = ["Revision \(revision.printable)"]
        for report in reports {
            lines += [
                "", style.paint(report.fleet, .bold) + ": " + style.paint(report.sentence, color(of: report)),
            ]
            if let plan = report.plan {
                lines.append("  \(plan.instances.count.of("instance")): \(plan.tally); \(report.summary)")
                if let pause = plan.pauseText { lines.append("  " + style.paint(pause.printable, .yellow)) }
                if let reasons = Verdict([plan]).reasons { lines.append("  \(reasons.printable)") }
                if let waves = plan.waveTally { lines.append("  waves: \(waves.printable)") }
                if let date = report.nextRunAt { lines.append("  next run at \(date.minute)") }
                lines += PlanText(style: style).rows(of: plan, afterRun: true)
            }
        }
        if let loss = JournalLoss.sentence(of: reports, isBrief: true) { lines += ["", loss.printable] }
        return lines.joined(separator: "\n")
    }

    private func color(of report: FleetReport) -> Style.Color {
        switch report.result {
        case .converged: .green
        case .waiting, .attention, .maxChanges, .revisionMoved, .locked, .timedOut, .interrupted: .yellow
        case .failed: .red
        }
    }
}
