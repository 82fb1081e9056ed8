import Fleet
import Forecast
import Planning
import Text

/// The rows of a fleet for a terminal: by wave, equal ones folded, and never wider than it.
struct RowText {
    let style: Style
    let width: Int
    let times: TimeSpelling

    /// The most columns of a name.
    static let longestName = 36

    /// The waves, each with its rows. `afterRun`: without what a run has not got to.
    func lines(of fleet: FleetPlan, afterRun: Bool = false, _ forecast: FleetForecast? = nil) -> [String] {
        let notable = fleet.notable(afterRun: afterRun)
        let groups = RowGroup.groups(of: notable.filter { !$0.waitsForWave }, times)
        let nameWidth = groups.map { min(Self.longestName, $0.first.label.printable.displayWidth) }.max() ?? 0
        let versionWidth = groups.map { $0.versions.printable.displayWidth }.max() ?? 0
        var byWave: [String?: [RowGroup]] = [:]
        for group in groups { byWave[group.first.wave, default: []].append(group) }
        let waiting = Dictionary(grouping: notable.filter(\.waitsForWave), by: \.wave)
        var lines: [String] = []
        let titleWidth = fleet.waves.map { $0.name.printable.displayWidth }.max() ?? 0
        for wave in fleet.waves {
            lines += head(of: wave, waiting: waiting[wave.name] ?? [], titleWidth, forecast)
            for group in byWave.removeValue(forKey: wave.name) ?? [] { lines += row(group, nameWidth, versionWidth) }
        }
        for group in byWave.values.joined() { lines += row(group, nameWidth, versionWidth) }
        for one in fleet.cancellations {
            let start = "  x \(one.name?.printable ?? one.instance.description)  "
            lines += hung(start, one.message) { style.paint($0, .red) }
        }
        if let sentence = forecast?.sentence(times) {
            lines += hung("  forecast  ", sentence) { style.paint($0, .bold) }
        }
        return lines
    }

    private func head(
        of wave: PlannedWave, waiting: [PlannedInstance], _ titleWidth: Int, _ forecast: FleetForecast?
    ) -> [String] {
        let title = "  wave " + wave.name.printable.padded(toWidth: titleWidth) + "  "
        var tally: (count: String, reason: String)?
        if let one = waiting.first, case .wait(let reason) = one.action {
            let isSame = waiting.allSatisfy { $0.action.reason?.words == reason.words }
            tally = ("\(waiting.count) waiting", isSame ? ": \(times.text(reason.words))" : "")
        }
        let text = wave.text(times, forecast, waiting: tally)
        return hung(title, text) { style.paint($0, .bold) }
    }

    private func row(_ group: RowGroup, _ nameWidth: Int, _ versionWidth: Int) -> [String] {
        row(
            style.paint(group.first.symbol, group.first.color), group.names, group.versions, group.why, nameWidth,
            versionWidth)
    }

    /// A row of one instance or of several equal ones, none of them wider than the terminal. `symbol` has its colour.
    func row(
        _ symbol: String, _ names: [String], _ versions: String, _ why: String, _ nameWidth: Int, _ versionWidth: Int
    ) -> [String] {
        let name = (names.first ?? "").printable.shortened(toWidth: Self.longestName).padded(toWidth: nameWidth)
        let start = "  \(symbol) \(name)   \(versions.printable.padded(toWidth: versionWidth))   "
        let used = 4 + nameWidth + 3 + versionWidth + 3
        let why = why.printable
        var lines: [String] = []
        if used + why.displayWidth <= width {
            lines.append(start + why)
        } else {
            lines.append(start.trimmedAtEnd)
            lines += why.wrapped(toWidth: max(20, width - 6)).map { "      \($0)" }
        }
        if names.count > 1 {
            let others = names.dropFirst().map { $0.printable.shortened(toWidth: Self.longestName) }
            let same = "  (the same)"
            lines.append("    " + NameList.line(others, toWidth: max(20, width - 4 - same.count)) + same)
        }
        return lines
    }

    /// A text behind a start, its further lines below the text.
    func hung(_ start: String, _ text: String, paint: (String) -> String) -> [String] {
        let lines = text.printable.hung(
            after: start.displayWidth, indent: min(start.displayWidth, 24), width: width)
        return [paint(start) + (lines.first ?? "")] + lines.dropFirst()
    }
}

extension PlannedInstance {
    /// A sign for what is done with it; the words beside it say the same.
    var symbol: String {
        switch action {
        case .none: "="
        case .upgrade: "~"
        case .cancel: "x"
        case .wait: action.isUpgrading ? "~" : "."
        case .hold(let reason): reason.code == .ahead ? ">" : reason.code == .suspended ? "-" : "!"
        }
    }
}
