import Planning
import Text

/// What a change declares differently, as a section of a page.
struct ChangeHTML {
    let times: TimeSpelling

    /// The section.
    func lines(of changes: PlanChanges, unread: Int) -> [String] {
        var lines = ["<section>", "<h2>Changes</h2>", "<p>\(XML.escape(changes.summary))</p>"]
        let work = changes.workSummary(unread: unread)
        if !work.isEmpty { lines.append("<p>\(XML.escape(work))</p>") }
        for (names, fleet) in ChangedFleet.folded(changes.fleets) { lines += section(of: fleet, names) }
        return lines + ["</section>"]
    }

    private func section(of fleet: ChangedFleet, _ names: [String]) -> [String] {
        let region = names.count == 1 ? " <small>\(XML.escape(fleet.change.region))</small>" : ""
        var lines = ["<section>", "<h3>\(XML.escape(NameList.line(names, toWidth: 300)))\(region)</h3>"]
        if let fate = fleet.fate { lines.append("<p class=\"faint\">\(XML.escape(fate))</p>") }
        if !fleet.change.settings.isEmpty {
            lines += ["<ul>"] + fleet.change.settings.map { "<li>\(XML.escape($0.text))</li>" } + ["</ul>"]
        }
        let groups = ChangeGroup.groups(of: fleet.instances, times)
        if !groups.isEmpty {
            let heads = ["What", "Instances", "Declared", "Why"].map { "<th>\($0)</th>" }.joined()
            lines += ["<table>", "<thead><tr>\(heads)</tr></thead>", "<tbody>"]
            lines += groups.map { row($0, hasWaves: fleet.hasWaves) } + ["</tbody>", "</table>"]
        }
        return lines + ["</section>"]
    }

    private func row(_ group: ChangeGroup, hasWaves: Bool) -> String {
        let (kind, word) = badge(group.first)
        let wave = hasWaves ? group.first.wave.map { " <small>wave \(XML.escape($0))</small>" } ?? "" : ""
        return "<tr class=\"\(kind)\"><td><span class=\"word\">\(word)</span></td>"
            + "<td class=\"names\">\(folded(group.names))\(wave)</td>"
            + "<td class=\"version\">\(XML.escape(group.declared))</td><td>\(XML.escape(group.why))</td></tr>"
    }

    private func badge(_ one: ChangedInstance) -> (kind: String, word: String) {
        if let planned = one.planned { return planned.action.badge }
        if one.cancellation != nil { return ("cancel", "cancel") }
        return one.change.after == nil ? ("none", "undeclared") : ("none", "not known")
    }

    /// Of more than three names the others are folded.
    private func folded(_ names: [String]) -> String {
        let names = names.map { XML.escape($0) }
        guard names.count > 3 else { return names.joined(separator: ", ") }
        let all = names.joined(separator: ", ")
        return "<details><summary>\(names[0]) and \(names.count - 1) more</summary>\(all)</details>"
    }
}
