import Fleet
import Forecast
import Planning
import Text

/// The instances of a fleet with a row each, for `-o wide`.
enum PlanTable {
    /// The heads of the columns.
    static let header = ["ACTION", "WAVE", "NAME", "INSTANCE", "CURRENT", "DECLARED", "OFFERED", "WHY"]

    /// The waves and a row for each instance that needs something.
    static func lines(
        of fleet: FleetPlan, _ layout: Layout, afterRun: Bool, _ forecast: FleetForecast? = nil
    ) -> [String] {
        let notable = fleet.notable(afterRun: afterRun)
        let waves =
            (fleet.waveTally(layout.times, forecast).map { ["  waves: \($0.printable)"] } ?? [])
            + (forecast?.sentence(layout.times).map { ["  forecast: \($0.printable)"] } ?? [])
        let rows = notable.map { $0.cells(layout.times) } + fleet.cancellations.map(\.cells)
        guard !rows.isEmpty else { return waves }
        let style = layout.style
        let table = TextTable(header: header, rows: rows).render { row, column, text in
            guard let row else { return style.paint(text, .faint) }
            return column == 0 ? style.paint(text, row < notable.count ? notable[row].color : .red) : text
        }
        return waves + table
    }
}

extension PlannedInstance {
    /// The cells of its row.
    func cells(_ times: TimeSpelling) -> [String] {
        [
            action.kind.rawValue, wave ?? "-", name ?? "-", id.description,
            current.flatMap { $0.isEmpty ? nil : $0 } ?? "-", declared.description, offered?.description ?? "-",
            times.text(explanation),
        ]
    }

    /// The colour of what is done with it.
    var color: Style.Color? {
        switch action {
        case .none: nil
        case .upgrade: .green
        case .cancel: .red
        case .wait: .cyan
        case .hold: .yellow
        }
    }
}

extension PlannedCancellation {
    /// The cells of the row of an instance that is declared no more.
    var cells: [String] { ["cancel", "-", name ?? "-", instance.description, "-", "-", "-", message] }
}
