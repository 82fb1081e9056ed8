import Foundation
import Journal
import Planning
@testable import Reconciler
import TestSupport
import Testing
import Text

@testable import Report

/// Who signed what, in every answer.
@Suite struct SignatureRenderingTests {
    private static func reports(_ plan: Plan) -> [FleetReport] {
        plan.fleets.map { FleetReport(fleet: $0.fleet, result: .waiting, plan: $0) }
            + [FleetReport(fleet: "ledger", result: .failed(message: "could not list the instances: 500"))]
    }

    @Test(arguments: [("commit", SampleSignatures.commit), ("both", SampleSignatures.both)])
    func `plans and reports say who signed the commit and the tag`(name: String, signatures: RevisionSignatures) throws
    {
        let plan = try SamplePlan.signed(signatures)
        let reports = Self.reports(plan)
        let wide = Layout(times: .sample, isWide: true)
        let answers = [
            ("plan-80.txt", PlanText(.sample).render(plan)), ("plan-wide.txt", PlanText(wide).render(plan)),
            ("plan.md", PlanMarkdown(times: .sample).render(plan)),
            ("plan.html", PlanHTML(times: .sample).render(plan)),
            ("plan.junit.xml", PlanJUnit(times: .sample).render(plan)),
            ("report.txt", ReportText(.sample).render(reports, revision: plan.revision, signatures: signatures)),
            (
                "report.md",
                ReportMarkdown(times: .sample).render(reports, revision: plan.revision, signatures: signatures)
            ),
        ]
        for (file, text) in answers { expectGolden(text, "signatures/\(name)-\(file)") }
        for text in [answers[0].1, answers[5].1] {
            for line in text.split(separator: "\n") where line.contains("signed") {
                #expect(line.displayWidth <= 80, "\(line)")
            }
        }
    }

    @Test func `colours change nothing else`() throws {
        let plan = try SamplePlan.signed()
        for (colored, plain) in [
            (PlanText(.colored).render(plan), PlanText(.sample).render(plan)),
            (
                ReportText(.colored).render(Self.reports(plan), revision: "main@0123", signatures: plan.signatures),
                ReportText(.sample).render(Self.reports(plan), revision: "main@0123", signatures: plan.signatures)
            ),
        ] {
            #expect(colored.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
        }
    }

    @Test func `a plan can be read back from JSON with its signatures`() throws {
        let plan = try SamplePlan.signed()
        let text = JSONText.render(PlanDocument(PlanReport(plan)))
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        #expect(try decoder.decode(Plan.self, from: Data(text.utf8)) == plan)
        #expect(!JSONText.render(PlanDocument(PlanReport(try SamplePlan.idle()))).contains("ignature"))
    }

    @Test func `the same person's signatures of tag and commit are told once`() {
        let twice = RevisionSignatures(commit: SampleSignatures.ssh, tag: SampleSignatures.ssh)
        #expect(twice.phrase() == "tag and commit signed by ops@example.org")
        #expect(RevisionSignatures(tag: SampleSignatures.ssh).phrase() == "tag signed by ops@example.org")
        #expect(RevisionSignatures().phrase() == nil && RevisionSignatures().sentence == nil)
    }

    @Test(arguments: HostileText.all) func `a signer's name plays no tricks`(text: String) throws {
        let hostile = RevisionSignature(kind: "openpgp", signer: text, fingerprint: text)
        let signatures = RevisionSignatures(commit: hostile, tag: SampleSignatures.ssh)
        let mild = RevisionSignatures(
            commit: RevisionSignature(kind: "openpgp", signer: "x", fingerprint: "x"), tag: SampleSignatures.ssh)
        let (wild, plain) = (try SamplePlan.signed(signatures), try SamplePlan.signed(mild))
        HostileText.expectSafe(
            PlanText(.unwrapped).render(wild), lines: HostileText.lines(PlanText(.unwrapped).render(plain)))
        HostileText.expectSafe(
            PlanMarkdown(times: .sample).render(wild),
            lines: HostileText.lines(PlanMarkdown(times: .sample).render(plain)))
        HostileText.expectSafe(
            ReportText(.unwrapped).render(Self.reports(wild), revision: "r", signatures: signatures),
            lines: HostileText.lines(
                ReportText(.unwrapped).render(Self.reports(plain), revision: "r", signatures: mild)))
    }
}
