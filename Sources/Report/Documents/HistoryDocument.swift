import Fleet
import FoundationEssentials
public import Journal
import Planning

/// The JSON answer of `history`.
public struct HistoryDocument: Encodable {
    var schemaVersion = 1
    var runs: [Run]
    var interventions: [InterventionDocument.Item]

    struct Run: Encodable {
        var fleet, region, project, revision, host: String
        var pid: Int32
        var startedAt: Date
        var endedAt: Date?
        var user, job, author: String?
        var signature, tagSignature: RevisionSignature?
        var result, message: String?
        var requests, completed: Int?
        var upgrades: [Upgrade]
        /// The checks that it evaluated, in that order.
        var evaluations: [EvaluationDocument]
    }

    struct Upgrade: Encodable {
        var instance, from, target, declared: String
        var sentAt: Date
        var outcome, detail: String?
        var endedAt: Date?
        /// Why it is presumed failed before it ended, such as `stuck`.
        var presumedFailed, presumedFailedMessage: String?
    }

    /// Of runs and of what people did.
    public init(_ records: [RunRecord], _ interventions: [Intervention] = []) {
        self.interventions = interventions.map(InterventionDocument.Item.init)
        runs = records.map { run in
            Run(
                fleet: run.start.fleet.name, region: run.start.fleet.region,
                project: run.start.fleet.project.description, revision: run.start.revision, host: run.start.host,
                pid: run.start.pid, startedAt: run.start.startedAt, endedAt: run.completion?.endedAt,
                user: run.start.user,
                job: run.start.job, author: run.start.author, signature: run.start.signatures.commit,
                tagSignature: run.start.signatures.tag, result: run.completion?.result,
                message: run.completion?.message,
                requests: run.completion?.requests, completed: run.completion?.completed,
                upgrades: run.upgrades.map {
                    Upgrade(
                        instance: $0.instance.description, from: $0.from.description, target: $0.target.description,
                        declared: $0.declared.description, sentAt: $0.sentAt, outcome: $0.outcome, detail: $0.detail,
                        endedAt: $0.endedAt, presumedFailed: $0.presumedFailed,
                        presumedFailedMessage: $0.presumedFailedMessage)
                },
                evaluations: run.evaluations.map(EvaluationDocument.init))
        }
    }
}
