public import FoundationEssentials
public import Fleet

/// What happens to a rollout.
public enum Event: Sendable {
    /// The run begins.
    case began
    /// A look at the cloud has ended.
    case observed(Observation)
    /// A look at the cloud has failed.
    case lookFailed(message: String, isFinal: Bool)
    /// Offers that were asked for were read.
    case offersRead([InstanceID: OfferReading])
    /// No call can succeed with these credentials at this place.
    case failed(message: String)
    /// A batch was answered, or its answer was lost.
    case answered(UpgradeRequest, Answer)
    /// Somebody wants the run to stop.
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
    /// It was refused, in the cloud's words; `isBusy` says that something is being done to an instance of it already.
    case refused(message: String, isBusy: Bool)
    /// It never reached the service, and may be asked for again later.
    case deferred(message: String)
    /// Nobody knows: the answer was lost or made no sense.
    case unknown(message: String)
    /// It never left, or could not be authenticated: the run is over.
    case failed(message: String)
}

/// What a rollout wants done. The shell performs it and feeds back what comes of it.
public enum Effect: Hashable, Sendable {
    /// Look at the cloud, not before this time; with its jobs even where every instance is in sync.
    case look(at: Date, withJobs: Bool)
    /// Read what is offered to these.
    case readOffers([InstanceID])
    /// Ask for the upgrade of these.
    case submit(UpgradeRequest)
    /// Tell whoever watches.
    case tell(Notice)
    /// The run is over.
    case finish(Ending)
}

/// Something worth a line in the log.
public enum Notice: Hashable, Sendable {
    /// A batch is about to be asked for.
    case submitting(UpgradeRequest, target: KernelVersion?)
    /// A batch was refused.
    case refused(UpgradeRequest, message: String)
    /// A batch did not reach the service; it is asked for again later.
    case deferred(UpgradeRequest, message: String)
    /// Nobody knows whether a batch was accepted.
    case outcomeUnknown(UpgradeRequest, message: String)
    /// An upgrade was seen to have landed where it should.
    case landed(InstanceID, KernelVersion)
    /// An upgrade failed.
    case failed(InstanceID, Reason)
    /// An instance was seen at a version that nobody declared.
    case strayed(InstanceID, KernelVersion)
    /// A look failed; there will be another.
    case lookFailed(message: String)
}

/// How a run ended.
public enum Ending: Hashable, Sendable {
    /// Every instance that counts runs its declared version.
    case converged
    /// What is left waits for a person, a window or another version.
    case held
    /// The run's time was up while work was in flight or left.
    case timedOut
    /// Somebody stopped it.
    case interrupted
    /// It could not go on.
    case failed(message: String)
}
