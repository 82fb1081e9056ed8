import Fleet
import Foundation

import CloudModel

/// What was added to scenarios later: it is drawn from a source of its own, so that a seed without any of it is the
/// same rollout as before.
extension Scenario {
    mutating func addLaterFaults() {
        var random = SeededGenerator(seed: seed ^ 0xA24B_AED4)
        if random.one(in: 4) { faults.interrupt = Double.random(in: 0...0.05, using: &random) }
        if random.one(in: 4) { faults.retryDuringRun = Double.random(in: 0...0.05, using: &random) }
        faults.queryLag = random.pick([0, 0, 0, 20, 100])
        if random.one(in: 3) { useZones(&random) }
        if random.one(in: 4) {
            split(Int.random(in: 0..<100, using: &random))
            faults.move = random.pick([0, 0.3])
        }
    }

    /// Some zones, among them one that puts its clocks forward on the 28th of March and one that puts them back on the
    /// 4th of April, when some rollouts still run.
    static let zones = [
        ZoneRules(name: "Asia/Shanghai", initialOffset: 8 * 3600),
        ZoneRules(name: "Asia/Kolkata", initialOffset: 19800),
        ZoneRules(name: "America/Bogota", initialOffset: -5 * 3600),
        ZoneRules(
            name: "Europe/Berlin", initialOffset: 3600,
            transitions: [.init(at: Date(timeIntervalSince1970: 1_806_195_600), offset: 7200)]),
        ZoneRules(
            name: "Australia/Sydney", initialOffset: 39600,
            transitions: [.init(at: Date(timeIntervalSince1970: 1_806_768_000), offset: 36000)]),
    ]

    private mutating func useZones(_ random: inout SeededGenerator) {
        for index in desired.rollout.windows.indices {
            desired.rollout.windows[index].timeZone = random.pick(Self.zones)
        }
        for index in desired.rollout.freezes.indices {
            desired.rollout.freezes[index].timeZone = random.pick(Self.zones)
        }
    }

    /// What is scheduled often ends elsewhere than its fleet declares, one after the other, and nothing else happens.
    mutating func movesScheduledTargets() {
        (faults, runs) = (Faults(movingOffer: 0.1), 12)
        desired.rollout = RolloutPolicy(waves: [.init(name: "rest", maxUnavailable: .count(1))])
        (desired.rollout.timing, desired.rollout.precheck) = (.maintenanceWindow, .off)
    }

    /// This percentage of the instances, but neither none nor all, belongs to another fleet.
    mutating func split(_ percent: Int = 50) {
        guard desired.instances.count > 1, other == nil else { return }
        var other = desired
        let count = min(max(1, desired.instances.count * percent / 100), desired.instances.count - 1)
        (other.name, other.instances) = ("g", Array(desired.instances.suffix(count)))
        desired.instances.removeLast(count)
        self.other = other
    }
}
