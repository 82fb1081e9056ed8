import Fleet
import Forecast
public import Planning
public import Reconciler
import Text

/// A plan for people at a terminal: by fleet and wave, equal rows folded.
public struct PlanText {
    let layout: Layout
    private var style: Style { layout.style }

    /// A renderer in a layout.
    public init(_ layout: Layout) { self.layout = layout }

    /// The most instances in no fleet that are listed; in the wide layout all are.
    private static let unmanaged = 20

    /// The plan, the fleets that could not be planned, what is forecast, what a change declares differently, and what was
    /// chosen.
    public func render(
        _ plan: Plan, failures: [PlanReport.Failure] = [], forecasts: PlanForecasts = PlanForecasts(),
        changes: PlanChanges? = nil, selection: Selection = Selection()
    ) -> String {
        var lines: [String] = []
        if let supposed = forecasts.supposed {
            let notice = supposed.notice(layout.times).printable.wrapped(toWidth: layout.isWide ? .max : layout.width)
            lines += notice.map { style.paint($0, .yellow) } + [""]
        }
        if let changes { lines += ChangeText(layout).lines(of: changes) }
        for fleet in plan.fleets { lines += self.lines(of: fleet, plan, forecasts[fleet.fleet]) + [""] }
        if plan.fleets.isEmpty { lines += signed(plan.revision.shortRevision.printable, plan.signatures) + [""] }
        lines += self.lines(ofUnmanaged: plan.unmanaged, selection)
        lines += UnreadText.lines(failures, layout)
        lines += selection.lines(layout)
        let words = changes.map { [$0.summary, $0.workSummary(unread: failures.count)].filter { !$0.isEmpty } } ?? []
        let summary = words.joined(separator: " ").printable.wrapped(toWidth: layout.isWide ? .max : layout.width)
        let verdict = verdict(of: plan, failures: failures.count, forecasts, selection)
        return (lines + [verdict] + summary).joined(separator: "\n")
    }

    private func lines(of fleet: FleetPlan, _ plan: Plan, _ forecast: FleetForecast?) -> [String] {
        let head = head(of: fleet, plan.revision)
        let checks = self.checks(of: fleet)
        if fleet.isInSync {
            let count = "\(fleet.instances.count) in sync"
            return signed(head, plan.signatures, before: "  " + style.paint(count, .green), width: count.count + 2)
                + checks
        }
        var lines = signed(head, plan.signatures)
        if let pause = fleet.pauseText { lines.append("  " + style.paint(layout.times.text(pause), .yellow)) }
        if let order = fleet.orderText(layout.times)?.printable {
            let isWide = layout.isWide
            lines += order.wrapped(toWidth: isWide ? .max : max(20, layout.width - 4)).enumerated()
                .map { ($0.offset == 0 ? "  " : "    ") + $0.element }
        }
        lines += checks
        if let batches = fleet.batchSummary { lines.append("  \(batches)") }
        return lines + rows(of: fleet, forecast: forecast)
    }

    /// Where the checks of a fleet stand, a line for each.
    func checks(of fleet: FleetPlan) -> [String] {
        fleet.checkLines(layout.times).flatMap { line in
            line.printable.wrapped(toWidth: layout.isWide ? .max : max(20, layout.width - 4)).enumerated()
                .map { ($0.offset == 0 ? "  " : "    ") + $0.element }
        }
    }

    /// The fleet, where it is, and the commit; in the wide layout in full.
    func head(of fleet: FleetPlan, _ revision: String) -> String {
        let place = layout.isWide ? "\(fleet.region), project \(fleet.project)" : fleet.region
        return style.paint(fleet.fleet, .bold) + "  \(place.printable)  "
            + (layout.isWide ? revision : revision.shortRevision).printable
    }

    /// A head with who signed the commit behind it, and what is to stand at the end of its line; where the line is too
    /// narrow, who signed it stands below. In the wide layout with the keys.
    func signed(
        _ head: String, _ signatures: RevisionSignatures, before end: String = "", width: Int = 0
    ) -> [String] {
        guard let phrase = signatures.phrase(withKeys: layout.isWide)?.printable else { return [head + end] }
        let whole = "\(head) (\(phrase))"
        // The fleet's name is painted, which takes no columns.
        let columns = whole.displayWidth - style.paint("", .bold).displayWidth + width
        if layout.isWide || columns <= layout.width { return [whole + end] }
        return [head + end] + phrase.wrapped(toWidth: max(20, layout.width - 2)).map { "  " + $0 }
    }

    /// The instances of a fleet that need something.
    func rows(of fleet: FleetPlan, afterRun: Bool = false, forecast: FleetForecast? = nil) -> [String] {
        let rows =
            layout.isWide
            ? PlanTable.lines(of: fleet, layout, afterRun: afterRun, forecast)
            : RowText(style: style, width: layout.width, times: layout.times)
                .lines(of: fleet, afterRun: afterRun, forecast)
        return rows + (fleet.queueSummary(afterRun: afterRun).map { ["  " + $0] } ?? [])
    }

    private func lines(ofUnmanaged all: [UnmanagedInstance], _ selection: Selection) -> [String] {
        guard !all.isEmpty else { return [] }
        let shown = layout.isWide ? all[...] : all.prefix(Self.unmanaged)
        let width = shown.map { $0.name.printable.displayWidth }.max() ?? 0
        let read = selection.whatWasRead.map { " (\($0))" } ?? ""
        var lines = "In no fleet\(read)".printable.wrapped(toWidth: layout.isWide ? .max : layout.width)
            .map { style.paint($0, .bold) }
        lines += shown.map { one in
            let id = layout.isWide || one.name.isEmpty ? "  \(one.id)" : ""
            return
                "  \(one.name.printable.padded(toWidth: width))\(id)  \(one.current.printable)  \(one.region.printable)"
        }
        let left = all.count - shown.count
        return lines + (left > 0 ? ["  and \(left) more; -o wide lists all"] : []) + [""]
    }

    private func verdict(
        of plan: Plan, failures: Int, _ forecasts: PlanForecasts, _ selection: Selection
    ) -> String {
        let verdict = forecasts.verdict(of: plan, unread: failures, layout.times, selection)
        let color: Style.Color = failures > 0 ? .red : plan.fleets.allSatisfy(\.hasConverged) ? .green : .yellow
        return verdict.printable.wrapped(toWidth: layout.isWide ? .max : layout.width)
            .map { style.paint($0, color) }.joined(separator: "\n")
    }
}

extension String {
    /// `ref@oid` with the first characters of the object id, as git shows it.
    var shortRevision: String {
        guard let at = lastIndex(of: "@") else { return self }
        let oid = self[index(after: at)...].prefix { $0.isHexDigit }
        guard oid.count > 12 else { return self }
        return String(self[...at] + oid.prefix(7) + self[oid.endIndex...])
    }
}
