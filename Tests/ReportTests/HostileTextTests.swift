import Fleet
import Foundation
import Planning
import Reconciler
import TestSupport
import Testing
import Text

@testable import Report

/// Every answer, with hostile text wherever text from outside can stand.
@Suite struct HostileTextTests {
    /// A plan whose names, reasons, ids of jobs, waves and revision are the text.
    static func plan(_ text: String) throws -> Plan {
        var plan = try SamplePlan.make()
        plan.revision = text
        for fleet in plan.fleets.indices {
            for index in plan.fleets[fleet].instances.indices { plan.fleets[fleet].instances[index].name = text }
            plan.fleets[fleet].fleet = text
            plan.fleets[fleet].region = text
            for index in plan.fleets[fleet].waves.indices { plan.fleets[fleet].waves[index].name = text }
        }
        for index in plan.unmanaged.indices {
            plan.unmanaged[index].name = text
            plan.unmanaged[index].current = text
            plan.unmanaged[index].region = text
        }
        return plan
    }

    @Test(arguments: HostileText.all) func plansAndReports(text: String) throws {
        let (plain, plan) = (try Self.plan("x"), try Self.plan(text))
        HostileText.expectSafe(
            PlanText(.unwrapped).render(plan), lines: HostileText.lines(PlanText(.unwrapped).render(plain)))
        HostileText.expectSafe(
            PlanMarkdown(times: .sample).render(plan),
            lines: HostileText.lines(PlanMarkdown(times: .sample).render(plain)))
        HostileText.expectSafe(JSONText.render(plan), lines: HostileText.lines(JSONText.render(plain)))
        func reports(_ text: String, _ plan: Plan) -> [FleetReport] {
            [
                FleetReport(
                    fleet: text, result: .failed(message: text), requests: 0, completed: 0, plan: plan.fleets.first),
                FleetReport(fleet: text, result: .locked(message: text), requests: 0, completed: 0, plan: nil),
                FleetReport(fleet: text, result: .revisionMoved(to: text), requests: 0, completed: 0, plan: nil),
            ]
        }
        let (mild, wild) = (reports("x", plain), reports(text, plan))
        HostileText.expectSafe(
            ReportText(.unwrapped).render(wild, revision: text),
            lines: HostileText.lines(ReportText(.unwrapped).render(mild, revision: "x")))
        HostileText.expectSafe(
            ReportMarkdown(times: .sample).render(wild, revision: text),
            lines: HostileText.lines(ReportMarkdown(times: .sample).render(mild, revision: "x")))
        HostileText.expectSafe(JSONText.render(ReportDocument(wild, revision: text)))
    }

    @Test(arguments: HostileText.all) func checkups(text: String) {
        let findings = [Finding(.repository, of: text, .failed, text, hint: text)]
        HostileText.expectSafe(DoctorText(.unwrapped).render(findings), lines: 5)
    }

    @Test(arguments: HostileText.all) func jsonKeepsTheDataAsItIs(text: String) throws {
        let rendered = JSONText.render([text])
        HostileText.expectSafe(rendered)
        #expect(try JSONDecoder().decode([String].self, from: Data(rendered.utf8)) == [text])
        #expect(SafeText.composed(rendered, keepingColors: false) == rendered)
    }
}
