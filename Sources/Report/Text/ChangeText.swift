import Fleet
import Planning
import Text

/// What a change declares differently, for people at a terminal: by fleet and wave, equal rows folded.
struct ChangeText {
    let layout: Layout
    private var style: Style { layout.style }
    private var rows: RowText { RowText(style: style, width: layout.width, times: layout.times) }

    init(_ layout: Layout) { self.layout = layout }

    /// A line for each setting and a row for each kind of change; what is said of all of them is the caller's to add.
    func lines(of changes: PlanChanges) -> [String] {
        guard !changes.fleets.isEmpty else { return [] }
        var lines = [style.paint("Changes since \(changes.base.text)", .bold), ""]
        for (names, fleet) in ChangedFleet.folded(changes.fleets) { lines += self.lines(of: fleet, names) + [""] }
        return lines + [style.paint("The plan", .bold), ""]
    }

    private func lines(of fleet: ChangedFleet, _ names: [String]) -> [String] {
        let region = names.count == 1 ? "  \(fleet.change.region.printable)" : ""
        let list = NameList.line(names.map(\.printable), toWidth: layout.isWide ? .max : max(20, layout.width - 20))
        let head = style.paint(list, .bold) + region
        var lines = [head]
        if let fate = fleet.fate { lines += rows.hung("  ", fate) { $0 } }
        let isWide = layout.isWide
        for setting in fleet.change.settings {
            lines += isWide ? ["  \(setting.text.printable)"] : rows.hung("  ", setting.text) { $0 }
        }
        return lines + (isWide ? table(of: fleet) : folded(fleet))
    }

    private func folded(_ fleet: ChangedFleet) -> [String] {
        let groups = ChangeGroup.groups(of: fleet.instances, layout.times)
        let nameWidth = groups.map { min(RowText.longestName, $0.first.label.printable.displayWidth) }.max() ?? 0
        let declaredWidth = groups.map { $0.declared.printable.displayWidth }.max() ?? 0
        var lines: [String] = []
        var heading: String?
        for group in groups {
            let own = group.first.wave.map { "wave \($0)" } ?? "declared no longer"
            if fleet.hasWaves, own != heading {
                lines.append(style.paint("  \(own)", .bold))
                heading = own
            }
            let symbol = style.paint(group.first.symbol, group.first.color)
            lines += rows.row(symbol, group.names, group.declared, group.why, nameWidth, declaredWidth)
        }
        return lines
    }

    private static let header = ["ACTION", "WAVE", "NAME", "INSTANCE", "CURRENT", "BEFORE", "AFTER", "WHY"]

    private func table(of fleet: ChangedFleet) -> [String] {
        guard !fleet.instances.isEmpty else { return [] }
        let rows = fleet.instances.map { one in
            [
                one.actionWord, one.wave ?? "-", one.name ?? "-", one.change.id.description, one.current ?? "-",
                one.change.before?.version.description ?? "-", one.change.after?.version.description ?? "-",
                (one.notes + [one.verdict(layout.times)]).joined(separator: "; "),
            ]
        }
        return TextTable(header: Self.header, rows: rows).render { row, column, text in
            guard let row else { return style.paint(text, .faint) }
            return column == 0 ? style.paint(text, fleet.instances[row].color) : text
        }
    }
}
