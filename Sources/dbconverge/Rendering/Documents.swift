import Fleet
import FoundationEssentials
import GitSource
import Manifest
import Planning
import Reconciler

/// The JSON answer of `plan`: the plan, and the fleets that could not be planned.
struct PlanDocument: Encodable {
    var report: PlanReport

    private enum Key: CodingKey { case failures, verdict }

    func encode(to encoder: any Encoder) throws {
        try report.plan.encode(to: encoder)
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(report.failures, forKey: .failures)
        // Over what could not be read there is no verdict.
        if report.failures.isEmpty { try values.encode(Verdict(report.plan.fleets), forKey: .verdict) }
    }
}

/// The JSON answer of `reconcile`.
struct ReportDocument: Encodable {
    var schemaVersion = 1
    var revision: String
    var fleets: [Fleet]

    struct Fleet: Encodable {
        var fleet: String
        var result: String
        var message: String
        var requests: Int
        var completed: Int
        /// When a run could do more by itself.
        var nextRunAt: Date?
        /// How many instances are where, with the reasons counted; nil where the cloud could not be observed.
        var verdict: Verdict?
        var plan: FleetPlan?
    }

    init(_ reports: [FleetReport], revision: String) {
        self.revision = revision
        fleets = reports.map {
            Fleet(
                fleet: $0.fleet, result: $0.result.name, message: $0.sentence, requests: $0.requests,
                completed: $0.completed, nextRunAt: $0.nextRunAt,
                verdict: $0.plan.map { Verdict([$0]) }, plan: $0.plan)
        }
    }
}

/// The JSON answer of `validate`, and of any command whose manifests have errors.
struct ValidationDocument: Encodable {
    var schemaVersion = 1
    var revision: String
    var valid: Bool
    var fleets: [Fleet]
    var diagnostics: [Diagnostic]

    struct Fleet: Encodable {
        var fleet: String
        var region: String
        var instances: Int
    }

    init(_ source: ManifestSource) {
        revision = source.snapshot.revision.fullDescription
        valid = !source.manifests.hasErrors
        fleets = source.manifests.fleets.map {
            Fleet(fleet: $0.name, region: $0.location.region, instances: $0.instances.count)
        }
        diagnostics = source.manifests.diagnostics
    }
}
