import Fleet
import Foundation
import Planning
import TestSupport
import Testing
import Text

@testable import Reconciler
@testable import Report

/// What people and programs read.
@Suite struct RenderingTests {
    @Test func planAsText() throws {
        expectGolden(PlanText(.sample).render(try SamplePlan.make()), "commands/plan.txt")
        expectGolden(PlanText(.sample).render(try SamplePlan.idle()), "commands/plan-idle.txt")
    }

    @Test func coloursChangeNothingElse() throws {
        let plan = try SamplePlan.make()
        let colored = PlanText(.colored).render(plan)
        #expect(colored.contains("\u{1B}["))
        #expect(
            colored.replacing(/\u{1B}\[[0-9;]*m/, with: "")
                == PlanText(.sample).render(plan))
    }

    @Test func planAsMarkdown() throws {
        expectGolden(PlanMarkdown(times: .sample).render(try SamplePlan.make()), "commands/plan.md")
        expectGolden(PlanMarkdown(times: .sample).render(try SamplePlan.idle()), "commands/plan-idle.md")
    }

    @Test func planAsJSONCanBeReadBack() throws {
        let plan = try SamplePlan.make()
        let text = JSONText.render(PlanDocument(PlanReport(plan)))
        expectGolden(text, "commands/plan.json")
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        #expect(try decoder.decode(Plan.self, from: Data(text.utf8)) == plan)
    }

    @Test func reports() throws {
        let plan = try SamplePlan.make()
        let reports = [
            FleetReport(fleet: "orders", result: .attention, requests: 4, completed: 3, plan: plan.fleets.first),
            FleetReport(
                fleet: "payments", result: .failed(message: "could not list the instances: 500"), requests: 0,
                completed: 0, plan: nil
            ),
        ]
        expectGolden(
            ReportText(.sample).render(reports, revision: plan.revision), "commands/report.txt")
        expectGolden(ReportMarkdown(times: .sample).render(reports, revision: plan.revision), "commands/report.md")
        expectGolden(JSONText.render(ReportDocument(reports, revision: plan.revision)), "commands/report.json")
    }

    @Test(arguments: ["spent-budget", "soaking", "wave-empty", "paused"])
    func plansAndReportsOfAState(_ name: String) throws {
        let plan =
            switch name {
            case "spent-budget": try SamplePlan.spentBudget()
            case "soaking": try SamplePlan.soaking()
            case "wave-empty": try SamplePlan.waveEmpty()
            default: try SamplePlan.paused()
            }
        let result = Verdict(plan.fleets).attention > 0 ? RunResult.attention : .waiting
        let reports = plan.fleets.map { FleetReport(fleet: $0.fleet, result: result, plan: $0) }
        expectGolden(PlanText(.sample).render(plan), "commands/plan-\(name).txt")
        expectGolden(PlanMarkdown(times: .sample).render(plan), "commands/plan-\(name).md")
        expectGolden(ReportText(.sample).render(reports, revision: plan.revision), "commands/report-\(name).txt")
        expectGolden(
            ReportMarkdown(times: .sample).render(reports, revision: plan.revision), "commands/report-\(name).md")
    }

    @Test func aPlanOfWhichFleetsCouldNotBeRead() throws {
        let failures = [
            PlanReport.Failure(
                fleet: "payments",
                message:
                    "GET https://gaussdb.cn-east-3.myhuaweicloud.com/v3/instances: 401 APIGW.0301: incorrect IAM authentication information"
            ),
            PlanReport.Failure(fleet: "users", message: "ap-southeast-1: could not connect within 10 s"),
        ]
        let plan = try SamplePlan.soaking()
        expectGolden(
            PlanText(.sample).render(plan, failures: failures), "commands/plan-unread.txt")
        expectGolden(PlanMarkdown(times: .sample).render(plan, failures: failures), "commands/plan-unread.md")
        let document = PlanReport(
            failures.map { .failure($0) }, revision: plan.revision, declared: [])
        expectGolden(JSONText.render(PlanDocument(document)), "commands/plan-unread.json")
    }

    @Test func whatALostJournalMeansIsSaidOnceAndNamesTheFleets() throws {
        var plan = try SamplePlan.soaking().fleets[0]
        plan.isKnown = false
        let reports = ["orders", "reports"].map { FleetReport(fleet: $0, result: .waiting, plan: plan) }
        let markdown = ReportMarkdown(times: .sample).render(reports, revision: "main@0123")
        #expect(markdown.contains("No journal knew the fleets orders, reports: "), "\(markdown)")
        #expect(markdown.components(separatedBy: "this is the first run").count == 2, "\(markdown)")
        // Beside the progress, which has said what that means.
        let text = ReportText(.sample).render(reports, revision: "main@0123")
        #expect(text.contains("No journal knew the fleets orders, reports before this run."), "\(text)")
    }

    @Test func aPlanGivesNoVerdictWhereAFleetCouldNotBeRead() throws {
        let report = PlanReport(
            [.failure(PlanReport.Failure(fleet: "payments", message: "401: refused"))], revision: "main@0123",
            declared: [])
        let answers = [
            PlanText(.sample).render(try SamplePlan.idle(), failures: report.failures),
            PlanMarkdown(times: .sample).render(try SamplePlan.idle(), failures: report.failures),
        ]
        for text in answers {
            #expect(text.contains("payments: 401: refused") && text.contains("1 fleet could not be read"), "\(text)")
            #expect(!text.contains("Nothing to"), "\(text)")
        }
        let json = JSONText.render(PlanDocument(report))
        #expect(json.contains("401: refused") && !json.contains("verdict"), "\(json)")
    }

    /// All that is declared is in sync, and yet something would be done.
    @Test func aCancellationOfWhatIsDeclaredNoMoreIsShown() throws {
        var plan = try SamplePlan.idle()
        let id = try #require(InstanceID(String(format: "%032din07", 2)))
        plan.fleets[0].cancellations = [
            PlannedCancellation(instance: id, name: "gone", job: "j", message: "its scheduled upgrade is canceled")
        ]
        let reports = [FleetReport(fleet: "orders", result: .waiting, plan: plan.fleets[0])]
        for text in [
            PlanText(.sample).render(plan), ReportText(.sample).render(reports, revision: "main@0123"),
            PlanMarkdown(times: .sample).render(plan), PlanHTML(times: .sample).render(plan),
        ] {
            #expect(text.contains("gone") && text.contains("its scheduled upgrade is canceled"), "\(text)")
        }
    }

    @Test func whatIsSuspendedHasNotConverged() throws {
        var plan = try SamplePlan.idle()
        let id = try #require(InstanceID(String(format: "%032din07", 2)))
        plan.fleets[0].instances.append(
            PlannedInstance(
                id: id, name: "b", current: "2.0.69.251000", declared: KernelVersion(2, 0, 75, 260400), offered: nil,
                action: .hold(Reason(.suspended, "the instance is suspended"))))
        let reports = [FleetReport(fleet: "orders", result: .converged, plan: plan.fleets[0])]
        let text = ReportText(.sample).render(reports, revision: "main@0123")
        #expect(text.contains("in sync but for 1 suspended"), "\(text)")
        #expect(PlanMarkdown(times: .sample).render(plan).contains("in sync but for 1 suspended"))
        #expect(JSONText.render(ReportDocument(reports, revision: "main@0123")).contains("in sync but for 1 suspended"))
    }

    @Test(arguments: [
        ("plain", "plain"), ("two\nlines", "two\\nlines"), ("\u{1B}[31mred", "\\u{1B}[31mred"),
        ("bidi\u{202E}", "bidi\\u{202E}"), ("数据库", "数据库"),
    ])
    func namesFromTheCloudPlayNoTricksOnATerminal(_ row: (String, String)) {
        #expect(row.0.printable == row.1)
    }

    @Test(arguments: [RunResult.revisionMoved(to: "main@0123456789ab")])
    func aRunWhoseRefHasMovedSaysWhereTo(result: RunResult) throws {
        let report = FleetReport(fleet: "orders", result: result, plan: try SamplePlan.make().fleets[0])
        for text in [
            ReportText(.sample).render([report], revision: "r"),
            ReportMarkdown(times: .sample).render([report], revision: "r"),
            JSONText.render(ReportDocument([report], revision: "r")),
        ] {
            #expect(text.contains("the ref has moved to main") && text.contains("0123456789ab"), "\(text)")
        }
        #expect(result.name == "revisionMoved")
    }
}
