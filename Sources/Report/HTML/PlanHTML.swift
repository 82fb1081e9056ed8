import Fleet
import Forecast
public import Planning
public import Reconciler
import Text

/// A plan as one self-contained page, readable without scripts: the verdict, then each fleet wave by wave.
public struct PlanHTML {
    let times: TimeSpelling

    /// A renderer.
    public init(times: TimeSpelling) { self.times = times }

    /// The plan, the fleets that could not be planned, what is forecast, what a change declares differently, and what was
    /// chosen.
    public func render(
        _ plan: Plan, failures: [PlanReport.Failure] = [], forecasts: PlanForecasts = PlanForecasts(),
        changes: PlanChanges? = nil, selection: Selection = Selection()
    ) -> String {
        var lines = HTMLPage.head(title: "dbconverge plan", XML.escape(plan.revision))
        if let signed = plan.signatures.phrase(withKeys: true) {
            lines.append("<p class=\"revision\">\(XML.escape(signed.capitalizedFirst))</p>")
        }
        if let supposed = forecasts.supposed {
            lines.append("<p class=\"notice\">\(XML.escape(supposed.notice(times)))</p>")
        }
        let verdict = forecasts.verdict(of: plan, unread: failures.count, times, selection)
        lines.append("<p class=\"verdict\">\(XML.escape(verdict))</p>")
        if let sentence = selection.sentence { lines.append("<p class=\"faint\">\(XML.escape(sentence))</p>") }
        if failures.isEmpty {
            lines += counts(Verdict(plan.fleets))
        } else {
            lines += ["<section class=\"failed\">", "<h2>Could not be read</h2>", "<ul>"]
            lines += failures.map { "<li><b>\(XML.escape($0.fleet))</b>: \(XML.escape($0.message))</li>" }
            lines += ["</ul>", "</section>"]
        }
        if let changes { lines += ChangeHTML(times: times).lines(of: changes, unread: failures.count) }
        if let order = FleetOrderPicture(plan.fleets) { lines += FleetOrderSVG(picture: order).lines }
        for (index, fleet) in plan.fleets.enumerated() {
            lines += section(of: fleet, forecasts[fleet.fleet], number: index + 1)
        }
        lines += unmanaged(plan.unmanaged, selection)
        return (lines + HTMLPage.foot).joined(separator: "\n")
    }

    /// How many instances are where, as numbers to glance at; the verdict says the same.
    private func counts(_ verdict: Verdict) -> [String] {
        let all = [
            (verdict.now, "now", "upgrade"), (verdict.toCancel, "to cancel", "cancel"),
            (verdict.upgrading, "upgrading", "upgrade"), (verdict.attention, "need a person", "hold"),
            (verdict.later, "later", "wait"), (verdict.suspended, "suspended", "suspended"),
            (verdict.inSync, "in sync", "none"),
        ]
        let items = all.filter { $0.0 > 0 }.map { "<li><b class=\"\($0.2)\">\($0.0)</b> \($0.1)</li>" }
        return items.isEmpty ? [] : ["<ul class=\"counts\">"] + items + ["</ul>"]
    }

    private func section(of fleet: FleetPlan, _ forecast: FleetForecast?, number: Int) -> [String] {
        var lines = [
            "<section>",
            "<h2>\(XML.escape(fleet.fleet)) <small>\(XML.escape(fleet.region)), project <code>\(fleet.project)</code></small></h2>",
            "<p class=\"faint\">\(XML.escape(fleet.tally))\(fleet.batchSummary.map { "; \(XML.escape($0))" } ?? "")</p>",
        ]
        if let pause = fleet.pauseText { lines.append("<p class=\"notice\">\(XML.escape(times.text(pause)))</p>") }
        if let order = fleet.orderText(times) { lines.append("<p>\(XML.escape(order.capitalizedFirst))</p>") }
        let checks = fleet.checkLines(times)
        if !checks.isEmpty { lines += ["<ul>"] + checks.map { "<li>\(XML.escape($0))</li>" } + ["</ul>"] }
        if let forecast {
            lines += forecast.timelineLines(times, number: number)
            if let sentence = forecast.sentence(times) { lines.append("<p>Forecast: \(XML.escape(sentence)).</p>") }
        }
        let groups = RowGroup.groups(of: fleet.notable(afterRun: false), times)
        let byWave = Dictionary(grouping: groups, by: \.first.wave)
        let waves = Set(fleet.waves.map(\.name))
        for wave in fleet.waves {
            let share = wave.instances == 0 ? 100 : wave.inSync * 100 / wave.instances
            lines += ["<section>", "<div class=\"wave\"><h3>wave \(XML.escape(wave.name))</h3>"]
            lines.append("<meter min=\"0\" max=\"100\" value=\"\(share)\">\(share)%</meter>")
            lines.append("<span class=\"faint\">\(XML.escape(wave.text(times, forecast)))</span></div>")
            lines += table((byWave[wave.name] ?? []).map(row)) + ["</section>"]
        }
        let others =
            groups.filter { group in group.first.wave.map { !waves.contains($0) } ?? true }.map(row)
            + fleet.cancellations.map(row)
        if !others.isEmpty { lines += ["<section>", "<h3>in no wave</h3>"] + table(others) + ["</section>"] }
        return lines + ["</section>"]
    }

    private func table(_ rows: [String]) -> [String] {
        guard !rows.isEmpty else { return [] }
        let heads = ["What", "Instances", "Version", "Why"].map { "<th>\($0)</th>" }.joined()
        return ["<table>", "<thead><tr>\(heads)</tr></thead>", "<tbody>"] + rows + ["</tbody>", "</table>"]
    }

    /// A row; of more than three instances the names are folded.
    private func row(_ group: RowGroup) -> String {
        let names = group.names.map { XML.escape($0) }
        let cell =
            names.count <= 3
            ? names.joined(separator: ", ")
            : "<details><summary>\(names[0]) and \(names.count - 1) more</summary>\(names.joined(separator: ", "))</details>"
        let (kind, word) = group.first.action.badge
        return row(kind, word, cell, XML.escape(group.versions), XML.escape(group.why))
    }

    private func row(_ one: PlannedCancellation) -> String {
        row("cancel", "cancel", XML.escape(one.name ?? one.instance.description), "-", XML.escape(one.message))
    }

    private func row(_ kind: String, _ word: String, _ names: String, _ versions: String, _ why: String) -> String {
        "<tr class=\"\(kind)\"><td><span class=\"word\">\(word)</span></td><td class=\"names\">\(names)</td>"
            + "<td class=\"version\">\(versions)</td><td>\(why)</td></tr>"
    }

    private func unmanaged(_ all: [UnmanagedInstance], _ selection: Selection) -> [String] {
        guard !all.isEmpty else { return [] }
        let items = all.map { one in
            "<li>\(XML.escape(one.name)) <code>\(one.id)</code> \(XML.escape(one.current)) in \(XML.escape(one.region))</li>"
        }
        let read = selection.whatWasRead.map { " (\(XML.escape($0)))" } ?? ""
        return [
            "<section>", "<details><summary>\(all.count.of("instance")) in no fleet\(read)</summary>", "<ul>",
        ] + items + ["</ul>", "</details>", "</section>"]
    }
}

extension Action {
    /// The class of its row, and the word in its first cell.
    var badge: (kind: String, word: String) {
        switch self {
        case .none: ("none", "in sync")
        case .upgrade: ("upgrade", "upgrade")
        case .cancel: ("cancel", "cancel")
        case .wait: isUpgrading ? ("upgrade", "upgrading") : ("wait", "waits")
        case .hold(let reason):
            switch reason.code {
            case .suspended: ("suspended", "suspended")
            case .ahead: ("hold", "ahead")
            default: ("hold", "held")
            }
        }
    }
}
