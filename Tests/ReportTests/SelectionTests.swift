import Fleet
import Foundation
import Planning
import TestSupport
import Testing
import Text

@testable import Manifest
@testable import Reconciler
@testable import Report

/// What was left out is told in every format of every answer.
@Suite struct SelectionTests {
    static let partial: Selection = {
        var selection = Selection(
            paths: ["fleets/production", "rollouts.yaml"], fleets: ["orders", "carts"], selector: "env in (prod,stage)")
        (selection.leftOut.fleetsByName, selection.leftOut.fleetsBySelector) = (12, 1)
        (selection.leftOut.files, selection.leftOut.directories) = (3, 1)
        return selection
    }()

    /// That of `bump`.
    static let ofInstances: Selection = {
        var selection = Selection(selector: "tier=canary")
        selection.leftOut.instancesBySelector = 40
        return selection
    }()

    @Test(
        arguments: [
            (0, 0, nil, 0, 0, nil), (1, 0, nil, 0, 0, "1 fleet left out by --fleet."),
            (0, 2, nil, 0, 0, "2 fleets left out by --selector."),
            (
                3, 1, nil, 0, 2,
                "3 fleets left out by --fleet; 1 fleet left out by --selector; 2 directories left out by .dbconvergeignore."
            ),
            (0, 0, 5, 1, 0, "5 instances left out by --selector; 1 file left out by .dbconvergeignore."),
            (0, 0, 0, 4, 1, "4 files and 1 directory left out by .dbconvergeignore."),
        ] as [(Int, Int, Int?, Int, Int, String?)])
    func whatWasLeftOutIsOneSentence(
        _ named: Int, _ selected: Int, _ instances: Int?, _ files: Int, _ directories: Int, _ sentence: String?
    ) {
        var leftOut = Selection.LeftOut()
        (leftOut.fleetsByName, leftOut.fleetsBySelector, leftOut.instancesBySelector) = (named, selected, instances)
        (leftOut.files, leftOut.directories) = (files, directories)
        #expect(Selection(leftOut: leftOut).sentence == sentence)
    }

    @Test(
        arguments: [
            ([], 0, nil), (["a"], 0, "only a was read"), (["a", "b"], 0, "only a and b were read"),
            (["a", "b", "c", "d", "e"], 0, "only a, b, c and 2 more were read"),
            ([], 1, "what .dbconvergeignore leaves out was not read"),
            (["a"], 1, "only a was read, without what .dbconvergeignore leaves out"),
        ] as [([String], Int, String?)])
    func aReaderIsToldWhichFilesWereRead(_ paths: [String], _ files: Int, _ words: String?) {
        var selection = Selection(paths: paths)
        selection.leftOut.files = files
        #expect(selection.whatWasRead == words)
    }

    @Test func aPlanTellsItInEveryFormat() throws {
        let plan = try SamplePlan.make()
        #expect(!plan.unmanaged.isEmpty)
        let selection = Self.partial
        for width in [80, 120] {
            let text = PlanText(Layout(width: width, times: .sample)).render(plan, selection: selection)
            expectGolden(text, "commands/plan-selected-\(width).txt")
        }
        expectGolden(PlanMarkdown(times: .sample).render(plan, selection: selection), "commands/plan-selected.md")
        expectGolden(PlanHTML(times: .sample).render(plan, selection: selection), "commands/plan-selected.html")
        expectGolden(PlanJUnit(times: .sample).render(plan, selection: selection), "commands/plan-selected.junit.xml")
        expectGolden(
            JSONText.render(PlanDocument(PlanReport(try SamplePlan.idle()), selection: selection)),
            "commands/plan-selected.json")
    }

    @Test func theOtherAnswersTellItToo() async throws {
        let (selection, revision) = (Self.partial, SampleStatus.revision)
        let reports = [FleetReport(fleet: "orders", result: .converged, plan: try SamplePlan.idle().fleets.first)]
        let status = try await SampleStatus.report()
        let offers = try OffersRenderingTests.report()
        let parts = [
            ReportText(.sample).render(reports, revision: revision, selection: selection),
            ReportMarkdown(times: .sample).render(reports, revision: revision, selection: selection),
            StatusText(.sample).render(status, revision: revision, selection: selection),
            StatusMarkdown(times: .sample).render(status, revision: revision, selection: selection),
            OffersText(.sample).render(offers, revision: revision, selection: selection),
            OffersMarkdown().render(offers, revision: revision, selection: selection),
        ]
        expectGolden(parts.joined(separator: "\n\n----\n\n"), "commands/selected.txt")
        for part in parts {
            let words = part.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(words.contains("1 fleet left out by"), "\(part)")
        }
    }

    @Test(arguments: HostileText.all) func whatWasTypedIsShownSafely(_ text: String) throws {
        func answers(_ text: String) throws -> [String] {
            let plan = try SamplePlan.make()
            let selection = Selection(paths: [text, "b"], fleets: [text], selector: text)
            let offers = try OffersRenderingTests.report()
            return [
                PlanText(.unwrapped).render(plan, selection: selection),
                PlanMarkdown(times: .sample).render(plan, selection: selection),
                PlanHTML(times: .sample).render(plan, selection: selection),
                OffersText(.unwrapped).render(offers, revision: "x", selection: selection),
                OffersMarkdown().render(offers, revision: "x", selection: selection),
                JSONText.render(PlanDocument(PlanReport(plan), selection: selection)),
            ]
        }
        for (answer, harmless) in zip(try answers(text), try answers("x")) {
            HostileText.expectSafe(answer, lines: HostileText.lines(harmless))
        }
    }

    @Test func whatIsNotLeftOutIsNotMentioned() throws {
        let plan = try SamplePlan.make()
        #expect(PlanText(.sample).render(plan, selection: Selection()) == PlanText(.sample).render(plan))
        #expect(!JSONText.render(PlanDocument(PlanReport(plan))).contains("selection"))
    }

    /// Documents of every command that selects.
    static func documents() async throws -> [(command: String, document: any Encodable)] {
        let (selection, revision) = (partial, SampleStatus.revision)
        let empty = LoadedManifests(fleets: [], diagnostics: [])
        let bump = VersionBump()
        return [
            ("plan", PlanDocument(PlanReport(try SamplePlan.idle()), selection: selection)),
            ("plan", PlanDocument(PlanReport(try SamplePlan.idle()), selection: Selection(paths: ["fleets"]))),
            ("reconcile", ReportDocument([], revision: revision, selection: selection)),
            ("validate", ValidationDocument(empty, revision: revision, selection: selection)),
            ("status", StatusDocument(try await SampleStatus.report(), revision: revision, selection: selection)),
            ("doctor", DoctorDocument([], selection: selection)),
            ("offers", OffersDocument(try OffersRenderingTests.report(), revision: revision, selection: selection)),
            ("bump", BumpDocument(bump, isWritten: false, selection: ofInstances)),
        ]
    }
}
