import Planning
import Text

/// What a change declares differently, for a pull request's comment: the summary, and a table for each fleet.
struct ChangeMarkdown {
    let times: TimeSpelling

    /// A table with more rows than these is folded.
    private static let open = 20
    /// The most columns of a row's names.
    private static let nameWidth = 300

    /// The whole section, and the heading of the plan that follows it.
    func lines(of changes: PlanChanges, unread: Int) -> [String] {
        let work = changes.workSummary(unread: unread)
        let words = [changes.summary, work].filter { !$0.isEmpty }.map { Markdown.escape($0) }
        var lines = ["", "**\(words[0])**"]
        if words.count > 1 { lines += ["", words[1]] }
        for (names, fleet) in ChangedFleet.folded(changes.fleets) { lines += self.lines(of: fleet, names) }
        return lines + ["", "### The whole plan"]
    }

    private func lines(of fleet: ChangedFleet, _ names: [String]) -> [String] {
        let region = names.count == 1 ? " (\(Markdown.escape(fleet.change.region)))" : ""
        let fate = fleet.fate.map { ": \(Markdown.escape($0))" } ?? ""
        var lines = ["", "**\(Markdown.escape(NameList.line(names, toWidth: Self.nameWidth)))**\(region)\(fate)"]
        if !fleet.change.settings.isEmpty {
            lines += [""] + fleet.change.settings.map { "- \(Markdown.escape($0.text))" }
        }
        let rows = ChangeGroup.groups(of: fleet.instances, times).map {
            [$0.first.wave ?? "-", NameList.line($0.names, toWidth: Self.nameWidth), $0.declared, $0.why]
        }
        guard !rows.isEmpty else { return lines }
        let table = MarkdownTable.lines(ChangeGroup.header, rows)
        guard rows.count > Self.open else { return lines + [""] + table }
        return lines + ["", "<details><summary>\(rows.count.of("row"))</summary>", ""] + table + ["", "</details>"]
    }
}
