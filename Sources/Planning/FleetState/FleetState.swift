public import FoundationEssentials
public import Fleet

/// What is remembered of a fleet from run to run: the fold of its journal's entries. The truth about what runs stays in
/// git and the cloud; without a fleet state the rules wait longer and know less, and nothing else changes.
public struct FleetState: Hashable, Sendable {
    /// Upgrades that were requested and may still be alive, with those of instances that are declared no more.
    public var submissions: [InstanceID: Submission] = [:]
    /// Upgrades that failed and are not acknowledged, the oldest first.
    public var failures: [InstanceID: [UpgradeFailure]] = [:]
    /// Upgrades that ended on a version which is not declared, and are not acknowledged.
    public var offTarget: [InstanceID: OffTargetUpgrade] = [:]
    /// Requests whose answers were lost, and of which nothing ever showed: each may be made once more, and no more.
    public var untraced: [InstanceID: UntracedRequest] = [:]
    /// Since when instances of waves that others wait for have been at rest at their declared versions.
    public var atRest: [InstanceID: AtRest] = [:]
    /// When this fleet was first observed; nil: never, so that nothing is known of what others may have requested.
    public var firstSeenAt: Date?
    /// When an upgrade that this fleet state does not know was last seen in flight; nil: never.
    public var externalActivityAt: Date?
    /// When a person last acknowledged the failures; those of before count no more.
    public var acknowledgedAt: Date?
    /// Failed jobs that were acknowledged, whatever their times say.
    public var acknowledgedJobs: Set<String> = []
    /// Whether the last acknowledgement of the whole fleet named its failed jobs.
    public var knowsFailedJobs = false
    /// The versions that acknowledged instances ran when they were acknowledged.
    public var acknowledgedVersions: [InstanceID: KernelVersion] = [:]

    /// The evaluations of checks, the latest of each, the oldest first.
    public var evaluations: [CheckID: [Evaluation]] = [:]
    /// When a person last let pass what was at rest without the checks of a name.
    public var acknowledgedChecks: [String: Date] = [:]

    /// Nothing is known.
    public init() {}

    /// The instances of which something is remembered that is more than a soak.
    public var instances: Set<InstanceID> {
        Set(submissions.keys).union(failures.keys).union(offTarget.keys).union(untraced.keys)
            .union(acknowledgedVersions.keys)
    }
}

/// An upgrade that failed. It belongs to the instance, the version it ran and the version that was declared.
public struct UpgradeFailure: Hashable, Sendable {
    /// When it was requested: with the instance, what tells it from others.
    public var sentAt: Date
    /// The version that the instance ran.
    public var from: KernelVersion
    /// The version that was declared.
    public var declared: KernelVersion
    /// When it was seen to have failed.
    public var at: Date
    /// How it failed, by name and in words.
    public var reason: Reason
    /// Its job, as far as it was seen.
    public var job: String?
    /// Whether the cloud's jobs showed it and no journal entry requested it. Its version is then the one that the list
    /// showed, which may have been old.
    public var isExternal: Bool

    /// A failure.
    public init(
        sentAt: Date, from: KernelVersion, declared: KernelVersion, at: Date, reason: Reason, job: String? = nil,
        isExternal: Bool = false
    ) {
        self.sentAt = sentAt
        self.from = from
        self.declared = declared
        self.at = at
        self.reason = reason
        self.job = job
        self.isExternal = isExternal
    }
}

/// An upgrade that ended on a version which is not declared.
public struct OffTargetUpgrade: Hashable, Sendable {
    /// When it was requested.
    public var sentAt: Date
    /// The version that was declared; every rollout that declares it stops.
    public var declared: KernelVersion
    /// The version that it reached.
    public var reached: KernelVersion
    /// When it was seen to have ended there: an acknowledgement given before does not cover it.
    public var at: Date

    /// An off-target upgrade.
    public init(sentAt: Date, declared: KernelVersion, reached: KernelVersion, at: Date) {
        (self.sentAt, self.declared, self.reached, self.at) = (sentAt, declared, reached, at)
    }
}

/// A request for an upgrade whose answer was lost, and of which nothing ever showed. It belongs to the instance, the
/// version it ran and the version that was declared.
public struct UntracedRequest: Hashable, Sendable {
    /// When it was made.
    public var sentAt: Date
    /// The version that the instance ran.
    public var from: KernelVersion
    /// The version that was declared.
    public var declared: KernelVersion

    /// A request without its answer.
    public init(sentAt: Date, from: KernelVersion, declared: KernelVersion) {
        (self.sentAt, self.from, self.declared) = (sentAt, from, declared)
    }
}

/// An instance that is at rest at its declared version.
public struct AtRest: Hashable, Sendable {
    /// The version.
    public var version: KernelVersion
    /// Since when: the end of its upgrade's job where that is known, else the first observation that showed it.
    public var since: Date

    /// An instance at rest.
    public init(version: KernelVersion, since: Date) { (self.version, self.since) = (version, since) }
}
