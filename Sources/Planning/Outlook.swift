/// How what keeps an instance from its declared version ends.
public enum Outlook: String, Hashable, Sendable, Codable {
    /// By itself: in this run or at a later one.
    case waiting
    /// Only when a person changes something.
    case attention
    /// It is left out of the count.
    case leftOut
}

extension Reason.Code {
    /// What ends it. `dependsOnAction`: the same reason can be either; a wait, or a known time, ends by itself.
    enum Resolution: Hashable, Sendable { case byItself, byPerson, dependsOnAction, never }

    /// Says for every reason whether it ends by itself or needs a person.
    var resolution: Resolution {
        switch self {
        case .revoked, .upgrading, .scheduled, .submitted, .busy, .offerNotRead, .moving, .waveConfirming, .soaking,
            .upstreamSoaking, .gracePeriod,
            .precheckNotRead, .prechecking, .checkNotEvaluated, .checkPending, .maxChanges, .revisionMoved,
            .revisionUnreachable,
            .notPlanned:
            .byItself
        // A window or freeze that never ends, a wave that a person has to mend, a failure that is not tried again.
        case .outsideWindow, .frozen, .waveNotReached, .noSlot, .failed, .stuck, .notStarted, .canceled,
            .paused, .upstreamBehind, .upstreamUnreadable:
            .dependsOnAction
        case .superseded, .undeclaredStop, .notOffered, .offerUnreadable, .ahead, .missing, .nameMismatch,
            .versionUnreadable, .unfit, .needsConfirmation, .outcomeUnknown, .precheckFailed, .precheckAbsent,
            .precheckUnreadable, .maintenanceWindowUnknown, .refused, .offTarget, .offTargetStop, .budgetSpent,
            .manualGate, .waveEmpty, .checkFailed, .checkInconclusive, .revisionUnreadable:
            .byPerson
        case .suspended: .never
        }
    }
}

extension Action {
    /// How it ends; nil where there is nothing to wait for.
    public var outlook: Outlook? {
        if case .cancel = self { return nil }
        guard let reason else { return nil }
        switch reason.code.resolution {
        case .byItself: return .waiting
        case .byPerson: return .attention
        case .never: return .leftOut
        case .dependsOnAction:
            if reason.code == .outsideWindow { return reason.until == nil ? .attention : .waiting }
            if case .wait = self { return .waiting }
            return reason.until == nil ? .attention : .waiting
        }
    }
}

extension Action {
    /// Whether an upgrade of it runs, or was requested and does not show yet.
    public var isUpgrading: Bool {
        guard case .wait(let reason) = self else { return false }
        return reason.code == .upgrading || reason.code == .submitted
    }
}
