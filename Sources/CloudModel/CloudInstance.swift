public import Fleet

/// One instance as a fleet's description gives it, and as the model changes it.
public struct CloudInstance: Hashable, Sendable {
    /// Its id.
    public var id: InstanceID
    /// Its name.
    public var name: String
    /// The kernel version that runs.
    public var version: KernelVersion
    /// The versions that the cloud will offer, one after the other: an upgrade lands on the first, which then leaves
    /// the chain. Empty: nothing is offered.
    public var offers: [KernelVersion]
    /// How many nodes it has; with one it is never upgraded (`API.md` §2).
    public var nodes: Int
    /// Its status word; only `normal` can be upgraded.
    public var status: String
    /// Its tags.
    public var tags: [String: String]
    /// When delayed upgrades run.
    public var maintenanceWindow: MaintenanceWindow
    /// Whether its pre-check fails for a reason of its own (feature compatibility).
    public var failsPrecheck: Bool
    /// The code with which every upgrade request for it is refused (`API.md` §3); nil: it is not.
    public var refuses: String?
    /// The versions on the way to which its first upgrade fails.
    public var failsOnce: Set<KernelVersion>

    /// An instance; whatever is left out is that of a healthy one with a primary and a replica.
    public init(
        id: InstanceID, name: String, version: KernelVersion, offers: [KernelVersion] = [], nodes: Int = 2,
        status: String = "normal", tags: [String: String] = [:],
        maintenanceWindow: MaintenanceWindow = .standard, failsPrecheck: Bool = false,
        refuses: String? = nil, failsOnce: Set<KernelVersion> = []
    ) {
        self.id = id
        self.name = name
        self.version = version
        self.offers = offers
        self.nodes = nodes
        self.status = status
        self.tags = tags
        self.maintenanceWindow = maintenanceWindow
        self.failsPrecheck = failsPrecheck
        self.refuses = refuses
        self.failsOnce = failsOnce
    }

    /// Where an upgrade that runs now would land; nil: nothing is offered.
    public var offered: KernelVersion? { offers.first }

    /// The confirmation range, whose next upgrade stops half-way until it is confirmed (`API.md` §0, fact 3).
    package var stopsForConfirmation: Bool {
        version >= KernelVersion(2, 0, 51, 240305) && version <= KernelVersion(2, 0, 51, 240311)
    }

    /// A version that runs is offered no longer.
    package mutating func dropReachedOffers() {
        while offers.first == version { offers.removeFirst() }
    }
}
