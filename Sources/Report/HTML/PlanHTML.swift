import Fleet
import Forecast
public import Planning
public import Reconciler
import Text

/// A plan as one self-contained page, readable without scripts.
public struct PlanHTML {
    let times: TimeSpelling

    /// A renderer.
    public init(times: TimeSpelling) { self.times = times }

    /// The plan, the fleets that could not be planned, and what is forecast.
    public func render(
        _ plan: Plan, failures: [PlanReport.Failure] = [], forecasts: PlanForecasts = PlanForecasts()
    ) -> String {
        var lines = HTMLPage.head(title: "dbconverge plan", XML.escape(plan.revision))
        if let supposed = forecasts.supposed {
            lines.append("<p class=\"hold\">\(XML.escape(supposed.notice(times)))</p>")
        }
        let verdict = forecasts.verdict(of: plan, unread: failures.count, times)
        lines.append("<p class=\"verdict\">\(XML.escape(verdict))</p>")
        if !failures.isEmpty {
            lines += ["<section class=\"failed\">", "<h2>Could not be read</h2>", "<ul>"]
            lines += failures.map { "<li><b>\(XML.escape($0.fleet))</b>: \(XML.escape($0.message))</li>" }
            lines += ["</ul>", "</section>"]
        }
        for (index, fleet) in plan.fleets.enumerated() {
            lines += section(of: fleet, forecasts[fleet.fleet], number: index + 1)
        }
        lines += unmanaged(plan.unmanaged)
        return (lines + HTMLPage.foot).joined(separator: "\n")
    }

    private func section(of fleet: FleetPlan, _ forecast: FleetForecast?, number: Int) -> [String] {
        var lines = ["<section>", "<h2>\(XML.escape(fleet.fleet)) <small>\(XML.escape(fleet.region))</small></h2>"]
        lines.append("<p>\(XML.escape(fleet.tally))\(fleet.batchSummary.map { "; \(XML.escape($0))" } ?? "")</p>")
        if let pause = fleet.pauseText { lines.append("<p class=\"hold\">\(XML.escape(times.text(pause)))</p>") }
        lines.append("<table class=\"waves\">")
        lines += fleet.waves.map { wave in
            let share = wave.instances == 0 ? 100 : wave.inSync * 100 / wave.instances
            return """
                <tr><th scope="row">wave \(XML.escape(wave.name))</th><td><meter min="0" max="100" value="\(share)">\(share)%</meter></td>\
                <td>\(XML.escape(wave.text(times, forecast)))</td></tr>
                """
        }
        lines.append("</table>")
        if let forecast {
            lines += forecast.timelineLines(times, number: number)
            if let sentence = forecast.sentence(times) { lines.append("<p>Forecast: \(XML.escape(sentence)).</p>") }
        }
        let groups = RowGroup.groups(of: fleet.notable(afterRun: false), times)
        if !groups.isEmpty || !fleet.cancellations.isEmpty {
            let heads = RowGroup.header.map { "<th>\($0)</th>" }.joined()
            lines += ["<table>", "<thead><tr>\(heads)</tr></thead>", "<tbody>"]
            lines += groups.map(row)
            lines += fleet.cancellations.map { one in
                "<tr class=\"cancel\">" + one.foldedCells.map { "<td>\(XML.escape($0))</td>" }.joined() + "</tr>"
            }
            lines += ["</tbody>", "</table>"]
        }
        return lines + ["</section>"]
    }

    /// A row; of more than three instances the names are folded.
    private func row(_ group: RowGroup) -> String {
        let names = group.names.map { XML.escape($0) }
        let cell =
            names.count <= 3
            ? names.joined(separator: ", ")
            : "<details><summary>\(names[0]) and \(names.count - 1) more</summary>\(names.joined(separator: ", "))</details>"
        let action = group.first.action
        let kind = action.reason?.code == .suspended ? "suspended" : action.kind.rawValue
        return "<tr class=\"\(kind)\"><td>\(XML.escape(group.first.wave ?? "-"))</td><td>\(cell)</td>"
            + "<td class=\"version\">\(XML.escape(group.versions))</td><td>\(XML.escape(group.why))</td></tr>"
    }

    private func unmanaged(_ all: [UnmanagedInstance]) -> [String] {
        guard !all.isEmpty else { return [] }
        let items = all.map { "<li>\(XML.escape($0.name)) <code>\($0.id)</code> \(XML.escape($0.current))</li>" }
        return [
            "<section>", "<details><summary>\(all.count.of("instance")) in no fleet</summary>", "<ul>",
        ] + items + ["</ul>", "</details>", "</section>"]
    }
}
