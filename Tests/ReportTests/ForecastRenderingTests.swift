import Fleet
import Forecast
import Foundation
import FoundationXML
import Planning
import TestSupport
import Testing
import Text

@testable import Reconciler
@testable import Report

/// What people and programs see of a forecast.
@Suite struct ForecastRenderingTests {
    @Test(arguments: [80, 120]) func aPlanTellsWhenItsWavesRunAndFitsTheTerminal(width: Int) throws {
        let text = PlanText(Layout(width: width, times: .sample))
            .render(try SampleForecast.plan(), forecasts: SampleForecast.all)
        expectGolden(text, "commands/forecast-\(width).txt")
        for line in text.split(separator: "\n") { #expect(line.displayWidth <= width, "\(line)") }
    }

    @Test func theOtherFormatsTellItToo() throws {
        let (plan, forecasts) = (try SampleForecast.plan(), SampleForecast.all)
        expectGolden(
            PlanText(Layout(times: .sample, isWide: true)).render(plan, forecasts: forecasts),
            "commands/forecast-wide.txt")
        expectGolden(PlanMarkdown(times: .sample).render(plan, forecasts: forecasts), "commands/forecast.md")
        expectGolden(PlanHTML(times: .sample).render(plan, forecasts: forecasts), "commands/forecast.html")
        let report = PlanReport([], revision: "main@0123", declared: [])
        expectGolden(JSONText.render(PlanDocument(report, forecasts: forecasts)), "commands/plan-forecast.json")
    }

    @Test func aSoakEndsExactlyAndTheNextWaveAboutThen() throws {
        let (plan, forecasts) = (try SamplePlan.soaking(), PlanForecasts([SampleForecast.soaking()]))
        expectGolden(PlanText(.sample).render(plan, forecasts: forecasts), "commands/forecast-soaking.txt")
        expectGolden(PlanMarkdown(times: .sample).render(plan, forecasts: forecasts), "commands/forecast-soaking.md")
    }

    /// Whoever reads one line of it must not take it for the present.
    @Test func aPlanOfATimeToComeSaysSoInEveryFormat() throws {
        let (plan, forecasts) = (try SampleForecast.plan(), SampleForecast.supposed)
        expectGolden(PlanText(.sample).render(plan, forecasts: forecasts), "commands/forecast-at.txt")
        let report = PlanReport([], revision: "main@0123", declared: [])
        #expect(
            JSONText.render(PlanDocument(report, forecasts: forecasts)).contains(#""asIf" : "2027-01-15T08:00:00Z""#))
        for text in [
            PlanText(.sample).render(plan, forecasts: forecasts),
            PlanText(Layout(times: .sample, isWide: true)).render(plan, forecasts: forecasts),
            PlanMarkdown(times: .sample).render(plan, forecasts: forecasts),
            PlanHTML(times: .sample).render(plan, forecasts: forecasts),
            PlanJUnit(times: .sample).render(plan, forecasts: forecasts),
        ] {
            #expect(text.contains("as if it were Fri 15 Jan 08:00 UTC"), "\(text)")
        }
        for text in [PlanText(.sample).render(plan), PlanJUnit(times: .sample).render(plan)] {
            #expect(!text.contains("as if"), "\(text)")
        }
    }

    @Test(arguments: [
        (
            ForecastEnd.attention(at: SampleForecast.hours(2)),
            "goes on by itself until about Fri 15 Jan 10:00 UTC (in 2h)"
        ),
        (.horizon(SampleForecast.hours(24 * 60)), "has not converged by about Tue 16 Mar 08:00 UTC (in 60d)"),
        (.unknown(why: "no offer\nwas read"), "cannot tell when it ends: no offer"),
    ])
    func aForecastSaysHowItEnds(_ one: (ForecastEnd, String)) throws {
        var forecast = SampleForecast.make()
        forecast.zone = nil
        forecast.end = one.0
        let (plan, forecasts) = (try SampleForecast.plan(), PlanForecasts([forecast]))
        for text in [
            PlanText(.unwrapped).render(plan, forecasts: forecasts),
            PlanText(Layout(times: .sample, isWide: true)).render(plan, forecasts: forecasts),
            PlanHTML(times: .sample).render(plan, forecasts: forecasts),
        ] {
            #expect(text.contains(one.1), "\(text)")
        }
    }

    /// Where all is held from the beginning the plan has said so.
    @Test func aForecastInWhichNothingGoesOnSaysNothingOfItsEnd() {
        var forecast = SampleForecast.soaking()
        forecast.waves = [WaveForecast(name: "canary"), WaveForecast(name: "rest")]
        forecast.end = .attention(at: forecast.begins)
        #expect(forecast.sentence(.sample) == nil)
        #expect(forecast.timelineLines(.sample, number: 1).isEmpty)
        #expect(MermaidGantt(times: .sample).lines([forecast], rest: "").isEmpty)
    }

    @Test func theOrderOfTheForecastsChangesNothing() throws {
        var plan = try SampleForecast.plan()
        var other = plan.fleets[0]
        other.fleet = "users"
        plan.fleets.append(other)
        let forecasts = [SampleForecast.make(), SampleForecast.make(fleet: "users")]
        let answers = [forecasts, forecasts.reversed()].map { PlanForecasts($0) }.map {
            PlanText(.sample).render(plan, forecasts: $0) + PlanMarkdown(times: .sample).render(plan, forecasts: $0)
                + PlanHTML(times: .sample).render(plan, forecasts: $0)
        }
        #expect(answers[0] == answers[1])
        #expect(answers[0].components(separatedBy: "id=\"timeline-1\"").count == 2, "no id twice")
    }
}
