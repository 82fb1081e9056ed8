import Planning

/// A plan for people at a terminal.
struct PlanText {
    var style: Style

    func render(_ plan: Plan) -> String {
        var lines = ["Revision \(plan.revision.printable)"]
        for fleet in plan.fleets {
            lines += ["", style.paint(fleet.title, .bold), "  \(fleet.instances.count.of("instance")): \(fleet.tally)"]
            if let pause = fleet.pauseWords { lines.append("  " + style.paint(pause.printable, .yellow)) }
            if let waves = fleet.waveTally { lines.append("  waves: \(waves.printable)") }
            lines += rows(of: fleet)
        }
        if !plan.unmanaged.isEmpty {
            lines += ["", style.paint("In the cloud, but in no fleet", .bold)]
            let shown = plan.unmanaged.prefix(20)
            lines += shown.map { "  \($0.name.printable)  \($0.id)  \($0.current.printable)  (\($0.region.printable))" }
            if plan.unmanaged.count > shown.count { lines.append("  and \(plan.unmanaged.count - shown.count) more") }
        }
        lines += ["", summary(of: plan)]
        return lines.joined(separator: "\n")
    }

    /// The instances of a fleet that need something; nothing where none does.
    func rows(of fleet: FleetPlan, afterRun: Bool = false) -> [String] {
        let notable = fleet.notable(afterRun: afterRun)
        let queue = fleet.queue(afterRun: afterRun).map { ["", "  " + $0] } ?? []
        guard !notable.isEmpty else { return queue }
        let table = TextTable(header: PlannedInstance.header, rows: notable.map(\.cells))
        return [""]
            + table.render { row, column, text in
                guard let row else { return style.paint(text, .faint) }
                return column == 0 ? style.paint(text, color(of: notable[row].action)) : text
            } + queue
    }

    private func summary(of plan: Plan) -> String {
        guard plan.hasChanges else {
            guard plan.fleets.allSatisfy(\.hasConverged) else {
                return style.paint("Nothing can be upgraded now.", .yellow)
            }
            let suspended = plan.fleets.reduce(0) { $0 + $1.count(of: "hold") }
            let but = suspended == 0 ? "" : " (\(suspended) suspended)"
            return style.paint("Nothing to do: every instance runs its declared version\(but).", .green)
        }
        return plan.fleets.compactMap { fleet in fleet.spread.map { "Plan for \(fleet.fleet.printable): \($0)." } }
            .joined(separator: "\n")
    }

    private func color(of action: Action) -> Style.Color? {
        switch action {
        case .none: nil
        case .upgrade: .green
        case .wait: .cyan
        case .hold: .yellow
        }
    }
}
