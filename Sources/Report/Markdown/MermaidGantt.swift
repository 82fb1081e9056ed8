import Fleet
import Forecast
import FoundationEssentials
import Text

/// Forecasts as a Gantt chart in Mermaid's language, which GitHub and GitLab draw. It keeps to what every version of
/// Mermaid reads, and to names of letters, digits and a few signs, so that none can end a line, a name or the block.
struct MermaidGantt {
    /// How times are spelled, which says their zone where the forecasts have different ones.
    let times: TimeSpelling
    /// The most UTF-16 units of the chart.
    var limit = 12_000

    /// The chart in a folded block; empty where there is nothing to draw.
    func lines(_ forecasts: [FleetForecast], rest: String) -> [String] {
        let drawn = forecasts.filter { Timeline($0, times) != nil }
        guard let first = drawn.first else { return [] }
        let zones = Set(drawn.map { $0.zone ?? times.zone })
        let zone = zones.count == 1 ? first.zone ?? times.zone : times.zone
        let sections = drawn.enumerated().lazy.map { section($0.element, number: $0.offset + 1, in: zone) }
        var (shown, used) = ([String](), 0)
        var count = 0
        for section in sections {
            used += section.reduce(0) { $0 + $1.utf16.count + 1 }
            guard used <= limit else { break }
            shown += section
            count += 1
        }
        let left = drawn.count - count
        let notice = left > 0 ? ["", "… and \(left) more fleet\(left == 1 ? "" : "s"); \(rest)"] : []
        guard count > 0 else { return ["", "The timeline is too long for a comment; \(rest)"] }
        return [
            "", "<details><summary>Timeline: about when each wave runs</summary>", "", "```mermaid", "gantt",
            "    title About when each wave runs, times in \(Self.name(zone.name))",
            "    dateFormat YYYY-MM-DD HH:mm", "    axisFormat %d %b %H:%M", "    todayMarker off",
        ] + shown + ["```"] + notice + ["", "</details>"]
    }

    private func section(_ forecast: FleetForecast, number: Int, in zone: ZoneRules) -> [String] {
        var lines = ["    section \(Self.name(forecast.fleet))"]
        func task(_ text: String, _ id: String, _ start: Date, _ end: Date) {
            let from = (start.timeIntervalSince1970 / 60).rounded(.down) * 60
            let to = max(from + 60, (end.timeIntervalSince1970 / 60).rounded(.up) * 60)
            let times = [from, to].map { Self.local(Date(timeIntervalSince1970: $0), in: zone) }
            lines.append("    \(text) :\(id), \(times[0]), \(times[1])")
        }
        guard let timeline = Timeline(forecast, times) else { return [] }
        for (index, row) in timeline.rows.enumerated() {
            let (name, id) = ("wave \(Self.name(row.name))", "f\(number)w\(index + 1)")
            if let whole = row.whole {
                let parts = row.sessions.count > 1 ? ", in \(row.sessions.count) parts" : ""
                task("\(name) upgrades\(parts)", id, whole.start, whole.end)
            }
            if let soak = row.soak { task("\(name) soaks", "\(id)s", soak.start, soak.end) }
        }
        return lines
    }

    /// `2026-11-30 01:00` on the zone's clock.
    private static func local(_ date: Date, in zone: ZoneRules) -> String {
        let local = date.timeIntervalSince1970 + Double(zone.offset(at: date))
        let text = Date(timeIntervalSince1970: local).formatted(.iso8601)
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5))"
    }

    /// A name that is no more than a name: anything but letters, digits and `-_./` is an underscore.
    static func name(_ text: String) -> String {
        var shown = String.UnicodeScalarView()
        for scalar in SafeText.line(text, atMost: 60).unicodeScalars {
            let kind = scalar.properties
            let isKept = kind.isAlphabetic || kind.numericType != nil || " -_./".unicodeScalars.contains(scalar)
            shown.append(isKept && scalar.isSafeToShow ? scalar : "_")
        }
        let name = String(shown).shortened(toWidth: 40)
        return name.allSatisfy { $0 == " " } ? "_" : name
    }
}
