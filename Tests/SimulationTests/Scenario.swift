import Fleet
import Foundation

import CloudModel

/// A random fleet, a random cloud and random misfortunes, all from one seed.
struct Scenario {
    /// What may go wrong, each as a probability.
    struct Faults {
        /// An upgrade call is acted on, but its answer is lost.
        var lostAfter = 0.0
        /// An upgrade call is lost before the cloud sees it.
        var lostBefore = 0.0
        /// What is requested again after a lost answer gets none either.
        var lostAgain = 0.0
        /// An upgrade call waits before it leaves.
        var slowCall = 0.0
        /// An instance is one that the cloud refuses to upgrade, for a reason that nothing shows. It stays so when the
        /// misfortunes stop.
        var stubborn = 0.0
        /// An observation fails.
        var failingObservation = 0.0
        /// An offer cannot be read.
        var failingOffer = 0.0
        /// The cloud starts an upgrade of its own between two observations.
        var vendorUpgrade = 0.0
        /// What is offered to an instance moves between two observations.
        var movingOffer = 0.0
        /// An instance's status changes between two observations.
        var changingStatus = 0.0
        /// The tool is killed at an effect.
        var crash = 0.0
        /// What is declared changes between two runs.
        var changingDeclaration = 0.0
        /// The journal is lost between two runs.
        var lostJournal = 0.0
        /// A person acknowledges what failed between two runs.
        var retry = 0.0
        /// A person pauses the fleet between two observations, or resumes it.
        var pause = 0.0
        /// The ref moves to another commit between two observations, or just before a request.
        var movingRef = 0.0
        /// The tool's clock is set between two observations or two runs.
        var clockSet = 0.0
        /// The fleet is renamed between two runs.
        var rename = 0.0
        /// A person asks the run to stop while an effect is performed.
        var interrupt = 0.0
        /// A person acknowledges what failed between two observations of a run.
        var retryDuringRun = 0.0
        /// An instance moves to the other fleet between two runs.
        var move = 0.0
        /// The fleet that goes first cannot be read.
        var failingUpstream = 0.0
        /// A check fails, finds nothing out, or is never answered.
        var failingCheck = 0.0
        var inconclusiveCheck = 0.0
        var silentCheck = 0.0
        /// An upgrade that waits for its confirmation shows as no job.
        var hidesUnconfirmed = false
        /// How long the list shows what was, in seconds.
        var listLag: Double = 0
        /// How long version queries show what was, in seconds.
        var queryLag: Double = 0
    }

    let seed: UInt64
    /// Those that the cloud refuses to upgrade.
    var stubborn: Set<InstanceID> = []
    /// Of what happens later; what is made here has a source of its own, so that shrinking one leaves the other.
    var random: SeededGenerator
    var desired: DesiredFleet
    /// Another fleet at the location, which shares the journal; its runs come after those of the first.
    var other: DesiredFleet?
    var cloud: Cloud
    var faults: Faults
    /// How many runs are made while there are misfortunes.
    var runs: Int
    /// When a run with misfortunes ends at the latest, and one without.
    var timeouts: (troubled: Duration, quiet: Duration)
    let settleTime = Duration.seconds(300)

    /// What the cloud has and how it behaves.
    struct Cloud {
        var settings: SimulatedSettings
        var instances: [CloudInstance]
    }

    /// The cloud as a model, at the start.
    var model: ModeledCloud {
        ModeledCloud(
            projectID: Self.projectID, region: "cn-north-4", seed: seed, settings: cloud.settings,
            instances: cloud.instances, now: Self.start)
    }

    static let projectID = "054e292c9880d4992f02c0196d3ea468"
    static let start = Date(timeIntervalSince1970: 1_800_000_000)
    static let chain = [
        KernelVersion(2, 0, 39, 230300), KernelVersion(2, 0, 51, 240305),
        KernelVersion(2, 0, 60, 250100),
        KernelVersion(2, 0, 69, 251000), KernelVersion(2, 0, 72, 260100),
        KernelVersion(2, 0, 75, 260400),
        KernelVersion(2, 0, 78, 260700),
    ]
    static let statuses = ["normal", "abnormal", "frozen", "BACKING UP", "who knows"]

    init(seed: UInt64) throws {
        self.seed = seed
        var random = SeededGenerator(seed: seed &* 0x9E37_79B9 &+ 1)
        let size =
            random.one(in: 8)
            ? Int.random(in: 10...25, using: &random) : Int.random(in: 1...8, using: &random)
        let declared = Int.random(in: 3...5, using: &random)
        var instances: [CloudInstance] = []
        var wanted: [DesiredInstance] = []
        for number in 0..<size {
            guard let id = InstanceID(String(format: "%032din07", number)) else { continue }
            instances.append(Self.instance(id, declared, &random))
            let via = Self.chain[..<declared].filter { _ in Bool.random(using: &random) }
            wanted.append(
                DesiredInstance(
                    id: id, labels: ["tier": random.pick(["a", "b", "c"])], version: Self.chain[declared],
                    via: Set(via), suspend: random.one(in: 12)))
        }
        let project = ProjectID(Self.projectID)
        desired = DesiredFleet(
            name: "f", location: Location(region: "r", project: project.map { .id($0) } ?? .auto),
            rollout: Self.rollout(&random), instances: wanted)
        var settings = SimulatedSettings(
            upgradeDuration: .seconds(60) ... .seconds(random.pick([300, 1500, 1500, 12000])),
            jobVisibilityDelay: .seconds(random.pick([0, 5, 120])))
        settings.failureRate = random.pick([0, 0, 0, 0.1, 0.5])
        settings.batchRefusal = Bool.random(using: &random) ? .whole : .partial
        settings.refusalNamesInstance = Bool.random(using: &random)
        settings.precheckPublished = Bool.random(using: &random)
        settings.precheckDuration = .seconds(random.pick([0, 90]))
        cloud = Cloud(settings: settings, instances: instances)
        faults = Self.faults(&random)
        for instance in instances where Double.random(in: 0..<1, using: &random) < faults.stubborn {
            stubborn.insert(instance.id)
        }
        runs = Int.random(in: 3...6, using: &random)
        // Finding out who is at fault in refused batches takes settle times, and each run begins anew.
        timeouts = (
            .seconds(random.pick([120, 900, 3600, 3600])),
            .seconds(stubborn.isEmpty ? random.pick([900, 3600]) : 3600)
        )
        self.random = SeededGenerator(seed: seed ^ 0x5DEE_CE66)
        addLaterFaults()
    }

    /// Some are offered everything on the way, some only what is declared, some nothing, some what lies beyond.
    private static func instance(_ id: InstanceID, _ declared: Int, _ random: inout SeededGenerator)
        -> CloudInstance
    {
        let version = Int.random(in: 0...6, using: &random)
        var offers = version < 6 ? Array(chain[(version + 1)...]) : []
        switch Int.random(in: 0..<8, using: &random) {
        case 0: offers = []
        case 1: offers = offers.suffix(1)
        case 2...5: offers = offers.filter { $0 >= chain[declared] }
        default: break
        }
        var instance = CloudInstance(id: id, name: "i", version: chain[version], offers: offers)
        if random.one(in: 10) { instance.status = random.pick(statuses) }
        instance.failsPrecheck = random.one(in: 8)
        instance.maintenanceWindow = MaintenanceWindow(random.pick(["02:00-06:00", "18:00-22:00"])) ?? .standard
        return instance
    }

    private static func rollout(_ random: inout SeededGenerator) -> RolloutPolicy {
        let limits: [Limit] = [
            .count(1), .count(2), .count(3), .percent(10), .percent(34), .percent(100),
        ]
        func wave(_ name: String) -> RolloutPolicy.Wave {
            RolloutPolicy.Wave(
                name: name, selector: name == "rest" ? nil : Selector([.init(key: "tier", .in([name]))]),
                maxUnavailable: random.pick(limits), soak: .seconds(random.pick([0, 0, 1800, 7200])),
                optional: Bool.random(using: &random))
        }
        var rollout = RolloutPolicy(
            waves: random.pick([["rest"], ["a", "rest"], ["b", "a", "rest"]]).map(wave))
        rollout.batchSize = Int.random(in: 1...5, using: &random)
        rollout.failureBudget = random.pick([.count(0), .count(1), .percent(50)])
        rollout.maxChanges = random.pick([.percent(100), .percent(30), .count(2)])
        rollout.precheck = random.pick([.off, .off, .preferred, .required])
        if random.one(in: 3) {
            rollout.windows = (0...Int.random(in: 0...1, using: &random)).map { _ in window(&random) }
        }
        if random.one(in: 4) { rollout.freezes = [freeze(&random)] }
        rollout.timing = random.one(in: 5) ? .maintenanceWindow : .immediate
        return rollout
    }

    private static func window(_ random: inout SeededGenerator) -> RolloutPolicy.Window {
        RolloutPolicy.Window(
            days: random.pick([[], [.fri, .sat, .mon], [.sat, .sun]]),
            start: Int.random(in: 0..<48, using: &random) * 30,
            duration: .seconds(random.pick([3600, 4 * 3600, 20 * 3600, 30 * 3600])), timeZone: .utc,
            closesBefore: .seconds(random.pick([0, 0, 1800])))
    }

    /// Some days after the fifteenth of January 2027, when everything begins.
    private static func freeze(_ random: inout SeededGenerator) -> RolloutPolicy.Freeze {
        let first = Int.random(in: 14...18, using: &random)
        return RolloutPolicy.Freeze(
            from: .init(year: 2027, month: 1, day: first),
            to: .init(year: 2027, month: 1, day: first + Int.random(in: 0...2, using: &random)), timeZone: .utc)
    }

    private static func faults(_ random: inout SeededGenerator) -> Faults {
        func maybe(_ most: Double) -> Double {
            Bool.random(using: &random) ? Double.random(in: 0...most, using: &random) : 0
        }
        return Faults(
            lostAfter: maybe(0.3), lostBefore: maybe(0.3), lostAgain: maybe(0.9),
            slowCall: maybe(0.3),
            stubborn: random.one(in: 3) ? 0.25 : 0, failingObservation: maybe(0.3),
            failingOffer: maybe(0.3),
            vendorUpgrade: maybe(0.1), movingOffer: maybe(0.1), changingStatus: maybe(0.1),
            crash: maybe(0.1),
            changingDeclaration: maybe(0.5), lostJournal: maybe(0.8), retry: maybe(0.4),
            pause: maybe(0.1), movingRef: maybe(0.1), clockSet: maybe(0.2), rename: maybe(0.3),
            hidesUnconfirmed: Bool.random(using: &random),
            listLag: random.pick([0, 0, 20, 100, 400]))
    }
}

extension RandomNumberGenerator {
    mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: values.indices, using: &self)]
    }

    mutating func one(in count: Int) -> Bool { Int.random(in: 0..<count, using: &self) == 0 }
}
