import Fleet
public import Planning
public import Reconciler
import Text

/// A plan for the test report of a CI system: a suite for each fleet, a case for each instance, and a failure where a
/// person is needed.
public struct PlanJUnit {
    let times: TimeSpelling

    /// A renderer.
    public init(times: TimeSpelling) { self.times = times }

    /// The plan, and the fleets that could not be planned. It has no forecasts, but says which time it supposes;
    /// each suite says what was left out.
    public func render(
        _ plan: Plan, failures: [PlanReport.Failure] = [], forecasts: PlanForecasts = PlanForecasts(),
        selection: Selection = Selection()
    ) -> String {
        let suites = plan.fleets.map { suite(of: $0, of: plan, selection) } + failures.map(suite)
        let tests = plan.fleets.reduce(failures.count) { $0 + $1.instances.count }
        let failed = plan.fleets.reduce(0) { $0 + $1.instances.count(where: \.needsPerson) }
        let supposed = forecasts.supposed.map { " as if it were \(times.minute($0.time))" } ?? ""
        let head =
            "<testsuites name=\"dbconverge plan\(XML.escape(supposed))\" tests=\"\(tests)\" failures=\"\(failed)\" errors=\"\(failures.count)\">"
        return ([#"<?xml version="1.0" encoding="UTF-8"?>"#, head] + suites.flatMap { $0 } + ["</testsuites>"])
            .joined(separator: "\n")
    }

    private func suite(of fleet: FleetPlan, of plan: Plan, _ selection: Selection) -> [String] {
        let (all, failed) = (fleet.instances, fleet.instances.count(where: \.needsPerson))
        let skipped = all.count { !$0.needsPerson && $0.action != .none }
        let head = """
              <testsuite name="\(XML.escape(fleet.fleet))" tests="\(all.count)" failures="\(failed)" errors="0" skipped="\(skipped)">
            """
        let facts =
            [("revision", plan.revision)] + (plan.signatures.phrase(withKeys: true).map { [("signatures", $0)] } ?? [])
            + (selection.sentence.map { [("leftOut", $0)] } ?? [])
        let properties =
            "    <properties>"
            + facts.map { "<property name=\"\($0)\" value=\"\(XML.escape($1))\"/>" }.joined() + "</properties>"
        return [head, properties] + all.flatMap(testCase(in: fleet.fleet)) + ["  </testsuite>"]
    }

    private func testCase(in fleet: String) -> (PlannedInstance) -> [String] {
        { one in
            let start = "    <testcase classname=\"\(XML.escape(fleet))\" name=\"\(XML.escape(one.label)) \(one.id)\""
            guard one.action != .none else { return [start + "/>"] }
            let why = XML.escape(times.text(one.explanation))
            let element =
                one.needsPerson
                ? "<failure type=\"\(one.action.reason?.code.rawValue ?? "")\" message=\"\(why)\"/>"
                : "<skipped message=\"\(why)\"/>"
            return [start + ">", "      \(element)", "    </testcase>"]
        }
    }

    private func suite(of failure: PlanReport.Failure) -> [String] {
        let name = XML.escape(failure.fleet)
        return [
            "  <testsuite name=\"\(name)\" tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\">",
            "    <testcase classname=\"\(name)\" name=\"could be read\">",
            "      <error message=\"\(XML.escape(failure.message))\"/>", "    </testcase>", "  </testsuite>",
        ]
    }
}

extension PlannedInstance {
    /// Whether it goes on only when a person has acted.
    var needsPerson: Bool { action.outlook == .attention }
}
