import Fleet
import FoundationEssentials
import GRDB
import Planning

/// A row of `stray`.
struct OffTargetRow: Codable, FetchableRecord {
    var instance: InstanceID
    var sentAt: Int64
    var declared: KernelVersion
    var landedOn: KernelVersion
    var endedAt: Int64

    var offTarget: OffTargetUpgrade {
        OffTargetUpgrade(
            sentAt: Date(milliseconds: sentAt), declared: declared, reached: landedOn,
            at: Date(milliseconds: endedAt))
    }
}

/// A row of `unanswered`.
struct UntracedRow: Codable, FetchableRecord {
    var instance: InstanceID
    var sentAt: Int64
    var fromVersion: KernelVersion
    var declared: KernelVersion

    var untraced: UntracedRequest {
        UntracedRequest(sentAt: Date(milliseconds: sentAt), from: fromVersion, declared: declared)
    }
}

/// A row of `settled`.
struct AtRestRow: Codable, FetchableRecord {
    var instance: InstanceID
    var version: KernelVersion
    var since: Int64

    var atRest: AtRest { AtRest(version: version, since: Date(milliseconds: since)) }
}

/// A row of `acknowledgedVersion`.
struct AcknowledgedVersionRow: Codable, FetchableRecord {
    var instance: InstanceID
    var version: KernelVersion
}

/// Which fleet's rows are about which instance.
struct HoldingRow: Codable, FetchableRecord {
    var fleetID: Int64
    var instance: InstanceID
}
