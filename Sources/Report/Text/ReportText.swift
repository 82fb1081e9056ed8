import FoundationEssentials
public import Planning
public import Reconciler
import Text

/// How a run ended, for people at a terminal.
public struct ReportText {
    let layout: Layout
    private var style: Style { layout.style }

    /// A renderer in a layout.
    public init(_ layout: Layout) { self.layout = layout }

    /// The reports, in their order; `signatures` are those for which the revision was believed.
    public func render(
        _ reports: [FleetReport], revision: String, signatures: RevisionSignatures = RevisionSignatures(),
        selection: Selection = Selection()
    ) -> String {
        var lines: [String] = []
        for report in reports { lines += self.lines(of: report, revision, signatures) + [""] }
        if let loss = JournalLoss.sentence(of: reports, isBrief: true) { lines += [loss.printable, ""] }
        let leftOut = selection.lines(layout)
        if !leftOut.isEmpty { lines += leftOut + [""] }
        return lines.dropLast().joined(separator: "\n")
    }

    private func lines(
        of report: FleetReport, _ revision: String, _ signatures: RevisionSignatures
    ) -> [String] {
        let text = PlanText(layout)
        let head =
            report.plan.map { text.head(of: $0, revision) }
            ?? style.paint(report.fleet, .bold) + "  \(revision.shortRevision.printable)"
        var lines = text.signed(head, signatures)
        lines += report.sentence.printable.wrapped(toWidth: layout.width - 2)
            .map { "  " + style.paint($0, color(of: report)) }
        guard let plan = report.plan else { return lines }
        lines.append("  \(plan.instances.count.of("instance")): \(plan.tally); \(report.summary)")
        if let pause = plan.pauseText { lines.append("  " + style.paint(layout.times.text(pause), .yellow)) }
        if let reasons = Verdict([plan]).reasons { lines.append("  \(reasons.printable)") }
        if let date = report.nextRunAt { lines.append("  next run at \(layout.times.text(date))") }
        lines += text.checks(of: plan)
        return plan.isInSync ? lines : lines + text.rows(of: plan, afterRun: true)
    }

    private func color(of report: FleetReport) -> Style.Color {
        switch report.result {
        case .converged: .green
        case .waiting, .attention, .maxChanges, .revisionMoved, .locked, .timedOut, .interrupted: .yellow
        case .failed: .red
        }
    }
}
