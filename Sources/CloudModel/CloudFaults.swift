public import Fleet

/// What goes wrong inside of the cloud, as opposed to the way there and back. Times are the cloud's.
public struct CloudFaults: Hashable, Sendable {
    /// How old what the list and the details show is. Default none.
    public var listLag = Duration.zero
    /// How old what the version query shows is. Default none.
    public var offerLag = Duration.zero
    /// How long a job that is made now can't be seen; nil: as the settings say.
    public var jobLag: Duration?
    /// The share of list calls before which an undeclared instance comes or goes, 0 to 1. Default 0.
    public var churn = 0.0
    /// Whether the list has a next page for ever. Default false.
    public var endlessList = false
    /// The share of the instances that no upgrade request is accepted for, 0 to 1. Default 0.
    public var refuse = 0.0
    /// With which code they are refused; by default one that needs a person (`API.md` §3).
    public var refuseCode = "DBS.280449"
    /// What one unacceptable instance does to a batch; nil: as the settings say.
    public var batchRefusal: SimulatedSettings.BatchRefusal?
    /// Whether a refusal's message names the instance; nil: as the settings say.
    public var refusalNamesInstance: Bool?
    /// A newer offer that comes later; nil: the offers stay.
    public var offerMoves: OfferMove?

    /// None.
    public init() {}
}

/// A newer offer for every instance, some time after the faults were set.
public struct OfferMove: Hashable, Sendable {
    /// What is offered then.
    public var version: KernelVersion
    /// When.
    public var after: Moment

    /// A newer offer.
    public init(version: KernelVersion, after: Moment) { (self.version, self.after) = (version, after) }

    /// When an offer moves.
    public enum Moment: Hashable, Sendable {
        /// After so many more upgrade requests, refused ones too.
        case requests(Int)
        /// After so long.
        case time(Duration)
    }
}
