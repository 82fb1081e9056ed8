import Fleet
import Foundation
import Journal
import Planning
import Report
import Testing

@testable import Reconciler

/// Fleets in the states that a rollout can be in, with their runs.
enum SampleStatus {
    static let start = SamplePlan.start

    /// A run that began so many seconds before the present, and ended a minute later unless `result` is nil.
    struct Run {
        var result: String?
        var ago: Double
        var message: String?
        var upgrades = 0
    }

    /// What a journal has of these runs, the oldest first; the last of them has the lease where `isHeld`.
    static func runs(_ runs: [Run], isHeld: Bool = false, limit: Int = 100) async throws -> RunOverview {
        let journal = InMemoryJournal()
        let project = try #require(ProjectID("054e292c9880d4992f02c0196d3ea468"))
        let key = FleetKey(region: "cn-north-4", project: project, name: "orders")
        var last: (any FleetLease)?
        for run in runs {
            await last?.release()
            let begin = start - run.ago
            let lease = try journal.lease(
                for: RunStart(
                    fleet: key, revision: "main@0123456789abcdef0123456789abcdef01234567", host: "build-7", pid: 4711,
                    startedAt: begin, user: "ada", author: "Grace"))
            for number in 0..<run.upgrades {
                let id = try #require(InstanceID(String(format: "%032din07", number + 1)))
                let submission = Submission(
                    from: KernelVersion(2, 0, 72, 260100), target: KernelVersion(2, 0, 75, 260400),
                    declared: KernelVersion(2, 0, 75, 260400), sentAt: begin + 10)
                try journal.append([.intended(id, submission)], to: key, run: lease.run)
            }
            if let result = run.result {
                journal.complete(
                    lease.run,
                    RunCompletion(
                        result: result, message: run.message, requests: run.upgrades, completed: 0,
                        endedAt: begin + 60))
            }
            last = lease
        }
        if !isHeld { await last?.release() }
        let overview = journal.overview(of: key, endings: limit)
        await last?.release()
        return overview
    }

    /// A fleet of each kind: in sync, upgrading with held ones, soaking behind a window, paused, failed, and with a
    /// Chinese name.
    static func report() async throws -> StatusReport {
        var fleets: [FleetStatus] = []
        func add(
            _ name: String, _ plan: Plan, _ runs: RunOverview = RunOverview(), jobs: [String] = [],
            _ change: (inout FleetStatus) -> Void = { _ in }
        ) throws {
            var plan = plan.fleets[0]
            plan.fleet = name
            let upgrading = plan.instances.filter(\.action.isUpgrading)
            let shown = zip(upgrading, jobs).map {
                UpgradeJob(id: "job-1", instance: $0.id, phase: .running, progress: $1)
            }
            var status = FleetStatus(
                plan: plan, jobs: Dictionary(uniqueKeysWithValues: shown.map { ($0.instance, $0) }), runs: runs)
            change(&status)
            fleets.append(status)
        }
        try add("archive", try SamplePlan.idle(), try await runs([Run(result: "converged", ago: 7200)]))
        try add(
            "orders", try SamplePlan.make(),
            try await runs([Run(result: "attention", ago: 7200), Run(ago: 600, upgrades: 2)], isHeld: true),
            jobs: ["60%"])
        try add("payments", try SamplePlan.spentBudget(), try await runs([Run(ago: 900)]), jobs: ["5%"])
        try add(
            "reports", try SamplePlan.soaking(),
            try await runs([Run(result: "waiting", ago: 7200), Run(result: "waiting", ago: 600)]))
        try add("sessions", try SamplePlan.paused()) {
            $0.zone = ZoneRules(name: "Asia/Shanghai", initialOffset: 8 * 3600)
        }
        try add("订单数据库-华北-北京四-生产环境", try SamplePlan.waveEmpty())
        return StatusReport(fleets: fleets)
    }

    static let failures = [
        PlanReport.Failure(
            fleet: "users",
            message:
                "GET https://gaussdb.cn-east-3.myhuaweicloud.com/v3/instances: 401 APIGW.0301: incorrect IAM authentication information"
        )
    ]

    static let revision = "main@0123456789abcdef0123456789abcdef01234567"
}
