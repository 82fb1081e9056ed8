import Fleet
import Journal
import Planning
public import Reconciler
import Text

/// Where rollouts stand, for people at a terminal: a line a fleet, or all of the fleets that were named.
public struct StatusText {
    let layout: Layout
    private var style: Style { layout.style }
    private var times: TimeSpelling { layout.times }

    /// A renderer in a layout.
    public init(_ layout: Layout) { self.layout = layout }

    /// The most columns of a fleet's name and of its wave.
    private static let longestName = 24

    /// The fleets, in detail where they were named, and those that could not be read.
    public func render(
        _ report: StatusReport, revision: String, isDetailed: Bool = false, selection: Selection = Selection()
    ) -> String {
        var lines: [String] = []
        if isDetailed {
            for fleet in report.fleets { lines += detail(of: fleet, revision) + [""] }
        } else {
            let shown = layout.isWide ? revision : revision.shortRevision
            lines += ["\(shown.printable)  \(times.minute(times.now, isPast: true))", ""]
            lines += layout.isWide ? wideTable(of: report.fleets) : table(of: report.fleets)
            lines += report.fleets.isEmpty ? [] : [""]
        }
        lines += UnreadText.lines(report.failures, layout)
        lines += selection.lines(layout)
        let color: Style.Color =
            !report.failures.isEmpty ? .red : report.fleets.allSatisfy { $0.standing == .inSync } ? .green : .yellow
        return (lines + wrapped(report.verdict).map { style.paint($0, color) }).joined(separator: "\n")
    }

    private func table(of fleets: [FleetStatus]) -> [String] {
        let rows = fleets.map { status -> (cells: [String], text: String) in
            let plan = status.plan
            let cells = [
                plan.fleet, status.waveText, "\(StatusCounts(plan).inSync) of \(plan.instances.count)",
            ]
            return (cells.map { $0.printable.shortened(toWidth: Self.longestName) }, status.countsText)
        }
        guard !rows.isEmpty else { return [] }
        let head = ["FLEET", "WAVE", "IN SYNC"]
        let widths = head.indices.map { column in
            ([head[column]] + rows.map { $0.cells[column] }).map(\.displayWidth).max() ?? 0
        }
        func line(_ cells: [String]) -> String {
            zip(cells, widths).map { $0.padded(toWidth: $1) }.joined(separator: "  ") + "  "
        }
        var lines = [style.paint("  " + line(head) + "WHERE IT STANDS", .faint)]
        for (status, row) in zip(fleets, rows) {
            let start = "  " + line(row.cells)
            let isNarrow = layout.width - start.displayWidth < 28
            let indent = isNarrow ? 6 : start.displayWidth
            let sign = style.paint(status.standing.sign, status.standing.color) + " " + line(row.cells)
            var texts = [row.text]
            if let event = status.nextEvent { texts.append("next: " + status.text(event, times)) }
            if status.runs.lease.isHeld { texts.append("a run has it now") }
            let block = texts.flatMap { $0.printable.wrapped(toWidth: max(20, layout.width - indent)) }
            let space = String(repeating: " ", count: indent)
            lines.append(isNarrow ? sign.trimmedAtEnd : sign + (block.first ?? ""))
            lines += (isNarrow ? block[...] : block.dropFirst()).map { space + $0 }
        }
        return lines
    }

    private func wideTable(of fleets: [FleetStatus]) -> [String] {
        guard !fleets.isEmpty else { return [] }
        let rows = fleets.map { status in
            let plan = status.plan
            return [
                plan.fleet, plan.region, plan.project.description, plan.rollout ?? "-", status.waveText,
                "\(StatusCounts(plan).inSync) of \(plan.instances.count)", status.countsText,
                status.nextEvent.map { status.text($0, times) } ?? "-", status.runs.leaseText(times) ?? "-",
            ]
        }
        let table = TextTable(
            header: ["FLEET", "REGION", "PROJECT", "ROLLOUT", "WAVE", "IN SYNC", "WHERE IT STANDS", "NEXT", "RUN"],
            rows: rows)
        return table.render(indent: "") { row, column, text in
            guard let row else { return style.paint(text, .faint) }
            return column == 0 ? style.paint(text, fleets[row].standing.color) : text
        }
    }

    private func detail(of status: FleetStatus, _ revision: String) -> [String] {
        let plan = status.plan
        let text = PlanText(layout)
        var lines = [text.head(of: plan, revision)]
        lines += hung("  now: ", status.wholeText, indent: 4) { style.paint($0, status.standing.color) }
        if let order = plan.orderText(times) { lines += hung("  ", order, indent: 4) }
        if let event = status.nextEvent { lines += hung("  next: ", status.text(event, times), indent: 4) }
        if let pause = plan.pauseText { lines += hung("  ", times.text(pause), indent: 4) }
        if let lease = status.runs.leaseText(times) { lines += hung("  run: ", lease, indent: 4) }
        if let latest = status.runs.latestText(times) { lines += hung("  latest run: ", latest, indent: 4) }
        return lines + text.checks(of: plan) + text.rows(of: plan)
    }

    /// A text behind a start, its further lines indented.
    private func hung(
        _ start: String, _ text: String, indent: Int, paint: (String) -> String = { $0 }
    ) -> [String] {
        guard !layout.isWide else { return [paint(start) + text.printable] }
        let first = text.printable.wrapped(toWidth: max(20, layout.width - start.displayWidth))
        let rest = first.dropFirst().joined(separator: " ").wrapped(toWidth: max(20, layout.width - indent))
        return [paint(start) + (first.first ?? "")] + rest.map { String(repeating: " ", count: indent) + $0 }
    }

    private func wrapped(_ text: String) -> [String] {
        text.printable.wrapped(toWidth: layout.isWide ? .max : layout.width)
    }
}

extension FleetStatus.Standing {
    /// A sign before the fleet, as a plan has one before an instance; the words beside it say the same.
    fileprivate var sign: String {
        switch self {
        case .inSync: "="
        case .upgrading: "~"
        case .due, .waiting, .paused: "."
        case .attention: "!"
        }
    }

    fileprivate var color: Style.Color {
        switch self {
        case .inSync: .green
        case .upgrading, .due, .waiting: .cyan
        case .attention, .paused: .yellow
        }
    }
}
