import Fleet
import Forecast
import Foundation
import FoundationXML
import Planning
import TestSupport
import Testing

@testable import Report

/// The forecast as a picture: its axis, its SVG and its chart in Mermaid's language.
@Suite struct TimelineTests {
    @Test(
        arguments: [
            (0.5, ["08:00", "09:00"]), (5, ["08:00", "09:00", "10:00", "11:00", "12:00", "13:00"]),
            (20, ["09:00", "12:00", "15:00", "18:00", "21:00", "Sat 16 Jan", "03:00"]),
            (24 * 6, ["Sat 16 Jan", "Sun 17 Jan", "Mon 18 Jan", "Tue 19 Jan", "Wed 20 Jan", "Thu 21 Jan"]),
            (24 * 40, ["Fri 22 Jan", "Fri 29 Jan", "Fri 5 Feb", "Fri 12 Feb", "Fri 19 Feb"]),
        ] as [(Double, [String])])
    func theAxisHasAFewRoundTimes(_ one: (hours: Double, labels: [String])) throws {
        var forecast = SampleForecast.soaking()
        forecast.waves = [
            WaveForecast(
                name: "rest", starts: forecast.begins, completes: SampleForecast.hours(one.hours), upgrades: 1)
        ]
        let ticks = try #require(Timeline(forecast, .sample)).ticks
        #expect(ticks.map(\.label) == one.labels)
    }

    /// Ten years of it are drawn with no more dates than a day.
    @Test func howeverLongItIsTheAxisStaysReadable() throws {
        var forecast = SampleForecast.soaking()
        forecast.waves[1].completes = SampleForecast.hours(24 * 3650)
        forecast.waves[1].sessions = []
        let timeline = try #require(Timeline(forecast, .sample))
        #expect((3...9).contains(timeline.ticks.count))
    }

    /// A day of 23 hours has its midnight where the zone has it.
    @Test func theAxisKeepsToTheZonesMidnights() throws {
        let change = Date(timeIntervalSince1970: 1_800_000_000 + 86_400 * 2 + 3600)
        let zone = ZoneRules(name: "Test/Zone", initialOffset: 0, transitions: [.init(at: change, offset: 3600)])
        var forecast = SampleForecast.make()
        forecast.zone = zone
        for tick in try #require(Timeline(forecast, .sample)).ticks {
            #expect(tick.date == zone.start(of: zone.day(at: tick.date)))
        }
    }

    @Test(arguments: [
        "canary", "</text><script>x</script>", "\"&'", "\u{0}\u{FFFE}", String(repeating: "数", count: 90),
    ])
    func theSVGIsWellFormedWhateverTheNames(_ name: String) throws {
        let forecast = SampleForecast.make(names: [name, name], fleet: name)
        let lines = forecast.timelineLines(.sample, number: 1)
        let text = "<section>\(lines.joined(separator: "\n"))</section>"
        let document = try XMLDocument(data: Data(text.utf8))
        #expect(try document.nodes(forXPath: "//svg/rect").count == 9)
        #expect(try document.nodes(forXPath: "//svg/line[@class='now']").count == 1)
        #expect(!text.contains("<script"))
    }

    /// Names from outside that try to end a line, a name, the block or the chart.
    @Test(
        arguments: HostileText.all + [
            "a:b", "a;b", "a#b", "```\n\n@team", "%%{init: {}}%%", "\"quoted\"", "a,b", "<b>", "", "   ", "end",
            "title x", "section y", "click", String(repeating: "x", count: 500), "数据库", "a\\b", "&amp;", "`",
        ])
    func noNameBreaksTheChart(_ name: String) throws {
        let chart = MermaidGantt(times: .sample).lines(
            [SampleForecast.make(names: [name, name], fleet: name)], rest: "")
        let plain = MermaidGantt(times: .sample).lines(
            [SampleForecast.make(names: ["x", "y"], fleet: "z")], rest: "")
        #expect(chart.count == plain.count)
        let (start, end) = (try #require(chart.firstIndex(of: "```mermaid")), try #require(chart.firstIndex(of: "```")))
        let task =
            #/    wave [^:;#%`"<>,{}]+ (upgrades|upgrades, in 6 parts|soaks) :f1w\d+s?, [-0-9]{10} \d\d:\d\d, [-0-9]{10} \d\d:\d\d/#
        for line in chart[(start + 1)..<end] {
            let isKnown =
                line == "gantt" || line.hasPrefix("    title About when each wave runs, times in ")
                || line.hasPrefix("    dateFormat ") || line.hasPrefix("    axisFormat ")
                || line == "    todayMarker off" || line.wholeMatch(of: #/    section [^:;#%`"<>,{}]+/#) != nil
                || line.wholeMatch(of: task) != nil
            #expect(isKnown, "\(line)")
        }
    }

    @Test func ofManyFleetsAsManyAreDrawnAsFitAndTheOthersAreCounted() throws {
        let forecasts = (0..<200).map { SampleForecast.make(fleet: "orders-\($0)") }
        let chart = MermaidGantt(times: .sample).lines(forecasts, rest: "see there")
        #expect(chart.joined(separator: "\n").utf16.count < 13_000)
        #expect(chart.contains { $0.hasSuffix(" more fleets; see there") })
        var plan = try SampleForecast.plan()
        plan.fleets = forecasts.map { forecast in
            var fleet = plan.fleets[0]
            fleet.fleet = forecast.fleet
            return fleet
        }
        let text = PlanMarkdown(times: .sample).render(plan, forecasts: PlanForecasts(forecasts))
        #expect(text.utf16.count < 65_536)
        #expect(text.hasSuffix("</details>"), "the chart is whole")
    }
}
