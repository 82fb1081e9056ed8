import Foundation
import Planning
import TestSupport
import Testing
import Text

@testable import Reconciler
@testable import Report

/// What people and programs see of fleets in order.
@Suite struct OrderRenderingTests {
    @Test(arguments: [80, 120]) func `a plan says which fleets go first and fits the terminal`(width: Int) throws {
        let text = PlanText(Layout(width: width, times: .sample)).render(try SamplePlan.inOrder())
        expectGolden(text, "commands/plan-order-\(width).txt")
        for line in text.split(separator: "\n") { #expect(line.displayWidth <= width, "\(line)") }
    }

    @Test func `the other formats of a plan do so too, with a picture`() throws {
        let plan = try SamplePlan.inOrder()
        expectGolden(PlanMarkdown(times: .sample).render(plan), "commands/plan-order.md")
        expectGolden(PlanHTML(times: .sample).render(plan), "commands/plan-order.html")
        expectGolden(JSONText.render(PlanDocument(PlanReport(plan))), "commands/plan-order.json")
    }

    @Test func `a status says it in each format`() throws {
        let plan = try SamplePlan.inOrder()
        let report = StatusReport(fleets: plan.fleets.map { FleetStatus(plan: $0) })
        expectGolden(
            StatusText(.sample).render(report, revision: plan.revision, isDetailed: true), "commands/status-order.txt")
        expectGolden(
            StatusMarkdown(times: .sample).render(report, revision: plan.revision, isDetailed: true),
            "commands/status-order.md")
        expectGolden(
            JSONText.render(StatusDocument(report, revision: plan.revision, isDetailed: false)),
            "commands/status-order.json")
    }

    @Test func `names in the picture can end neither a line nor a text`() throws {
        var plan = try SamplePlan.inOrder()
        plan.fleets[0].dependsOn?[0].fleet = "a\"]\n```\u{1B}[31m<b>"
        let markdown = PlanMarkdown(times: .sample).render(plan)
        #expect(markdown.components(separatedBy: "```").count == 3)
        #expect(!markdown.contains("\u{1B}"))
        let html = PlanHTML(times: .sample).render(plan)
        #expect(!html.contains("<b>\"") && !html.contains("\u{1B}"))
    }

    @Test func `a picture has no more than a comment can hold`() throws {
        let one = try SamplePlan.inOrder().fleets[0]
        let fleets = (0..<1000).map { number in
            var fleet = one
            fleet.fleet = "f\(number)"
            fleet.dependsOn = [PlannedUpstream(fleet: "test-\(number)", state: .notRead, soakSeconds: 0)]
            return fleet
        }
        let lines = MermaidOrder().lines(fleets)
        #expect(lines.reduce(0) { $0 + $1.utf16.count + 1 } < 15_000)
        #expect(lines.contains { $0.hasPrefix("… and ") })
    }
}
