public import FoundationEssentials
public import Fleet

/// What happens to a rollout.
public enum Event: Sendable {
    /// The run begins.
    case began
    /// An observation of the cloud has ended, and what is true outside of the run was read with it.
    case observed(Observation, ExternalState = ExternalState())
    /// An observation of the cloud has failed.
    case observationFailed(message: String, isFinal: Bool)
    /// Offers were read, and where it matters the maintenance windows.
    case offersRead([InstanceID: OfferReading], windows: [InstanceID: DailyWindow] = [:])
    /// Pre-checks were read or started.
    case prechecksRead([InstanceID: PrecheckState])
    /// Checks were evaluated, beginning at this time.
    case evaluated([CheckID: CheckResult], at: Date)
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
