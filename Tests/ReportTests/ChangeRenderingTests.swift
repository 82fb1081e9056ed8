import Fleet
import Foundation
import FoundationXML
import Planning
import TestSupport
import Testing
import Text

@testable import Reconciler
@testable import Report

/// What people and programs see of a change to the manifests, beside the plan.
@Suite struct ChangeRenderingTests {
    private static let failures = [PlanReport.Failure(fleet: "search", message: "503: busy")]

    @Test(arguments: [80, 120]) func aChangeAsTextFitsTheTerminal(width: Int) throws {
        let sample = try SampleChanges.make()
        let text = PlanText(Layout(width: width, times: .sample))
            .render(sample.plan, failures: Self.failures, changes: sample.changes())
        expectGolden(text, "commands/plan-base-\(width).txt")
        for line in text.split(separator: "\n") where !line.contains("`") {
            #expect(line.displayWidth <= width, "\(line)")
        }
    }

    @Test func theOtherFormatsTellItToo() throws {
        let sample = try SampleChanges.make()
        let (plan, changes) = (sample.plan, sample.changes(SampleChanges.left))
        expectGolden(
            PlanText(Layout(times: .sample, isWide: true)).render(plan, failures: Self.failures, changes: changes),
            "commands/plan-base-wide.txt")
        expectGolden(
            PlanMarkdown(times: .sample).render(plan, failures: Self.failures, changes: changes),
            "commands/plan-base.md")
        expectGolden(
            PlanHTML(times: .sample).render(plan, failures: Self.failures, changes: changes),
            "commands/plan-base.html")
        let report = PlanReport(plan, failures: Self.failures)
        expectGolden(JSONText.render(PlanDocument(report, changes: changes)), "commands/plan-base.json")
    }

    @Test func whereNothingDiffersItSaysSoAndThePlanIsThere() throws {
        let sample = try SampleChanges.make()
        let changes = PlanChanges(base: SampleChanges.base, [], in: sample.plan)
        let text = PlanText(.sample).render(sample.plan, changes: changes)
        expectGolden(text, "commands/plan-base-none.txt")
        let answers = [
            text, PlanMarkdown(times: .sample).render(sample.plan, changes: changes),
            PlanHTML(times: .sample).render(sample.plan, changes: changes),
        ]
        for answer in answers.map({ $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }) {
            #expect(answer.contains("Nothing that is declared differs from main"), "\(answer)")
            #expect(answer.contains("No upgrade comes from this change"), "\(answer)")
            #expect(answer.contains("orders-canary"), "\(answer)")
        }
    }

    @Test func whatCannotBeComparedIsToldAndThePlanIsThere() throws {
        let plan = try SamplePlan.make()
        let problem = "the manifests there have errors, the first at fleets/a.yaml:3:1: unknown key 'x'"
        let changes = PlanChanges(base: SampleChanges.base, problem: problem)
        let answers = [
            PlanText(.unwrapped).render(plan, changes: changes),
            PlanMarkdown(times: .sample).render(plan, changes: changes),
            PlanHTML(times: .sample).render(plan, changes: changes),
        ]
        for answer in answers {
            #expect(answer.contains("cannot be told: the manifests there have errors"), "\(answer)")
            #expect(!answer.contains("comes from this change") && answer.contains("archive"), "\(answer)")
        }
        let json = JSONText.render(PlanDocument(PlanReport(plan), changes: changes))
        #expect(json.contains("\"problem\"") && !json.contains("caused"), "\(json)")
    }

    @Test func withoutABaseNothingIsSaidOfIt() throws {
        let plan = try SamplePlan.make()
        for answer in [
            PlanText(.sample).render(plan), PlanMarkdown(times: .sample).render(plan),
            PlanHTML(times: .sample).render(plan), JSONText.render(PlanDocument(PlanReport(plan))),
        ] {
            #expect(!answer.contains("this change") && !answer.contains("\"changes\""), "\(answer)")
        }
    }

    /// An upgrade that was to come anyhow is told apart from one that is new.
    @Test func whatComesFromTheChangeIsCountedApart() throws {
        let sample = try SampleChanges.make()
        let changes = sample.changes()
        let verdict = Verdict(sample.plan.fleets)
        #expect(changes.caused.now + changes.pending.now == verdict.now)
        #expect(changes.caused.later + changes.pending.later == verdict.later)
        #expect(changes.caused.held + changes.pending.held == verdict.attention)
        #expect(changes.caused.toCancel + changes.pending.toCancel == verdict.toCancel)
        // `orders-hot` and `orders-late` were declared at this version before.
        #expect(changes.pending == WorkTally(now: 1, upgrading: 0, later: 1, held: 0, toCancel: 0))
        #expect(changes.caused.toCancel == 1)
    }

    @Test(arguments: [
        ("main", "0123456789", "0123456789", "main@0123456", "main"),
        ("main", "fedcba9876", "0123456789", "0123456, where it left main", "0123456"),
        ("0123456789", "0123456789", "0123456789", "0123456", "0123456"),
        ("fedcba98", "fedcba9876", "0123456789", "0123456, where it left fedcba98", "0123456"),
    ])
    func aBaseIsNamedAsItWasGiven(_ one: (String, String, String, String, String)) {
        let base = ComparedBase(ref: one.0, tip: one.1, oid: one.2)
        #expect(base.text == one.3 && base.label == one.4)
        #expect(ComparedBase(ref: one.0).text == one.0)
    }

    @Test(arguments: HostileText.all) func textFromOutsidePlaysNoTricks(text: String) throws {
        let (mild, wild) = (try SampleChanges.hostile("x"), try SampleChanges.hostile(text))
        func answers(_ one: (plan: Plan, changes: PlanChanges)) -> [String] {
            [
                PlanText(.unwrapped).render(one.plan, changes: one.changes),
                PlanText(Layout(times: .sample, isWide: true)).render(one.plan, changes: one.changes),
                PlanMarkdown(times: .sample).render(one.plan, changes: one.changes),
            ]
        }
        for answer in answers(wild) { HostileText.expectSafe(answer) }
        #expect(HostileText.lines(answers(wild)[1]) == HostileText.lines(answers(mild)[1]))
        HostileText.expectSafe(JSONText.render(PlanDocument(PlanReport(wild.plan), changes: wild.changes)))
        let page = PlanHTML(times: .sample).render(wild.plan, changes: wild.changes)
        #expect(!page.contains("<b>https"), "\(page)")
    }

    /// A pull request that touches thousands is told in a few lines, and a comment stays one that GitHub takes.
    @Test func manyInstancesOfOneChangeAreOneRow() throws {
        var sample = try SampleChanges.make()
        let version = KernelVersion(2, 0, 75, 260400)
        for index in sample.after.indices where sample.after[index].name == "archive" {
            sample.after[index].instances = try (1000..<6000).map {
                DesiredInstance(id: try SampleChanges.id($0), version: version)
            }
        }
        sample.plan.fleets.removeAll { $0.fleet != "orders" }
        let changes = sample.changes()
        let lines = ChangeMarkdown(times: .sample).lines(of: changes, unread: 1)
        #expect(lines.count < 60, "\(lines.count)")
        #expect(lines.contains { $0.contains("and 4993 more") || $0.contains("more") })
    }
}
