public import Fleet
public import FoundationEssentials

/// A project of the cloud, as a value: its instances, what they are offered, and the jobs that change them
/// (`API.md` §0 to §2).
///
/// It does no I/O and has no clock: every call is told the time, and what has become due since the last call happens
/// first, in the order of time. Random numbers come from the fleet's seed, so the same calls have the same results.
public struct ModeledCloud: Sendable {
    /// How the cloud behaves.
    public var settings: SimulatedSettings
    /// The project.
    public let projectID: String
    /// The region's name.
    public let region: String
    /// The latest time that it was told; it never goes back.
    public package(set) var now: Date
    /// Every upgrade request so far, refused ones too, in their order.
    public package(set) var upgradeRequests: [RequestRecord] = []
    /// The most instances that one batch has named.
    public package(set) var largestBatch = 0
    /// The most upgrades that have been in flight at once.
    public package(set) var mostInFlight = 0
    /// How many upgrades are in flight: accepted to run at once, or started in their window, and not ended.
    public package(set) var inFlight = 0 {
        didSet { mostInFlight = max(mostInFlight, inFlight) }
    }

    package var states: [InstanceState]
    package var indices: [InstanceID: Int]
    package var tasks: [UpgradeTask] = []
    package var taskIndices: [String: Int] = [:]
    var queue = EventQueue()
    package var prechecks: [Set<String>: Precheck] = [:]
    var random: SeededGenerator
    package let seed: UInt64
    package let network: Network
    /// What goes wrong; see ``setFaults(_:at:)``.
    public package(set) var faults = CloudFaults()
    /// The offer that is still to move, and from when on that counts.
    var pendingMove: (move: OfferMove, requests: Int, since: Date)?
    var visitors: [Visitor] = []
    var churnRandom: SeededGenerator

    /// A project with these instances, each id once, in the order of the list call, as it stands at `now`. Durations,
    /// failures and identifiers come from the seed.
    public init(
        projectID: String, region: String, seed: UInt64, settings: SimulatedSettings, instances: [CloudInstance],
        now: Date
    ) {
        (self.projectID, self.region, self.seed, self.settings, self.now) = (projectID, region, seed, settings, now)
        churnRandom = SeededGenerator(seed: seed, key: "churn")
        random = SeededGenerator(seed: seed ^ 0x7461_7572_7573)
        let network = Network(vpc: random.identifier(), subnet: random.identifier(), group: random.identifier())
        self.network = network
        states = instances.enumerated().map {
            InstanceState($0.element, index: $0.offset, network: network, now: now)
        }
        indices = Dictionary(
            instances.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
    }

    /// The instances as they are, in the order of the list call.
    public var instances: [CloudInstance] { states.map(\.instance) }

    /// One instance as it is; nil where there is none.
    public subscript(id: InstanceID) -> CloudInstance? { indices[id].map { states[$0].instance } }

    /// What has happened to one instance; nil where there is none.
    public func record(of id: InstanceID) -> InstanceRecord? { indices[id].map { states[$0].record } }

    /// The identifiers that all instances of a fleet share.
    package struct Network: Sendable { package let vpc, subnet, group: String }

    package func index(of id: String, status: Int = 404) throws(SimulatedError) -> Int {
        guard let index = InstanceID(id).flatMap({ indices[$0] }) else { throw .noSuchInstance(id, status: status) }
        return index
    }
}

/// An instance and what the model remembers about it.
package struct InstanceState: Sendable {
    package var instance: CloudInstance { didSet { revision += 1 } }
    /// Grows with every change that can be seen.
    package var revision = 0
    package let index: Int
    package let network: ModeledCloud.Network
    package let created: Date
    package var updated: Date
    /// The upgrade in flight or scheduled: an index in the model's tasks.
    package var task: Int? { didSet { revision += 1 } }
    /// The upgrade before `task`, or the last one.
    package var lastTask: Int?
    /// What it was, the oldest first, and until when: kept only while anything lags.
    package var past: [(until: Date, instance: CloudInstance)] = []
    /// The versions at which an upgrade was accepted that has not failed and was not canceled.
    package var acceptedAt: Set<String> = []
    package var record: InstanceRecord

    package init(_ instance: CloudInstance, index: Int, network: ModeledCloud.Network, now: Date) {
        self.instance = instance
        self.instance.dropReachedOffers()
        self.index = index
        self.network = network
        // INF: any age will do; instances are made a minute apart, half a year ago.
        created = Date(timeIntervalSince1970: (now.timeIntervalSince1970 - 180 * 86_400).rounded(.down))
            .addingTimeInterval(Double(index) * 60)
        updated = created
        record = InstanceRecord(id: instance.id, name: instance.name, version: instance.version, since: now)
    }

    /// The instance's own address in the fleet's subnet.
    package var privateIP: String { "10.\(index / 62_500 % 250).\(index / 250 % 250).\(index % 250 + 2)" }
}
