public import Planning
public import Reconciler
import Text

/// A plan for people at a terminal.
public struct PlanText {
    let style: Style

    /// A renderer in a style.
    public init(style: Style) { self.style = style }

    /// The plan, and the fleets that could not be planned.
    public func render(_ plan: Plan, failures: [PlanReport.Failure] = []) -> String {
        var lines = ["Revision \(plan.revision.printable)"]
        for fleet in plan.fleets {
            lines += ["", style.paint(fleet.title, .bold), "  \(fleet.instances.count.of("instance")): \(fleet.tally)"]
            if let pause = fleet.pauseText { lines.append("  " + style.paint(pause.printable, .yellow)) }
            if let waves = fleet.waveTally { lines.append("  waves: \(waves.printable)") }
            lines += rows(of: fleet)
        }
        if !plan.unmanaged.isEmpty {
            lines += ["", style.paint("In the cloud, but in no fleet", .bold)]
            let shown = plan.unmanaged.prefix(20)
            lines += shown.map { "  \($0.name.printable)  \($0.id)  \($0.current.printable)  (\($0.region.printable))" }
            if plan.unmanaged.count > shown.count { lines.append("  and \(plan.unmanaged.count - shown.count) more") }
        }
        if !failures.isEmpty {
            lines += ["", style.paint("Could not be read", .bold)]
            lines += failures.map { "  \($0.fleet.printable): \($0.message.printable)" }
        }
        lines += ["", summary(of: plan, failures: failures.count)]
        return lines.joined(separator: "\n")
    }

    /// The instances of a fleet that need something; nothing where none does.
    func rows(of fleet: FleetPlan, afterRun: Bool = false) -> [String] {
        let notable = fleet.notable(afterRun: afterRun)
        let queue = fleet.queueSummary(afterRun: afterRun).map { ["", "  " + $0] } ?? []
        let rows = PlannedInstance.rows(of: notable) + fleet.cancellationRows
        guard !rows.isEmpty else { return queue }
        let table = TextTable(header: PlannedInstance.header, rows: rows)
        return [""]
            + table.render { row, column, text in
                guard let row else { return style.paint(text, .faint) }
                let color = row < notable.count ? color(of: notable[row].action) : .red
                return column == 0 ? style.paint(text, color) : text
            } + queue
    }

    private func summary(of plan: Plan, failures: Int) -> String {
        let verdict = plan.verdict(unread: failures)
        guard failures == 0 else { return style.paint(verdict, .red) }
        let batchSummary = plan.fleets.compactMap { fleet in
            fleet.batchSummary.map { "Plan for \(fleet.fleet.printable): \($0)." }
        }
        let color: Style.Color = plan.fleets.allSatisfy(\.hasConverged) ? .green : .yellow
        return (batchSummary + [style.paint(verdict, color)]).joined(separator: "\n")
    }

    private func color(of action: Action) -> Style.Color? {
        switch action {
        case .none: nil
        case .upgrade: .green
        case .cancel: .red
        case .wait: .cyan
        case .hold: .yellow
        }
    }
}
