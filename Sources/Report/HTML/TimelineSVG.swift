import Fleet
import Forecast
import FoundationEssentials
import Text

/// A timeline as an inline SVG, without scripts. The table of the waves beside it says the same in words.
struct TimelineSVG {
    let timeline: Timeline
    let forecast: FleetForecast
    let times: TimeSpelling
    /// The number of the picture in its page, for what the page must not have twice.
    let number: Int

    private static let (left, right, top, height) = (170.0, 985.0, 40.0, 28.0)

    /// Its lines.
    var lines: [String] {
        let count = timeline.rows.count
        let bottom = Self.top + Double(count) * Self.height
        let title = "Forecast of \(forecast.fleet): about when its waves run, in \(timeline.zone.name)"
        var lines = [
            "<div class=\"timeline\">",
            "<svg viewBox=\"0 0 1000 \(Int(bottom) + 8)\" role=\"img\" aria-labelledby=\"timeline-\(number)\">",
            "<title id=\"timeline-\(number)\">\(XML.escape(title))</title>",
            "<defs><pattern id=\"soak-\(number)\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
                + "<rect class=\"soak\" width=\"7\" height=\"7\"/><rect class=\"hatch\" width=\"2\" height=\"7\"/></pattern></defs>",
        ]
        lines += timeline.ticks.map { tick in
            let x = self.x(tick.date)
            return "<line class=\"axis\" x1=\"\(x)\" x2=\"\(x)\" y1=\"\(Int(Self.top) - 4)\" y2=\"\(Int(bottom))\"/>"
                + "<text class=\"tick\" x=\"\(x)\" y=\"30\">\(tick.label)</text>"
        }
        for (index, row) in timeline.rows.enumerated() { lines += self.row(row, at: index) }
        let now = x(forecast.begins)
        lines += [
            "<line class=\"now\" x1=\"\(now)\" x2=\"\(now)\" y1=\"16\" y2=\"\(Int(bottom))\"/>",
            "<text class=\"now\" x=\"\(now)\" y=\"12\">now</text>",
            "</svg>", "</div>",
            "<p><small>Solid: upgrades run. Hatched: the wave soaks. All times are about.</small></p>",
        ]
        return lines
    }

    private func row(_ row: Timeline.Row, at index: Int) -> [String] {
        let y = Self.top + Double(index) * Self.height
        let name = row.name.printable.shortened(toWidth: 20)
        var lines = ["<text x=\"0\" y=\"\(Int(y) + 19)\">\(XML.escape(name))</text>"]
        func bar(_ kind: String, _ span: Timeline.Span, _ words: String, thin: Bool = false) {
            let (from, to) = (x(span.start), x(span.end))
            let fill = kind == "soak" ? " fill=\"url(#soak-\(number))\"" : " class=\"\(kind)\""
            let text = "\(row.name): \(words) \(minute(span.start)) to \(minute(span.end))"
            lines.append(
                "<rect\(fill) x=\"\(from)\" y=\"\(Int(y) + (thin ? 13 : 7))\" width=\"\(Self.tenth(max(3, to - from)))\" height=\"\(thin ? 3 : 15)\">"
                    + "<title>\(XML.escape(text))</title></rect>")
        }
        if let whole = row.whole, row.sessions.count > 1 { bar("whole", whole, "upgrades from about", thin: true) }
        for session in row.sessions { bar("upgrades", session, "upgrades from about") }
        if let soak = row.soak { bar("soak", soak, "soaks from about") }
        if row.whole == nil, row.soak == nil {
            lines.append(
                "<text class=\"none\" x=\"\(x(forecast.begins) + 8)\" y=\"\(Int(y) + 19)\">no upgrade forecast</text>")
        }
        return lines
    }

    private func minute(_ date: Date) -> String { times.minute(date, in: timeline.zone) }

    private func x(_ date: Date) -> Double {
        Self.tenth(Self.left + timeline.position(of: date) * (Self.right - Self.left))
    }

    private static func tenth(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}

extension FleetForecast {
    /// Its timeline for a page; empty where there is nothing to draw.
    func timelineLines(_ times: TimeSpelling, number: Int) -> [String] {
        guard let timeline = Timeline(self, times) else { return [] }
        return TimelineSVG(timeline: timeline, forecast: self, times: times, number: number).lines
    }
}
