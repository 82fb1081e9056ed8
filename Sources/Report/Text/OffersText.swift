import Fleet
public import Reconciler
import Text

/// What is offered to whom, for people at a terminal: by fleet, equal rows folded.
public struct OffersText {
    let layout: Layout
    private var style: Style { layout.style }

    /// A renderer in a layout.
    public init(_ layout: Layout) { self.layout = layout }

    private static let header = ["CURRENT", "OFFERED", "DECLARED", "INSTANCES"]
    private static let wideHeader = ["NAME", "INSTANCE", "CURRENT", "OFFERED", "DECLARED", "NOTE"]

    /// The groups, and what could not be read.
    public func render(_ report: OffersReport, revision: String, selection: Selection = Selection()) -> String {
        var lines = report.groups.flatMap { self.lines(of: $0, revision, selection) + [""] }
        lines += UnreadText.lines(report.failures, layout)
        lines += selection.lines(layout)
        let color: Style.Color? = report.isComplete ? nil : .red
        return (lines + wrapped(report.summary).map { style.paint($0, color) }).joined(separator: "\n")
    }

    private func lines(of group: OfferGroup, _ revision: String, _ selection: Selection) -> [String] {
        let isFull = layout.isWide || group.fleet == nil
        let place = isFull ? "\(group.region), project \(group.project)" : group.region
        let commit = group.fleet == nil ? "" : "  " + (layout.isWide ? revision : revision.shortRevision).printable
        var head = [style.paint(group.title, .bold) + "  \(place.printable)" + commit]
        // They may be declared in what was not read.
        if group.fleet == nil, let read = selection.whatWasRead { head += wrapped(read, indent: 2) }
        if group.instances.isEmpty { return head + ["  nothing is offered"] }
        return head + (layout.isWide ? wideRows(of: group) : rows(of: group))
    }

    private func rows(of group: OfferGroup) -> [String] {
        let rows = FoldedOffers.rows(of: group)
        let table = TextTable(
            header: Array(Self.header.dropLast()), rows: rows.map { [$0.current, $0.offered, $0.declared] })
        let widths = table.widths
        let used = 2 + widths.reduce(0) { $0 + $1 + 2 }
        func line(_ cells: [String], paint: (Int, String) -> String) -> String {
            "  "
                + zip(cells.indices, zip(cells, widths)).map { column, cell in
                    paint(column, cell.0)
                        + String(repeating: " ", count: max(0, cell.1 - cell.0.printable.displayWidth))
                }.joined(separator: "  ")
        }
        var lines = [
            line(Self.header.dropLast(), paint: { style.paint($1, .faint) }) + "  " + style.paint("INSTANCES", .faint)
        ]
        for row in rows {
            let cells = line([row.current, row.offered, row.declared]) { column, text in
                style.paint(text, column == 1 ? row.relation?.color : nil)
            }
            let names = row.names.map { $0.printable.shortened(toWidth: 36) }
            lines.append(cells + "  " + NameList.line(names, toWidth: max(16, layout.width - used)))
            if let note = row.note { lines += wrapped(note, indent: 6) }
        }
        return lines
    }

    private func wideRows(of group: OfferGroup) -> [String] {
        let instances = group.instances.sorted { ($0.label, $0.id) < ($1.label, $1.id) }
        let table = TextTable(
            header: Self.wideHeader,
            rows: instances.map {
                [
                    $0.name ?? "-", $0.id.description, $0.currentText, $0.offeredText, $0.declaredText, $0.note ?? "",
                ]
            })
        return table.render { row, column, text in
            guard let row else { return style.paint(text, .faint) }
            return style.paint(text, column == 3 ? instances[row].relation?.color : nil)
        }
    }

    private func wrapped(_ text: String, indent: Int = 0) -> [String] {
        text.printable.wrapped(toWidth: layout.isWide ? .max : max(20, layout.width - indent))
            .map { String(repeating: " ", count: indent) + $0 }
    }
}

extension OfferRelation {
    fileprivate var color: Style.Color { self == .declared ? .green : .yellow }
}
