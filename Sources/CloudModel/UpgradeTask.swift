package import Fleet
package import FoundationEssentials

/// A job of the cloud: an upgrade, at once or in the maintenance window, or a pre-check (`API.md` §1, Jobs).
package struct UpgradeTask: Sendable {
    package enum Kind: Sendable { case immediate, scheduled, precheck }

    package enum Phase: Sendable { case pending, running, awaitingConfirmation, completed, failed, canceled }

    package let id: String
    package let kind: Kind
    /// The instance's index in the model.
    package let instance: Int
    package let created: Date
    /// Before this the job can't be seen.
    package let visibleFrom: Date
    /// How long it runs, in seconds.
    package var duration: Double
    package let fails: Bool
    /// The maintenance window's end, for one that is scheduled.
    package var windowEnd: Date?
    package var startsAt: Date
    package var endsAt: Date
    package var phase = Phase.pending
    package var target: KernelVersion?
    package var ended: Date?
    package var failReason: String?
    /// The version at which it was accepted; nil for a pre-check.
    package var acceptedAt: String?
    /// The upgrade request that it came from: its index in the record and in the request.
    package var origin: (request: Int, member: Int)?

    /// The name under which the job lists show it.
    package var name: String {
        switch kind {
        case .immediate: "UpgradeGaussDBforMySQLDatabaseVersion"
        case .scheduled: "VERSION_UPGRADE"
        // INF: the reference gives the pre-check's job no name.
        case .precheck: "PrecheckGaussDBforMySQLDatabaseVersion"
        }
    }

    /// The status word of the job lists. **INF** a pre-upgrade that waits for its confirmation stays `Running`.
    package var status: String {
        switch phase {
        case .pending: "Pending"
        case .running, .awaitingConfirmation: "Running"
        case .completed: "Completed"
        case .failed: "Failed"
        case .canceled: "Canceled"
        }
    }

    /// `60%` while it runs, else nothing.
    package func progress(at now: Date) -> String {
        switch phase {
        case .awaitingConfirmation: return "50%"
        case .running:
            let left = duration > 0 ? endsAt.timeIntervalSince(now) / duration : 0
            return "\(min(99, max(0, Int((1 - left) * 100))))%"
        case .pending, .completed, .failed, .canceled: return ""
        }
    }

    /// Whether the cloud still shows it, or shows it already.
    package func isVisible(at now: Date) -> Bool {
        guard now >= visibleFrom else { return false }
        return ended.map { now.timeIntervalSince($0) < SimulatedSettings.jobRetention.inSeconds } ?? true
    }
}
