public import Fleet
public import FoundationEssentials

/// A project of the cloud, as a value: its instances, what they are offered, and the jobs that change them
/// (`API.md` §0 to §2).
///
/// It does no I/O and has no clock: every call is told the time, and what has become due since the last call happens
/// first, in the order of time. Random numbers come from the fleet's seed, so the same calls have the same results.
public struct CloudModel: Sendable {
    /// How the cloud behaves.
    public var settings: SimulatedSettings
    /// The project.
    public let projectID: String
    /// The region's name.
    public let region: String
    /// The latest time that it was told; it never goes back.
    public internal(set) var now: Date
    /// Every upgrade request so far, refused ones too, in their order.
    public internal(set) var upgradeRequests: [UpgradeRecord] = []
    /// The most instances that one batch has named.
    public internal(set) var largestBatch = 0
    /// The most upgrades that have been in flight at once.
    public internal(set) var mostInFlight = 0
    /// How many upgrades are in flight: accepted to run at once, or started in their window, and not ended.
    public internal(set) var inFlight = 0 {
        didSet { mostInFlight = max(mostInFlight, inFlight) }
    }

    var states: [InstanceState]
    var indices: [InstanceID: Int]
    var tasks: [UpgradeTask] = []
    var taskIndices: [String: Int] = [:]
    var queue = EventQueue()
    var prechecks: [Set<String>: Precheck] = [:]
    var random: SeededGenerator
    let seed: UInt64
    let network: Network
    /// What goes wrong; see ``setFaults(_:at:)``.
    public internal(set) var faults = CloudFaults()
    /// The offer that is still to move, and from when on that counts.
    var pendingMove: (move: OfferMove, requests: Int, since: Date)?
    var visitors: [Visitor] = []
    var churnRandom: SeededGenerator

    /// The cloud that a fleet's description declares, as it stands at `now`.
    public init(_ fleet: FleetFile, now: Date) {
        settings = fleet.settings
        projectID = fleet.projectID
        region = fleet.region
        self.now = now
        seed = fleet.seed
        churnRandom = SeededGenerator(seed: fleet.seed, key: "churn")
        random = SeededGenerator(seed: fleet.seed ^ 0x7461_7572_7573)
        let network = Network(vpc: random.identifier(), subnet: random.identifier(), group: random.identifier())
        self.network = network
        states = fleet.instances.enumerated().map {
            InstanceState($0.element, index: $0.offset, network: network, now: now)
        }
        indices = Dictionary(
            fleet.instances.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
    }

    /// The instances as they are, in the order of the list call.
    public var instances: [CloudInstance] { states.map(\.instance) }

    /// One instance as it is; nil where there is none.
    public subscript(id: InstanceID) -> CloudInstance? { indices[id].map { states[$0].instance } }

    /// What has happened to one instance; nil where there is none.
    public func record(of id: InstanceID) -> InstanceRecord? { indices[id].map { states[$0].record } }

    /// The identifiers that all instances of a fleet share.
    struct Network: Sendable { let vpc, subnet, group: String }

    func index(of id: String, status: Int = 404) throws(SimulatedError) -> Int {
        guard let index = InstanceID(id).flatMap({ indices[$0] }) else { throw .noSuchInstance(id, status: status) }
        return index
    }
}

/// An instance and what the model remembers about it.
struct InstanceState: Sendable {
    var instance: CloudInstance { didSet { revision += 1 } }
    /// Grows with every change that can be seen.
    var revision = 0
    let index: Int
    let network: CloudModel.Network
    let created: Date
    var updated: Date
    /// The upgrade in flight or scheduled: an index in the model's tasks.
    var task: Int? { didSet { revision += 1 } }
    /// The upgrade before `task`, or the last one.
    var lastTask: Int?
    /// What it was, the oldest first, and until when: kept only while anything lags.
    var past: [(until: Date, instance: CloudInstance)] = []
    /// The versions at which an upgrade was accepted that has not failed and was not canceled.
    var acceptedAt: Set<String> = []
    var record: InstanceRecord

    init(_ instance: CloudInstance, index: Int, network: CloudModel.Network, now: Date) {
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
    var privateIP: String { "10.\(index / 62_500 % 250).\(index / 250 % 250).\(index % 250 + 2)" }
}
