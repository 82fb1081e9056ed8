import Foundation
import FoundationXML
import Planning
import TestSupport
import Testing

@testable import Reconciler
@testable import Report

/// The answers that other programs show: XML for CI systems, HTML for browsers.
@Suite struct MachineFormatTests {
    private static let failures = [PlanReport.Failure(fleet: "payments", message: "401: <refused> & \"wrong\"")]

    @Test func aPlanAsJUnit() throws {
        let text = PlanJUnit(times: .sample).render(try SamplePlan.make(), failures: Self.failures)
        expectGolden(text, "commands/plan.junit.xml")
        let document = try XMLDocument(data: Data(text.utf8))
        let suites = try document.nodes(forXPath: "/testsuites/testsuite")
        #expect(suites.count == 2)
        #expect(try document.nodes(forXPath: "//testcase").count == 10)
        #expect(try document.nodes(forXPath: "//error").count == 1)
    }

    @Test func aPlanAsHTML() throws {
        let text = PlanHTML(times: .sample).render(try SamplePlan.make(), failures: Self.failures)
        expectGolden(text, "commands/plan.html")
        #expect(!text.contains("<script") && !text.contains("http://") && !text.contains("src="), "it stands alone")
        #expect(text.contains("No verdict"))
    }

    /// `scripts/screenshot` takes its picture.
    @Test func theShowcaseAsHTML() throws {
        let forecasts = PlanForecasts([SampleForecast.make(names: ["canary", "rest"], fleet: "orders-prod")])
        let text = PlanHTML(times: .sample).render(try SamplePlan.showcase(), forecasts: forecasts)
        expectGolden(text, "commands/plan-sample.html")
    }

    /// Names come from outside.
    @Test(arguments: ["<script>alert(1)</script>", "\"><img src=x>", "a&b", "]]>", "'x'", "\u{0}\u{FFFE}"])
    func namesAreNoMarkup(_ name: String) throws {
        var plan = try SamplePlan.make()
        for index in plan.fleets[0].instances.indices { plan.fleets[0].instances[index].name = name }
        let html = PlanHTML(times: .sample).render(plan)
        #expect(!html.contains(name) || !name.contains { "<>\"'&".contains($0) }, "\(html)")
        _ = try XMLDocument(data: Data(PlanJUnit(times: .sample).render(plan).utf8))
    }
}
