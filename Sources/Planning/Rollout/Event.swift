public import FoundationEssentials
public import Fleet

/// What happens to a rollout.
public enum Event: Sendable {
    /// The run begins.
    case began
    /// An observation of the cloud has ended; `offTargetStops` are the declared versions at which an upgrade of some
    /// other fleet ended off-target, in words, and `requestedElsewhere` when other fleets last requested upgrades of
    /// instances, some of which may have been moved here. `paused` is the fleet's pause, as the journal has it, and
    /// `revision` says where the ref stands.
    case observed(
        Observation, offTargetStops: [KernelVersion: String] = [:], requestedElsewhere: [InstanceID: Date] = [:],
        paused: Pause? = nil, revision: RevisionState = .current)
    /// An observation of the cloud has failed.
    case observationFailed(message: String, isFinal: Bool)
    /// Offers were read, and where it matters the maintenance windows.
    case offersRead([InstanceID: OfferReading], windows: [InstanceID: DailyWindow] = [:])
    /// Pre-checks were read or started.
    case prechecksRead([InstanceID: PrecheckState])
    /// Scheduled upgrades of these were canceled, and of those were not, for these reasons.
    case canceled([InstanceID], kept: [InstanceID: String])
    /// No call can succeed with these credentials here.
    case failed(message: String)
    /// A batch was answered, or its answer was lost.
    case answered(UpgradeRequest, Answer)
    /// The machine's clock was set by so much, forward where positive, since the last event or an earlier run; nil: by
    /// an unknown time. It takes the place of an observation.
    case clockSet(by: Duration?)
    /// The run is asked to stop.
    case interrupted
}

/// How the reading of one offer ended.
public enum OfferReading: Sendable {
    /// The offer.
    case read(Offer)
    /// It could not be read; reading again may help or not.
    case failed(message: String, mayPass: Bool)
}

/// How the cloud answered an upgrade request.
public enum Answer: Hashable, Sendable {
    /// It was accepted, which says nothing about what happens next (`API.md` §0, fact 2).
    case accepted
    /// It was refused, in the cloud's words; `isBusy` says that something is being done to an instance of it already,
    /// and `named` are the instances that the words name.
    case refused(message: String, isBusy: Bool, named: Set<InstanceID> = [])
    /// It never reached the service, and may be requested again later.
    case deferred(message: String)
    /// The outcome is unknown: the answer was lost or made no sense.
    case unknown(message: String)
    /// It never left, or could not be authenticated: the run is over.
    case failed(message: String)
}

/// One thing that a rollout wants done. The shell performs it and feeds back what comes of it.
public enum Effect: Hashable, Sendable {
    /// Observe the cloud, not before this time.
    case observe(at: Date, jobs: JobReading)
    /// Read what is offered to these.
    case readOffers([InstanceID])
    /// Read the last pre-checks of these, which all run this version.
    case readPrechecks([InstanceID], from: KernelVersion)
    /// Start pre-checks of these, which all run this version.
    case startPrechecks([InstanceID], from: KernelVersion)
    /// Cancel these scheduled upgrades, given by their jobs.
    case cancel([InstanceID: String])
    /// Request the upgrade of these, unless the call can leave only then or later: what it rests on is past by then.
    case submit(UpgradeRequest, notAfter: Date)
    /// The run is over.
    case finish(RunResult)
}

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
    /// The region has no pre-check, and the rollout does without.
    case precheckAbsent
}

/// How a run ended.
public enum RunResult: Hashable, Sendable {
    /// Every instance that counts runs its declared version.
    case converged
    /// Everything that is left goes on by itself, at the next run: it waits for a time or for what is in flight.
    case waiting
    /// At least one instance needs a person.
    case attention
    /// What is left lies beyond `maxChanges`.
    case maxChanges
    /// The ref has left the commit of the run, and stands at this one.
    case revisionMoved(to: String)
    /// Another run has the fleet.
    case locked(message: String)
    /// The run timed out while work was in flight or left.
    case timedOut
    /// A signal stopped it.
    case interrupted
    /// It could not go on.
    case failed(message: String)
}
