import Fleet
import FoundationEssentials

/// A job of the cloud: an upgrade, at once or in the maintenance window, or a pre-check (`API.md` §1, Jobs).
struct UpgradeTask: Sendable {
    enum Kind: Sendable { case immediate, scheduled, precheck }

    enum Phase: Sendable { case pending, running, awaitingConfirmation, completed, failed, canceled }

    let id: String
    let kind: Kind
    /// The instance's index in the model.
    let instance: Int
    let created: Date
    /// Before this the job can't be seen.
    let visibleFrom: Date
    /// How long it runs, in seconds.
    let duration: Double
    let fails: Bool
    /// The maintenance window's end, for one that is scheduled.
    var windowEnd: Date?
    var startsAt: Date
    var endsAt: Date
    var phase = Phase.pending
    var target: KernelVersion?
    var ended: Date?
    var failReason: String?
    /// The version at which it was accepted; nil for a pre-check.
    var acceptedAt: String?
    /// The upgrade request that it came from: its index in the record and in the request.
    var origin: (request: Int, member: Int)?

    /// The name under which the job lists show it.
    var name: String {
        switch kind {
        case .immediate: "UpgradeGaussDBforMySQLDatabaseVersion"
        case .scheduled: "VERSION_UPGRADE"
        // INF: the reference gives the pre-check's job no name.
        case .precheck: "PrecheckGaussDBforMySQLDatabaseVersion"
        }
    }

    /// The status word of the job lists. **INF** a pre-upgrade that waits for its confirmation stays `Running`.
    var status: String {
        switch phase {
        case .pending: "Pending"
        case .running, .awaitingConfirmation: "Running"
        case .completed: "Completed"
        case .failed: "Failed"
        case .canceled: "Canceled"
        }
    }

    /// `60%` while it runs, else nothing.
    func progress(at now: Date) -> String {
        switch phase {
        case .awaitingConfirmation: return "50%"
        case .running:
            let left = duration > 0 ? endsAt.timeIntervalSince(now) / duration : 0
            return "\(min(99, max(0, Int((1 - left) * 100))))%"
        case .pending, .completed, .failed, .canceled: return ""
        }
    }

    /// Whether the cloud still shows it, or shows it already.
    func isVisible(at now: Date) -> Bool {
        guard now >= visibleFrom else { return false }
        return ended.map { now.timeIntervalSince($0) < SimulatedSettings.jobRetention.inSeconds } ?? true
    }
}
