import Fleet
import Foundation
import Journal
import JournalSupport
import Planning
import Reconciler
import Testing

@testable import Report

/// What answers say of pauses, and of what people did.
@Suite struct PauseTextTests {
    @Test func plansAndReportsShowThePause() throws {
        var plan = try SamplePlan.make()
        let pause = Pause(
            user: "ada", host: "build-7", at: Date(timeIntervalSince1970: 0), reason: "a change of the network")
        plan.fleets[0].paused = pause
        let report = FleetReport(fleet: "orders", result: .attention, plan: plan.fleets[0])
        let texts = [
            PlanText(.sample).render(plan), PlanMarkdown(times: .sample).render(plan), JSONText.render(plan),
            ReportText(.sample).render([report], revision: "r"),
            ReportMarkdown(times: .sample).render([report], revision: "r"),
            JSONText.render(ReportDocument([report], revision: "r")),
        ]
        for text in texts { #expect(text.contains("ada") && text.contains("a change of the network"), "\(text)") }
    }

    @Test func aStuckUpgradeIsNotOpenInHistoryWhichSaysWhoMadeTheRun() async throws {
        let version = KernelVersion(2, 0, 72, 260100)
        let project = try #require(ProjectID("054e292c9880d4992f02c0196d3ea468"))
        let journal = InMemoryJournal()
        let key = FleetKey(region: "cn-north-4", project: project, name: "orders")
        let run = try await journal.begin(
            RunStart(
                fleet: key, revision: "main@0123", host: "build-7", pid: 1, startedAt: Date(timeIntervalSince1970: 0),
                user: "ada", job: "https://ci/1", author: "Grace"))
        let id = try #require(InstanceID(String(repeating: "1", count: 32) + "in07"))
        var submission = Submission(
            from: version, target: version, declared: version, sentAt: Date(timeIntervalSince1970: 0))
        try journal.append([.intended(id, submission)], to: key, run: run)
        submission.failure = UpgradeFailure(
            sentAt: submission.sentAt, from: version, declared: version, at: submission.sentAt,
            reason: Reason(.stuck, "running for 3 h"))
        try journal.append([.updated(id, submission)], to: key, run: run)
        let runs = journal.runs(ofFleetsNamed: nil, limit: 1)
        let texts = [
            HistoryText(.unwrapped).render(runs, upgrades: true),
            HistoryMarkdown(times: .sample).render(runs, upgrades: true), JSONText.render(HistoryDocument(runs)),
        ]
        for text in texts {
            for part in ["ada", "ci/1", "Grace", "stuck", "running for 3 h"] {
                #expect(text.contains(part), "\(text)")
            }
            #expect(!text.contains(" open "), "\(text)")
        }
    }

    @Test func historySaysWhatARunLeftOut() async throws {
        let project = try #require(ProjectID("054e292c9880d4992f02c0196d3ea468"))
        let journal = InMemoryJournal()
        let at = Date(timeIntervalSince1970: 0)
        let run = try await journal.begin(
            RunStart(
                fleet: FleetKey(region: "cn-north-4", project: project, name: "orders"), revision: "r", host: "h",
                pid: 1, startedAt: at))
        journal.complete(
            run,
            RunCompletion(
                result: "converged", message: "in sync but for 3 suspended", requests: 0, completed: 0, endedAt: at))
        let runs = journal.runs(ofFleetsNamed: nil, limit: 1)
        for text in [
            HistoryText(.unwrapped).render(runs, upgrades: false),
            HistoryMarkdown(times: .sample).render(runs, upgrades: false), JSONText.render(HistoryDocument(runs)),
        ] { #expect(text.contains("in sync but for 3 suspended"), "\(text)") }
    }

    @Test(arguments: [(0, ""), (2, ": 1in07, 2in07"), (5, ": 1in07, 2in07, 3in07 and 2 more")])
    func historyNamesTheInstancesOfARetry(count: Int, words: String) throws {
        let ids = try (0..<count).map { try #require(InstanceID(String(format: "%032din07", $0 + 1))) }
        let by = Operator(user: "ada", host: "build-7")
        let retry = Intervention(.retry, of: "orders", by: by, at: Date(timeIntervalSince1970: 0), instances: ids)
        let cell = retry.cells(.sample)[2].replacing(String(repeating: "0", count: 31), with: "")
        #expect(cell == "orders" + words)
        let json = JSONText.render(HistoryDocument([], [retry]))
        for id in ids { #expect(json.contains(id.description)) }
    }

    @Test func historyShowsWhatPeopleDid() {
        let by = Operator(user: "ada", host: "build-7", job: "https://ci/1")
        let done = [Intervention(.retry, of: "orders", by: by, at: Date(timeIntervalSince1970: 0), reason: "mended")]
        let texts = [
            HistoryText(.unwrapped).render([], done, upgrades: false),
            HistoryMarkdown(times: .sample).render([], done, upgrades: false),
            JSONText.render(HistoryDocument([], done)),
        ]
        for text in texts {
            for part in ["retry", "orders", "ada", "build-7", "ci/1", "mended"] {
                #expect(text.contains(part), "\(text)")
            }
        }
    }
}
