import Fleet
import FoundationEssentials
import GRDB
import Planning

/// A row of `run`.
struct RunRow: Codable, FetchableRecord {
    var id: Int64
    var revision: String
    var host: String
    var pid: Int32
    var startedAt: Int64
    var endedAt: Int64?
    var ending: String?
    var message: String?
    var requests: Int?
    var landings: Int?
    var user: String?
    var job: String?
    var author: String?
    var planDigest: String?
    var signature: RevisionSignature?
    var tagSignature: RevisionSignature?

    func start(_ fleet: FleetKey) -> RunStart {
        RunStart(
            fleet: fleet, revision: revision, host: host, pid: pid, startedAt: Date(milliseconds: startedAt),
            user: user, job: job, author: author,
            signatures: RevisionSignatures(commit: signature, tag: tagSignature), planDigest: planDigest)
    }

    var completion: RunCompletion? {
        guard let endedAt, let ending, let requests, let landings else { return nil }
        return RunCompletion(
            result: ending, message: message, requests: requests, completed: landings,
            endedAt: Date(milliseconds: endedAt))
    }
}

/// The columns of `upgrade` that tell when an instance was requested last.
struct IntentRow: Codable, FetchableRecord {
    var instance: InstanceID
    var sentAt: Int64
}

/// The columns of `upgrade` that a person reads.
struct UpgradeRow: Codable, FetchableRecord {
    var instance: InstanceID
    var fromVersion: KernelVersion
    var target: KernelVersion
    var declared: KernelVersion
    var sentAt: Int64
    var outcome: String?
    var detail: String?
    var endedAt: Int64?
    var givenUp: FailureRow?

    var record: UpgradeRecord {
        UpgradeRecord(
            instance: instance, from: fromVersion, target: target, declared: declared,
            sentAt: Date(milliseconds: sentAt), outcome: outcome.map(StoredName.current), detail: detail,
            endedAt: endedAt.map(Date.init(milliseconds:)), presumedFailed: givenUp.map { StoredName.current($0.code) },
            presumedFailedMessage: givenUp?.message)
    }
}
