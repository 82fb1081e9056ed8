public import FoundationEssentials
public import Fleet

/// What is done with an instance now, and why.
public enum Action: Hashable, Sendable {
    /// Nothing: it runs the declared version.
    case none
    /// It is upgraded; it will land on this version.
    case upgrade(to: KernelVersion)
    /// Its scheduled upgrade is canceled: nothing declares it any more.
    case cancel(Reason)
    /// Nothing yet: something is in flight or about to be known.
    case wait(Reason)
    /// Nothing, until a person changes something.
    case hold(Reason)

    /// The actions without what belongs to them, as plans spell them.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case none, upgrade, cancel, wait, hold
    }

    /// Which action it is.
    public var kind: Kind {
        switch self {
        case .none: .none
        case .upgrade: .upgrade
        case .cancel: .cancel
        case .wait: .wait
        case .hold: .hold
        }
    }

    /// Whether the instance keeps its fleet from having converged.
    public var blocksConvergence: Bool { self != .none && reason?.blocksConvergence != false }

    /// Why it waits, is held or is canceled; nil for the other actions.
    public var reason: Reason? {
        switch self {
        case .cancel(let reason), .wait(let reason), .hold(let reason): reason
        case .none, .upgrade: nil
        }
    }
}

/// Why an instance waits or is held: a stable code for programs and a sentence for people.
public struct Reason: Hashable, Sendable, Codable {
    /// The stable code.
    public var code: Code
    /// The reason in plain words, with what to do about it where a person must act.
    public var words: Message
    /// When it ends, where that is known.
    public var until: Date?

    private enum CodingKeys: String, CodingKey {
        case code, until
        case words = "message"
    }

    /// A reason.
    public init(_ code: Code, _ words: Message, until: Date? = nil) {
        (self.code, self.words, self.until) = (code, words, until)
    }

    /// A reason in words without times.
    @_disfavoredOverload
    public init(_ code: Code, _ words: String, until: Date? = nil) { self.init(code, Message(words), until: until) }

    /// The words, with their times in UTC.
    public var message: String { words.text }

    /// The codes, as JSON plans spell them.
    public enum Code: String, Hashable, Sendable, Codable, CaseIterable {
        // Cancellations.
        /// A delayed upgrade of it is scheduled that is not to run any more.
        case revoked

        // Waits.
        /// An upgrade of it runs.
        case upgrading
        /// A delayed upgrade of it is scheduled.
        case scheduled
        /// An upgrade was requested; neither a job nor a new version shows yet.
        case submitted
        /// Something else is being done to it.
        case busy
        /// What is offered has not been read, or not lately.
        case offerNotRead
        /// Two readings of its current version differ.
        case moving

        /// An earlier wave has converged, and one more observation is to show it.
        case waveConfirming
        /// Its wave has not been reached.
        case waveNotReached
        /// A person has paused its fleet: a wait where the pause names its end, else a hold.
        case paused
        /// The ref has left the commit of this run.
        case revisionMoved
        /// The server that has the ref of this run cannot be reached now.
        case revisionUnreachable
        /// An earlier wave has converged and soaks.
        case soaking
        /// A fleet that goes first declares a lower version or has not come to rest at what it declares: a wait where
        /// that ends by itself, else a hold.
        case upstreamBehind
        /// A fleet that goes first has converged and soaks.
        case upstreamSoaking
        /// A fleet that goes first could not be read: a wait where that may pass, else a hold.
        case upstreamUnreadable
        /// A check that is to be evaluated before its wave has not been evaluated in this run.
        case checkNotEvaluated
        /// Too few evaluations of a check have passed, or none since the soak is over.
        case checkPending
        /// No window is open, or the open one is about to close.
        case outsideWindow
        /// It is frozen.
        case frozen
        /// Nothing is known of earlier runs, so that upgrades requested elsewhere are given the time to show.
        case gracePeriod
        /// Its pre-check has not been read.
        case precheckNotRead
        /// Its pre-check runs.
        case prechecking

        // Holds.
        /// What is offered lies beyond what is declared.
        case superseded
        /// What is offered lies short of what is declared and is no declared stop.
        case undeclaredStop
        /// Nothing is offered.
        case notOffered
        /// What is offered could not be read.
        case offerUnreadable
        /// It runs a version beyond the declared one.
        case ahead
        /// It is declared but not in the cloud.
        case missing
        /// The cloud knows it by another name.
        case nameMismatch
        /// The cloud's text for its version is none.
        case versionUnreadable
        /// Its status does not allow an upgrade.
        case unfit
        /// It, its fleet or its rollout is suspended.
        case suspended
        /// Its next upgrade needs a confirmation in the console.
        case needsConfirmation
        /// An upgrade of it failed.
        case failed
        /// Its upgrade has been running for longer than the `upgradeTimeout` allows.
        case stuck
        /// Its upgrade was accepted, and neither a job nor a new version showed within the acceptance time.
        case notStarted
        /// The answers to two requests for its upgrade were lost, or the answer to one and every sign of it.
        case outcomeUnknown
        /// Its scheduled upgrade was canceled by others, or went away.
        case canceled
        /// Its pre-check failed.
        case precheckFailed
        /// The region has no pre-check, and the rollout requires one.
        case precheckAbsent
        /// Its pre-check could not be asked.
        case precheckUnreadable
        /// The ref of this run cannot be resolved any more.
        case revisionUnreadable
        /// Its maintenance window could not be read, so that it may fall into a freeze.
        case maintenanceWindowUnknown
        /// The run has requested as many instances of the wave as `maxChanges` allows.
        case maxChanges
        /// The cloud refused to upgrade it in this run.
        case refused
        /// The saved plan that is applied does not list it.
        case notPlanned
        /// Its upgrade ended on a version that is not declared.
        case offTarget
        /// The rollout stopped because an upgrade of another instance ended on a version that is not declared.
        case offTargetStop
        /// The rollout stopped because too many upgrades failed.
        case budgetSpent
        /// The wave lets nothing be upgraded until a person raises its `maxUnavailable`.
        case manualGate
        /// More evaluations of a check have failed than its `failureLimit` allows, or one that is evaluated before its
        /// wave failed in this run.
        case checkFailed
        /// The last evaluation of a check found nothing out.
        case checkInconclusive
        /// No instance of an earlier wave counts, so that nothing has tried the version.
        case waveEmpty
        /// As many instances as may be are already unavailable, and none of them by an upgrade that will end.
        case noSlot
    }

    /// Whether a run stays to see how it ends: work in flight, but not windows, soaks or people.
    public var endsByItself: Bool {
        switch code {
        case .upgrading, .submitted, .busy, .offerNotRead, .moving, .waveConfirming, .gracePeriod, .precheckNotRead,
            .prechecking, .checkNotEvaluated:
            true
        default: false
        }
    }

    /// Whether an instance held for this reason counts against convergence.
    public var blocksConvergence: Bool { code != .suspended }
}
