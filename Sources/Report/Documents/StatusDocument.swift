import Fleet
import FoundationEssentials
import Journal
import Planning
public import Reconciler

/// The JSON answer of `status`.
public struct StatusDocument: Encodable {
    var schemaVersion = 1
    var revision: String
    var fleets: [Fleet]
    /// The fleets that could not be read.
    var failures: [Failure]
    /// Over all instances; nil where a fleet could not be read.
    var verdict: Verdict?
    /// Nil: everything was read and chosen.
    var selection: Selection?

    struct Fleet: Encodable {
        var fleet, region: String
        var project: ProjectID
        var rollout: String?
        var observedAt: Date
        var conditions: [StatusCondition]
        var counts: StatusCounts
        /// The number of the first wave that is not done, from 1; nil: all are.
        var wave: Int?
        var waves: [PlannedWave]
        /// The fleets that go first; nil: it follows none.
        var dependsOn: [PlannedUpstream]?
        /// Where the checks of the fleet as a whole stand; nil: it has none.
        var checks: [PlannedCheck]?
        var paused: Pause?
        /// What happens next by itself, as far as its time is known.
        var nextEvent: NextEvent?
        /// When a request could first leave for an instance that waits.
        var nextRunAt: Date?
        /// The upgrades that run or are scheduled.
        var upgrades: [Upgrade]
        /// The latest run; nil: the journal has none.
        var latestRun: Run?
        var lease: Lease
        /// The instances that are not in sync; nil unless the fleet was named.
        var instances: [PlannedInstance]?
    }

    struct Upgrade: Encodable {
        var instance: InstanceID
        var name: String?
        var job, phase, progress: String
        /// The progress as a number; nil where the cloud's words are none.
        var percent: Int?
        /// When a run requested it; nil: the journal has no open request of the instance.
        var requestedAt: Date?
        /// When a scheduled one is to run; nil where that is not known.
        var windowStart, windowEnd: Date?
    }

    struct Run: Encodable {
        var revision, host: String
        var pid: Int32
        var startedAt: Date
        var endedAt: Date?
        var user, job, author: String?
        /// Nil: it still runs, or was killed.
        var result, message: String?
        var requests, completed: Int
    }

    struct Lease: Encodable {
        /// `free`, `held` or `unknown`.
        var state: String
        var pid: Int32?
        var host: String?
        var since: Date?
        /// Why it is not known.
        var message: String?
    }

    struct Failure: Encodable {
        var fleet, message: String
        var conditions: [StatusCondition]
    }

    /// Of a report under a revision, `ref@oid`; with the instances that are not in sync where `isDetailed`.
    public init(
        _ report: StatusReport, revision: String, isDetailed: Bool = false, selection: Selection = Selection()
    ) {
        (self.revision, self.selection) = (revision, selection.document)
        fleets = report.fleets.map { Fleet($0, isDetailed: isDetailed) }
        failures = report.failures.map {
            Failure(fleet: $0.fleet, message: $0.message, conditions: StatusCondition.unread($0.message))
        }
        verdict = report.failures.isEmpty ? Verdict(report.fleets.map(\.plan)) : nil
    }
}

extension StatusDocument.Fleet {
    init(_ status: FleetStatus, isDetailed: Bool) {
        let plan = status.plan
        let names = Dictionary(plan.instances.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        self.init(
            fleet: plan.fleet, region: plan.region, project: plan.project, rollout: plan.rollout,
            observedAt: plan.observedAt, conditions: status.conditions, counts: StatusCounts(plan),
            wave: status.currentWave?.index, waves: plan.waves, dependsOn: plan.dependsOn, checks: plan.checks,
            paused: plan.paused,
            nextEvent: status.nextEvent,
            nextRunAt: plan.nextRunAt,
            upgrades: status.jobs.values.sorted { $0.instance < $1.instance }.map {
                StatusDocument.Upgrade(
                    instance: $0.instance, name: names[$0.instance].flatMap(\.self), job: $0.id,
                    phase: $0.phase.rawValue, progress: $0.progress, percent: $0.share,
                    requestedAt: status.requestedAt[$0.instance], windowStart: $0.window?.lowerBound,
                    windowEnd: $0.window?.upperBound)
            },
            latestRun: status.runs.latest.map { StatusDocument.Run($0) },
            lease: StatusDocument.Lease(status.runs.lease),
            instances: isDetailed ? plan.notable(afterRun: false) : nil)
    }
}

extension StatusDocument.Run {
    init(_ run: RunRecord) {
        self.init(
            revision: run.start.revision, host: run.start.host, pid: run.start.pid, startedAt: run.start.startedAt,
            endedAt: run.completion?.endedAt, user: run.start.user, job: run.start.job, author: run.start.author,
            result: run.completion?.result, message: run.completion?.message,
            requests: run.completion?.requests ?? run.upgrades.count,
            completed: run.completion?.completed ?? run.upgrades.count { $0.outcome == "completed" })
    }
}

extension StatusDocument.Lease {
    init(_ lease: LeaseStatus) {
        switch lease {
        case .free: self.init(state: "free")
        case .held(let holder):
            self.init(state: "held", pid: holder?.pid, host: holder?.host, since: holder?.since)
        case .unreadable(let why): self.init(state: "unknown", message: why)
        }
    }
}
