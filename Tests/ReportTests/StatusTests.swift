import Fleet
import Foundation
import Journal
import Planning
import TestSupport
import Testing
import Text

@testable import Reconciler
@testable import Report

/// What people and programs read of rollouts that are under way.
@Suite struct StatusTests {
    @Test(arguments: [80, 120]) func aLineForEachFleetFitsTheTerminal(width: Int) async throws {
        let text = StatusText(Layout(width: width, times: .sample))
            .render(try await SampleStatus.report(), revision: SampleStatus.revision)
        expectGolden(text, "commands/status-\(width).txt")
        for line in text.split(separator: "\n") { #expect(line.displayWidth <= width, "\(line)") }
    }

    @Test(arguments: [80, 120]) func aNamedFleetIsShownInDetail(width: Int) async throws {
        var report = try await SampleStatus.report()
        report.fleets.removeAll { $0.plan.fleet == "archive" || $0.plan.fleet == "payments" }
        let text = StatusText(Layout(width: width, times: .sample))
            .render(report, revision: SampleStatus.revision, isDetailed: true)
        expectGolden(text, "commands/status-detail-\(width).txt")
        for line in text.split(separator: "\n") where !line.contains("`") {
            #expect(line.displayWidth <= width, "\(line)")
        }
    }

    @Test func theWideLayoutHasARowForEachFleet() async throws {
        let layout = Layout(times: .sample, isWide: true)
        let report = try await SampleStatus.report()
        expectGolden(StatusText(layout).render(report, revision: SampleStatus.revision), "commands/status-wide.txt")
        let detail = StatusText(layout).render(report, revision: SampleStatus.revision, isDetailed: true)
        for one in report.fleets[1].plan.instances where one.action != .none {
            #expect(detail.contains(one.id.description))
        }
    }

    @Test func whereAFleetCouldNotBeReadTheOthersAreShownAndThereIsNoVerdict() async throws {
        var report = try await SampleStatus.report()
        report.fleets.removeSubrange(2...)
        report.failures = SampleStatus.failures
        let text = StatusText(.sample).render(report, revision: SampleStatus.revision)
        expectGolden(text, "commands/status-unread.txt")
        let json = JSONText.render(StatusDocument(report, revision: SampleStatus.revision))
        expectGolden(json, "commands/status-unread.json")
        #expect(!json.contains("\"verdict\""))
        let markdown = StatusMarkdown(times: .sample).render(report, revision: SampleStatus.revision)
        expectGolden(markdown, "commands/status-unread.md")
        for answer in [text, markdown] { #expect(answer.contains("No verdict: 1 fleet could not be read.")) }
    }

    @Test func asMarkdownAndAsJSON() async throws {
        let report = try await SampleStatus.report()
        expectGolden(
            StatusMarkdown(times: .sample).render(report, revision: SampleStatus.revision), "commands/status.md")
        var named = report
        named.fleets = Array(report.fleets[1...1])
        expectGolden(
            StatusMarkdown(times: .sample).render(named, revision: SampleStatus.revision, isDetailed: true),
            "commands/status-detail.md")
        expectGolden(
            JSONText.render(StatusDocument(named, revision: SampleStatus.revision, isDetailed: true)),
            "commands/status-detail.json")
        let whole = JSONText.render(StatusDocument(try Self.everything(report), revision: SampleStatus.revision))
        expectGolden(whole, "commands/status.json")
        #expect(!whole.contains("\"instances\" : [\n"), "only of fleets that were named")
    }

    /// With every key that the document can have.
    private static func everything(_ report: StatusReport) throws -> StatusReport {
        var report = report
        report.fleets[0].runs.lease = .unreadable("/state/locks/fleets-7.lock: Permission denied")
        report.fleets[0].runs.latest?.start.job = "https://ci.example.com/jobs/7"
        report.fleets[0].runs.latest?.completion?.message = "in sync but for 1 suspended"
        let id = try #require(report.fleets[2].plan.instances.last?.id)
        report.fleets[2].jobs[id] = UpgradeJob(
            id: "job-9", instance: id, phase: .scheduled,
            window: (SamplePlan.start + 3600)..<(SamplePlan.start + 7200))
        report.fleets[2].requestedAt[id] = SamplePlan.start - 60
        return report
    }

    @Test func coloursChangeNothingElse() async throws {
        let report = try await SampleStatus.report()
        for isDetailed in [false, true] {
            let colored = StatusText(.colored).render(
                report, revision: SampleStatus.revision, isDetailed: isDetailed)
            #expect(colored.contains("\u{1B}["))
            #expect(
                colored.replacing(/\u{1B}\[[0-9;]*m/, with: "")
                    == StatusText(.sample).render(report, revision: SampleStatus.revision, isDetailed: isDetailed))
        }
    }

    @Test func theOrderOfTheInstancesChangesNothing() async throws {
        let report = try await SampleStatus.report()
        func answers(_ report: StatusReport) -> [String] {
            [
                StatusText(.sample).render(report, revision: "r", isDetailed: true),
                StatusMarkdown(times: .sample).render(report, revision: "r", isDetailed: true),
                JSONText.render(StatusDocument(report, revision: "r", isDetailed: true)),
            ]
        }
        let expected = answers(report)
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            var shuffled = report
            for index in shuffled.fleets.indices { shuffled.fleets[index].plan.instances.shuffle(using: &random) }
            #expect(answers(shuffled) == expected)
        }
    }

    @Test(
        arguments: [
            ([], nil), (["40%"], "40%"), (["60%", "20%"], "20%, 60%"), (["5%", "5%"], "5%"),
            (["90%", "20%", "30%", "40%"], "20% to 90%"), (["", "soon", "101%", "-1%"], nil), (["", "7%"], "7%"),
        ] as [([String], String?)])
    func theProgressOfUpgradesIsThatOfTheirJobs(row: ([String], String?)) throws {
        var plan = try SamplePlan.paused().fleets[0]
        for index in plan.instances.indices {
            plan.instances[index].action = .wait(Reason(.upgrading, "an upgrade is running"))
        }
        let jobs = zip(plan.instances, row.0).map {
            UpgradeJob(id: "j", instance: $0.id, phase: .running, progress: $1)
        }
        let status = FleetStatus(plan: plan, jobs: Dictionary(uniqueKeysWithValues: jobs.map { ($0.instance, $0) }))
        #expect(status.progressText == row.1)
    }

    @Test func everyInstanceIsCountedOnce() async throws {
        for status in try await SampleStatus.report().fleets {
            let counts = StatusCounts(status.plan)
            let sum =
                counts.inSync + counts.upgrading + counts.scheduled + counts.toUpgrade + counts.toCancel
                + counts.waiting + counts.failed + counts.held + counts.ahead + counts.suspended
            #expect(sum == counts.declared, "\(counts)")
        }
    }

    @Test(arguments: HostileText.all) func namesAndErrorsPlayNoTricks(text: String) async throws {
        func report(_ text: String) async throws -> StatusReport {
            var report = try await SampleStatus.report()
            for index in report.fleets.indices {
                report.fleets[index].plan.fleet = text
                report.fleets[index].plan.region = text
                for wave in report.fleets[index].plan.waves.indices {
                    report.fleets[index].plan.waves[wave].name = text
                }
                for one in report.fleets[index].plan.instances.indices {
                    report.fleets[index].plan.instances[one].name = text
                }
                report.fleets[index].plan.paused?.reason = text
                report.fleets[index].runs.latest?.start.revision = text
                report.fleets[index].runs.latest?.start.host = text
                report.fleets[index].runs.lease = .unreadable(text)
            }
            report.failures = [PlanReport.Failure(fleet: text, message: text)]
            return report
        }
        let (plain, hostile) = (try await report("x"), try await report(text))
        let layout = Layout(times: .sample, isWide: true)
        for isDetailed in [false, true] {
            HostileText.expectSafe(
                StatusText(layout).render(hostile, revision: text, isDetailed: isDetailed),
                lines: HostileText.lines(StatusText(layout).render(plain, revision: "x", isDetailed: isDetailed)))
            HostileText.expectSafe(StatusText(.sample).render(hostile, revision: text, isDetailed: isDetailed))
            HostileText.expectSafe(
                StatusMarkdown(times: .sample).render(hostile, revision: text, isDetailed: isDetailed),
                lines: HostileText.lines(
                    StatusMarkdown(times: .sample).render(plain, revision: "x", isDetailed: isDetailed)))
            HostileText.expectSafe(JSONText.render(StatusDocument(hostile, revision: text, isDetailed: isDetailed)))
        }
    }
}
