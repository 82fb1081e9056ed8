import FoundationEssentials
public import Planning
public import Reconciler

/// The JSON answer of `reconcile`.
public struct ReportDocument: Encodable {
    var schemaVersion = 1
    var revision: String
    var signature, tagSignature: RevisionSignature?
    var fleets: [Fleet]
    /// Nil: everything was read and chosen.
    var selection: Selection?

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

    /// Of the reports of a run under a revision, and the signatures for which that was believed.
    public init(
        _ reports: [FleetReport], revision: String, signatures: RevisionSignatures = RevisionSignatures(),
        selection: Selection = Selection()
    ) {
        (self.revision, self.selection) = (revision, selection.document)
        (signature, tagSignature) = (signatures.commit, signatures.tag)
        fleets = reports.map {
            Fleet(
                fleet: $0.fleet, result: $0.result.name, message: $0.sentence, requests: $0.requests,
                completed: $0.completed, nextRunAt: $0.nextRunAt,
                verdict: $0.plan.map { Verdict([$0]) }, plan: $0.plan)
        }
    }
}
