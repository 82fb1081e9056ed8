import Fleet
import Forecast
import FoundationEssentials

/// A forecast as a picture has it: a row for each wave, and an axis of dates.
struct Timeline {
    /// A span of time.
    struct Span {
        var start: Date
        var end: Date
    }

    /// A wave.
    struct Row {
        var name: String
        /// From its first upgrade to its last.
        var whole: Span?
        /// When its upgrades run.
        var sessions: [Span]
        var soak: Span?

        /// All that is drawn of it.
        var spans: [Span] { [whole, soak].compactMap(\.self) }
    }

    /// A date on the axis.
    struct Tick: Equatable {
        var date: Date
        var label: String
    }

    let rows: [Row]
    /// What the picture shows.
    let span: Span
    /// The zone of its dates.
    let zone: ZoneRules

    /// The most waves that are drawn.
    private static let mostRows = 50

    /// The picture of a forecast; nil where there is nothing to draw.
    init?(_ forecast: FleetForecast, _ times: TimeSpelling) {
        zone = forecast.zone ?? times.zone
        rows = forecast.waves.prefix(Self.mostRows).map { wave in
            let first = wave.sessions.first?.start ?? wave.starts
            let last = wave.sessions.last?.end ?? wave.completes
            let rest = wave.isDone ? forecast.begins : wave.completes
            return Row(
                name: wave.name, whole: first.flatMap { start in last.map { Span(start: start, end: max(start, $0)) } },
                sessions: wave.sessions.map { Span(start: $0.start, end: $0.end) },
                soak: rest.flatMap { start in
                    wave.soaksUntil.flatMap { $0 > start ? Span(start: start, end: $0) : nil }
                })
        }
        let spans = rows.flatMap(\.spans)
        guard let last = spans.map(\.end).max() else { return nil }
        let first = min(forecast.begins, spans.map(\.start).min() ?? forecast.begins)
        // Not less than an hour, and a little more than the last of it.
        let length = max(3600, last.timeIntervalSince(first) * 1.03)
        span = Span(start: first, end: first.addingTimeInterval(length))
    }

    /// Where a time is, from 0 to 1.
    func position(of date: Date) -> Double {
        min(max(0, date.timeIntervalSince(span.start) / span.end.timeIntervalSince(span.start)), 1)
    }

    /// The most dates on the axis.
    private static let mostTicks = 8.0

    /// The dates of the axis, at whole hours or midnights of the zone.
    var ticks: [Tick] {
        let hours = span.end.timeIntervalSince(span.start) / 3600
        if let step = [1, 3, 6, 12].first(where: { hours / Double($0) <= Self.mostTicks }) {
            return ticks(days: 1, minutes: stride(from: 0, to: 1440, by: step * 60).map(\.self))
        }
        let days = [1, 2, 7, 14, 28].first { hours / 24 / Double($0) <= Self.mostTicks }
        return ticks(days: days ?? Int((hours / 24 / Self.mostTicks).rounded(.up)), minutes: [0])
    }

    private func ticks(days step: Int, minutes: [Int]) -> [Tick] {
        var ticks: [Tick] = []
        var day = zone.day(at: span.start)
        while zone.start(of: day) <= span.end {
            for minute in minutes {
                let date = zone.start(of: day, minute: minute)
                guard date >= span.start, date <= span.end, date != ticks.last?.date else { continue }
                ticks.append(Tick(date: date, label: TimeSpelling.label(of: day, minute: minute)))
            }
            day = day.adding(step)
        }
        return ticks
    }
}
