import Fleet
import Foundation
import Planning
import TestSupport
import Testing
import Text

@testable import Journal
@testable import Reconciler
@testable import Report

/// What people and programs see of checks.
@Suite struct CheckRenderingTests {
    @Test(arguments: [80, 120]) func `a plan shows where each check stands and fits the terminal`(width: Int) throws {
        let text = PlanText(Layout(width: width, times: .sample)).render(try SamplePlan.checked())
        expectGolden(text, "commands/plan-checks-\(width).txt")
        for line in text.split(separator: "\n") { #expect(line.displayWidth <= width, "\(line)") }
    }

    @Test func `a failed check holds what comes after and says what to do`() throws {
        let text = PlanText(Layout(width: 120, times: .sample)).render(try SamplePlan.checked(failing: true))
        expectGolden(text, "commands/plan-check-failed.txt")
    }

    @Test func `a plan says where past runs were too rare for what is required`() throws {
        let plan = try SamplePlan.rarelyChecked()
        #expect(plan.fleets[0].waves[0].checks?[0].secondsBetween == 1800)
        let text = PlanText(Layout(width: 200, times: .sample)).render(plan)
        #expect(text.contains("one evaluation every 30m is too few for 12 in the soak"), "\(text)")
    }

    @Test func `the other formats of a plan do so too`() throws {
        let plan = try SamplePlan.checked()
        expectGolden(PlanMarkdown(times: .sample).render(plan), "commands/plan-checks.md")
        expectGolden(PlanHTML(times: .sample).render(plan), "commands/plan-checks.html")
        expectGolden(JSONText.render(PlanDocument(PlanReport(plan))), "commands/plan-checks.json")
    }

    @Test func `a status and a report say it`() throws {
        let plan = try SamplePlan.checked()
        let report = StatusReport(fleets: plan.fleets.map { FleetStatus(plan: $0) })
        expectGolden(
            StatusText(.sample).render(report, revision: plan.revision, isDetailed: true), "commands/status-checks.txt")
        expectGolden(
            JSONText.render(StatusDocument(report, revision: plan.revision)), "commands/status-checks.json")
        expectGolden(
            ReportText(.sample).render(
                [FleetReport(fleet: "orders", result: .waiting, plan: plan.fleets[0])], revision: plan.revision),
            "commands/reconcile-checks.txt")
    }

    @Test func `a history lists what a run evaluated and what a person let pass`() throws {
        let project = try #require(ProjectID("054e292c9880d4992f02c0196d3ea468"))
        let start = SamplePlan.start
        let run = RunRecord(
            id: RunID(number: 1),
            start: RunStart(
                fleet: FleetKey(region: "cn-north-4", project: project, name: "orders"), revision: "main@0123",
                host: "build-7", pid: 1, startedAt: start - 60),
            completion: RunCompletion(result: "attention", requests: 0, completed: 0, endedAt: start - 50),
            evaluations: [
                RunEvaluation(
                    Evaluation(
                        CheckID("error-rate", wave: "canary"), definition: "d", at: start - 55,
                        CheckResult(.failed, value: "0.9", message: "0.9 is not < 0.5"))),
                RunEvaluation(
                    Evaluation(CheckID("orders", wave: nil), definition: "d", at: start - 55, CheckResult(.passed)),
                    upstream: "orders-test"),
            ])
        let word = Intervention(
            .retry, of: "orders", by: Operator(user: "ada", host: "build-7"), at: start - 5, reason: "known noise",
            check: "error-rate")
        expectGolden(HistoryText(.sample).render([run], [word], upgrades: false), "commands/history-checks.txt")
        expectGolden(
            HistoryMarkdown(times: .sample).render([run], [word], upgrades: false), "commands/history-checks.md")
    }
}
