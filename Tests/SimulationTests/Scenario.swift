import Fleet
import Foundation

@testable import Simulator

/// A random fleet, a random cloud and random misfortunes, all from one seed.
struct Scenario {
    /// What may go wrong, each as a probability.
    struct Faults {
        /// An upgrade call is acted on, but its answer is lost.
        var lostAfter = 0.0
        /// An upgrade call is lost before the cloud sees it.
        var lostBefore = 0.0
        /// A look fails.
        var failingLook = 0.0
        /// An offer cannot be read.
        var failingOffer = 0.0
        /// The cloud starts an upgrade of its own between two looks.
        var vendorUpgrade = 0.0
        /// What is offered to an instance moves between two looks.
        var movingOffer = 0.0
        /// An instance's status changes between two looks.
        var changingStatus = 0.0
        /// The tool is killed at an effect.
        var crash = 0.0
        /// How long the list shows what was.
        var listLag: Double = 0
    }

    let seed: UInt64
    var random: SeededGenerator
    let desired: DesiredFleet
    let cloud: FleetFile
    var faults: Faults
    let settleTime: Duration

    static let start = Date(timeIntervalSince1970: 1_800_000_000)
    static let chain = [
        KernelVersion(2, 0, 39, 230300), KernelVersion(2, 0, 51, 240305), KernelVersion(2, 0, 60, 250100),
        KernelVersion(2, 0, 69, 251000), KernelVersion(2, 0, 72, 260100), KernelVersion(2, 0, 75, 260400),
        KernelVersion(2, 0, 78, 260700),
    ]
    static let statuses = ["normal", "abnormal", "frozen", "BACKING UP", "who knows"]

    init(seed: UInt64) throws {
        self.seed = seed
        var random = SeededGenerator(seed: seed &* 0x9E37_79B9 &+ 1)
        let size = Int.random(in: 1...12, using: &random)
        let declared = Int.random(in: 3...5, using: &random)
        var instances: [CloudInstance] = []
        var wanted: [DesiredInstance] = []
        for number in 0..<size {
            guard let id = InstanceID(String(format: "%032din07", number)) else { continue }
            let version = Int.random(in: 0...6, using: &random)
            var offers = version < 6 ? Array(Self.chain[(version + 1)...]) : []
            // Some are offered everything on the way, some only what is declared, some nothing, some what lies beyond.
            switch Int.random(in: 0..<8, using: &random) {
            case 0: offers = []
            case 1: offers = offers.suffix(1)
            case 2...5: offers = offers.filter { $0 >= Self.chain[declared] }
            default: break
            }
            var instance = CloudInstance(id: id, name: "i\(number)", version: Self.chain[version], offers: offers)
            if Int.random(in: 0..<10, using: &random) == 0 {
                instance.status = Self.statuses.randomElement(using: &random) ?? "normal"
            }
            instances.append(instance)
            let via = Self.chain[..<declared].filter { _ in Bool.random(using: &random) }
            wanted.append(
                DesiredInstance(
                    id: id, labels: ["tier": ["a", "b", "c"].randomElement(using: &random) ?? "a"],
                    version: Self.chain[declared], via: Set(via),
                    suspend: Int.random(in: 0..<12, using: &random) == 0))
        }
        let limits: [Limit] = [.count(1), .count(2), .count(3), .percent(10), .percent(34), .percent(100)]
        func wave(_ name: String, _ random: inout SeededGenerator) -> RolloutPolicy.Wave {
            RolloutPolicy.Wave(
                name: name, selector: name == "rest" ? nil : Selector([.init(key: "tier", .in([name]))]),
                maxUnavailable: limits.randomElement(using: &random) ?? .count(1))
        }
        let rollout = RolloutPolicy(
            waves: ([["rest"], ["a", "rest"], ["b", "a", "rest"]].randomElement(using: &random) ?? ["rest"])
                .map { wave($0, &random) },
            batchSize: Int.random(in: 1...5, using: &random),
            failureBudget: [.count(0), .count(1), .percent(50)].randomElement(using: &random) ?? .count(0))
        let project = ProjectID(FleetFile.defaultProjectID)
        desired = DesiredFleet(
            name: "f", location: Location(region: "r", project: project.map { .id($0) } ?? .auto), rollout: rollout,
            instances: wanted)
        var settings = CloudSettings(
            upgradeDuration: .seconds(60) ... .seconds(1500),
            jobVisibilityDelay: .seconds([0, 5, 120].randomElement(using: &random) ?? 0))
        settings.failureRate = [0, 0, 0, 0.1, 0.5].randomElement(using: &random) ?? 0
        settings.batchRefusal = Bool.random(using: &random) ? .whole : .partial
        settings.refusalNamesInstance = Bool.random(using: &random)
        cloud = FleetFile(seed: seed, settings: settings, instances: instances)
        settleTime = .seconds(300)
        faults = Self.faults(&random)
        self.random = random
    }

    private static func faults(_ random: inout SeededGenerator) -> Faults {
        func maybe(_ most: Double, _ random: inout SeededGenerator) -> Double {
            Bool.random(using: &random) ? Double.random(in: 0...most, using: &random) : 0
        }
        return Faults(
            lostAfter: maybe(0.3, &random), lostBefore: maybe(0.3, &random), failingLook: maybe(0.3, &random),
            failingOffer: maybe(0.3, &random), vendorUpgrade: maybe(0.1, &random), movingOffer: maybe(0.1, &random),
            changingStatus: maybe(0.1, &random), crash: maybe(0.1, &random),
            listLag: [0, 0, 20, 100].randomElement(using: &random) ?? 0)
    }
}
