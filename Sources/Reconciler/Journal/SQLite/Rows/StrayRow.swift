import Fleet
import FoundationEssentials
import GRDB
import Planning

/// A row of `stray`.
struct StrayRow: Codable, FetchableRecord {
    var instance: InstanceID
    var sentAt: Int64
    var declared: KernelVersion
    var landedOn: KernelVersion

    var stray: Stray { Stray(sentAt: Date(milliseconds: sentAt), declared: declared, landedOn: landedOn) }
}

/// A row of `unanswered`.
struct UnansweredRow: Codable, FetchableRecord {
    var instance: InstanceID
    var sentAt: Int64
    var fromVersion: KernelVersion
    var declared: KernelVersion

    var unanswered: Unanswered {
        Unanswered(sentAt: Date(milliseconds: sentAt), from: fromVersion, declared: declared)
    }
}

/// A row of `settled`.
struct SettledRow: Codable, FetchableRecord {
    var instance: InstanceID
    var version: KernelVersion
    var since: Int64

    var settled: Settled { Settled(version: version, since: Date(milliseconds: since)) }
}

/// A row of `acknowledgedVersion`.
struct AcknowledgedVersionRow: Codable, FetchableRecord {
    var instance: InstanceID
    var version: KernelVersion
}
