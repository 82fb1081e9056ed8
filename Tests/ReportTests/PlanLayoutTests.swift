import Fleet
import Foundation
import TestSupport
import Testing
import Text

@testable import Planning
@testable import Reconciler
@testable import Report

/// How the plan fits a terminal, and how much of it there is.
@Suite struct PlanLayoutTests {
    /// A fleet with a canary and many others, some with Chinese names, of which every kind of line is shown.
    private static func plan(_ change: (inout FleetPlan) -> Void = { _ in }) throws -> Plan {
        var plan = try SamplePlan.make()
        plan.fleets[0].waves = [
            PlannedWave(name: "canary", state: .open, instances: 4, inSync: 1, soakSeconds: 86_400),
            PlannedWave(name: "其余的", state: .notReached, instances: 60, inSync: 3, soakSeconds: 0),
        ]
        for index in plan.fleets[0].instances.indices { plan.fleets[0].instances[index].wave = "canary" }
        plan.fleets[0].instances[1].name = "订单数据库-主节点-华北-北京四-用于生产环境的主库"
        for number in 20..<68 {
            let id = try #require(InstanceID(String(format: "%032din07", number)))
            plan.fleets[0].instances.append(
                PlannedInstance(
                    id: id, name: number % 7 == 0 ? "支付-\(number)" : "orders-\(number)", wave: "其余的",
                    current: "2.0.72.260100", declared: KernelVersion(2, 0, 75, 260400), offered: nil,
                    action: .hold(
                        Reason(
                            .undeclaredStop,
                            "offered 2.0.74.260300 on the way to 2.0.75.260400; add it to 'via' to allow the stop"))))
        }
        change(&plan.fleets[0])
        return plan
    }

    @Test(arguments: [80, 120]) func itFitsTheTerminal(width: Int) throws {
        let plan = try Self.plan()
        let text = PlanText(Layout(width: width, times: .sample)).render(plan)
        expectGolden(text, "commands/plan-\(width).txt")
        for line in text.split(separator: "\n") where !line.contains("`") {
            #expect(line.displayWidth <= width, "\(line)")
        }
    }

    @Test func theWideLayoutHasARowForEachInstanceWithItsID() throws {
        let plan = try Self.plan()
        let text = PlanText(Layout(times: .sample, isWide: true)).render(plan)
        expectGolden(text, "commands/plan-wide.txt")
        for one in plan.fleets[0].instances where one.action != .none { #expect(text.contains(one.id.description)) }
    }

    /// Every row of the decision table, as a terminal and a pull request show it.
    @Test func everyReasonHasItsWordsInEachFormat() throws {
        let plan = try SamplePlan.everyReason()
        for width in [80, 120] {
            let text = PlanText(Layout(width: width, times: .sample)).render(plan)
            expectGolden(text, "commands/plan-reasons-\(width).txt")
            for line in text.split(separator: "\n") where !line.contains("`") {
                #expect(line.displayWidth <= width, "\(line)")
            }
        }
        let markdown = PlanMarkdown(times: .sample).render(plan)
        expectGolden(markdown, "commands/plan-reasons.md")
        let html = PlanHTML(times: .sample).render(plan)
        for code in Reason.Code.allCases { #expect(markdown.contains(code.rawValue) && html.contains(code.rawValue)) }
    }

    /// The same long sentence is said once.
    @Test func manyInstancesOfOneReasonAreOneRow() throws {
        let plan = try Self.plan { $0.instances.removeAll { $0.wave == "canary" } }
        #expect(plan.fleets[0].instances.count == 48)
        let text = PlanText(.sample).render(plan)
        #expect(text.split(separator: "\n").count <= 25, "\(text)")
        #expect(text.components(separatedBy: "add it to 'via'").count == 2)
        #expect(text.contains(" more"))
    }

    /// Upgrades of one kind are one row, however many batches they make.
    @Test func upgradesThatDifferByTheirBatchesAreOneRow() throws {
        let plan = try Self.plan { fleet in
            for index in fleet.instances.indices where fleet.instances[index].wave != "canary" {
                fleet.instances[index].action = .upgrade(to: KernelVersion(2, 0, 75, 260400))
                fleet.instances[index].batch = index
            }
        }
        let text = PlanText(.sample).render(plan)
        #expect(text.contains("now, batches 9 to 56"), "\(text)")
        #expect(text.split(separator: "\n").count <= 35)
    }

    @Test func theOrderOfTheInstancesChangesNothing() throws {
        let plan = try Self.plan()
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            var shuffled = plan
            shuffled.fleets[0].instances.shuffle(using: &random)
            shuffled.unmanaged.shuffle(using: &random)
            for (one, other) in zip(answers(plan), answers(shuffled)) { #expect(one == other) }
        }
    }

    private func answers(_ plan: Plan) -> [String] {
        [
            PlanText(.sample).render(plan), PlanText(Layout(times: .sample, isWide: true)).render(plan),
            PlanMarkdown(times: .sample).render(plan), PlanHTML(times: .sample).render(plan),
        ]
    }

    /// The order of files and answers: a plan, its JSON and its JUnit are put in order when they are made.
    @Test func theOrderOfFleetsAndAnswersChangesNoByteOfAnyFormat() throws {
        let one = try Self.plan()
        let fleets = (0..<6).map { number in
            var fleet = one.fleets[0]
            fleet.fleet = "fleet-\(number)"
            return fleet
        }
        var random = SplitMix(seed: 12)
        func render(_ fleets: [FleetPlan]) -> [String] {
            let plan = Plan(revision: one.revision, fleets: fleets, unmanaged: one.unmanaged)
            let reports = PlanReport(plan)
            return answers(plan) + [
                JSONText.render(PlanDocument(reports)), PlanJUnit(times: .sample).render(plan),
            ]
        }
        let expected = render(fleets)
        for _ in 0..<200 { #expect(render(fleets.shuffled(using: &random)) == expected) }
    }

    @Test(arguments: [
        ("a b c", 3, ["a b", "c"]), ("a `b c d` e", 5, ["a", "`b c d`", "e"]),
        ("(`b 'c`d' e`), f g", 5, ["(`b 'c`d' e`),", "f g"]), ("数据 库", 5, ["数据", "库"]),
    ])
    func wordsAreWrappedByTheirWidthAndCommandsAreNot(_ one: (String, Int, [String])) {
        #expect(one.0.wrapped(toWidth: one.1) == one.2)
    }

    @Test(arguments: [(20, "a, bb, ccc"), (12, "a and 2 more"), (8, "3 more"), (3, "3 more")])
    func ofNamesAsManyAreShownAsFit(width: Int, expected: String) {
        #expect(NameList.line(["a", "bb", "ccc"], toWidth: width) == expected)
    }
}
