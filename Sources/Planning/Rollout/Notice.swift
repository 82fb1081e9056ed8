public import FoundationEssentials
public import Fleet

/// Something worth a line in the log.
public enum Notice: Hashable, Sendable {
    /// A batch is about to be requested.
    case submitting(UpgradeRequest, target: KernelVersion?)
    /// A batch was refused.
    case refused(UpgradeRequest, message: String)
    /// A batch did not reach the service; it is requested again later.
    case deferred(UpgradeRequest, message: String)
    /// Whether a batch was accepted is unknown.
    case outcomeUnknown(UpgradeRequest, message: String)
    /// An upgrade was seen to have reached its target.
    case completed(InstanceID, KernelVersion)
    /// An upgrade failed.
    case failed(InstanceID, Reason)
    /// An instance was seen at a version that is not declared.
    case offTarget(InstanceID, KernelVersion)
    /// An observation failed; there will be another.
    case observationFailed(message: String)
    /// Nothing is known of earlier runs, and nothing is requested until then; nil: an option says that something may
    /// be.
    case nothingKnown(until: Date?)
    /// An upgrade that this run, or one before it, requested shows no sign of having been heard.
    case noTrace(InstanceID)
    /// A scheduled upgrade is about to be canceled, and why.
    case canceling(InstanceID, String)
    /// The cloud would not cancel scheduled upgrades.
    case cancelFailed(InstanceID, message: String)
    /// The machine's clock was set, so that every waiting time counts anew.
    case clockSet(by: Duration?)
    /// The ref stands elsewhere than at the observation before, or cannot be resolved; `current`: it is back.
    case revision(RevisionState)
    /// A check was evaluated.
    case evaluated(Evaluation)
    /// The region has no pre-check, and the rollout does without.
    case precheckAbsent
}
