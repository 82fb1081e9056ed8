import Fleet
import Foundation
import Journal
import JournalSupport
import Manifest
import Planning
import Reconciler
import TestSupport
import Testing
import Text

@testable import Report

/// What `history`, `doctor` and the progress of a run look like, beside the plans and reports of `RenderingTests`.
@Suite struct AnswerGoldenTests {
    private static let start = Date(timeIntervalSince1970: 1_800_000_000)
    /// Of a reader in China, a quarter of an hour after the last run began.
    private static let times = TimeSpelling(
        now: start + 195 * 60, zone: ZoneDatabase.rules(for: "Asia/Shanghai") ?? .utc)
    private static let (old, new) = (KernelVersion(2, 0, 72, 260100), KernelVersion(2, 0, 75, 260400))

    private static func id(_ number: Int) throws -> InstanceID {
        try #require(InstanceID(String(format: "%032din07", number)))
    }

    /// A run that converged, one that needs attention, and one that was killed.
    private static func runs() async throws -> [RunRecord] {
        let project = try #require(ProjectID("054e292c9880d4992f02c0196d3ea468"))
        let journal = InMemoryJournal()
        func key(_ name: String) -> FleetKey { FleetKey(region: "cn-north-4", project: project, name: name) }
        func begin(
            _ name: String, _ minutes: Double, job: String? = nil,
            _ signatures: RevisionSignatures = RevisionSignatures()
        ) async throws -> RunID {
            try await journal.begin(
                RunStart(
                    fleet: key(name), revision: "main@0123456789ab", host: "build-7", pid: 4711,
                    startedAt: start + minutes * 60, user: "ada", job: job, author: "Grace Hopper",
                    signatures: signatures))
        }
        let first = try await begin("orders", 0)
        for number in 1...3 {
            let sentAt = start + Double(number)
            let submission = Submission(from: old, target: new, declared: new, sentAt: sentAt)
            try journal.append([.intended(try id(number), submission)], to: key("orders"), run: first)
            let outcome: SubmissionOutcome =
                switch number {
                case 1: .completed(new)
                case 2: .failed(Reason(.failed, "its upgrade failed (job a1b2): no space left"))
                default: .noTrace
                }
            try journal.append(
                [.concluded(try id(number), sentAt: sentAt, outcome, at: sentAt + 300)], to: key("orders"), run: first)
        }
        journal.complete(
            first, RunCompletion(result: "attention", requests: 3, completed: 1, endedAt: start + 4000))
        let second = try await begin("账单", 120, job: "https://ci.example.com/jobs/7", SampleSignatures.both)
        journal.complete(
            second, RunCompletion(result: "converged", requests: 0, completed: 0, endedAt: start + 7203))
        _ = try await begin("orders", 180, SampleSignatures.commit)
        return journal.runs(ofFleetsNamed: nil, limit: 10)
    }

    @Test func history() async throws {
        let runs = try await Self.runs()
        let by = Operator(user: "ada", host: "build-7")
        let done = [
            Intervention(
                .retry, of: "orders", by: by, at: Self.start + 9000, reason: "disk was full",
                instances: try (1...5).map(Self.id)),
            Intervention(
                .pause, of: nil, by: by, at: Self.start + 600, reason: "网络变更", until: Self.start + 86_400,
                cancelsScheduled: true),
        ]
        for width in [80, 120] {
            let text = HistoryText(Layout(width: width, times: Self.times)).render(runs, done, upgrades: true)
            expectGolden(text, "commands/history-\(width).txt")
            for line in text.split(separator: "\n") { #expect(line.displayWidth <= width, "\(line)") }
        }
        expectGolden(HistoryText(Layout(times: Self.times)).render(runs, upgrades: false), "commands/history.txt")
        expectGolden(
            HistoryMarkdown(times: Self.times).render(runs, done, upgrades: true), "commands/history.md")
        expectGolden(JSONText.render(HistoryDocument(runs, done)), "commands/history.json")
    }

    @Test func doctor() {
        let findings = [
            Finding(.config, .ok, "~/.config/dbconverge/config.yaml"),
            Finding(.repository, .ok, "main@0123456789ab in /srv/fleets"),
            Finding(.manifests, .ok, "2 fleets, 30 instances"),
            Finding(
                .journal, .warning, "orders is paused by ada on build-7", hint: "`dbconverge resume orders` ends it"),
            Finding(.credentials, of: "cn-north-4", .ok, "the environment"),
            Finding(
                .endpoint, of: "cn-north-4", .failed,
                "GET https://gaussdb.cn-north-4.myhuaweicloud.com/v3/instances: 500 DBS.200412: the service is busy",
                hint: "try again later; the request's id in the log helps the cloud's support to find it"),
            Finding(.clock, of: "cn-north-4", .skipped, "the endpoint did not answer"),
        ]
        for width in [80, 120] {
            let text = DoctorText(Layout(width: width, times: Self.times)).render(findings)
            expectGolden(text, "commands/doctor-\(width).txt")
            for line in text.split(separator: "\n") { #expect(line.displayWidth <= width, "\(line)") }
        }
        expectGolden(
            DoctorText(Layout(times: Self.times)).render(Array(findings[..<4])), "commands/doctor-ready.txt")
    }
}
