import CloudModel
import Fleet
import Foundation
import Planning

/// Another fleet at the location: what its runs remember while those of the first fleet are played, and the other way
/// round.
struct OtherFleet {
    var desired: DesiredFleet
    var journal = FleetState()
    var acknowledgedAt = Date.distantPast
}

extension Simulation {
    /// A run of the other fleet, with the same misfortunes.
    mutating func runOther() throws(Violation) {
        guard otherFleet != nil else { return }
        swapFleets()
        _ = try run()
        swapFleets()
    }

    private mutating func swapFleets() {
        guard let next = otherFleet else { return }
        otherFleet = OtherFleet(desired: scenario.desired, journal: journal, acknowledgedAt: acknowledgedAt)
        (scenario.desired, journal, acknowledgedAt) = (next.desired, next.journal, next.acknowledgedAt)
    }

    /// A person moves an instance to the other fleet, and what is remembered of it goes along.
    mutating func move() {
        guard var other = otherFleet, scenario.desired.instances.count > 1 else { return }
        let index = Int.random(in: scenario.desired.instances.indices, using: &scenario.random)
        var instance = scenario.desired.instances.remove(at: index)
        if let version = other.desired.instances.first?.version { instance.version = version }
        other.desired.instances.append(instance)
        if system.adopts {
            other.journal.adopt([instance.id], from: journal)
            journal.release([instance.id])
        }
        otherFleet = other
        reachedVersions.tolerate(other.desired)
        if let index = model.indices[instance.id] { reachedVersions.move(index, to: other.desired.name) }
    }

    /// What a journal says of the other fleet's off-target upgrades.
    func offTargetStops() -> [KernelVersion: String] {
        guard system.readsOtherFleets, let otherFleet else { return [:] }
        let unacknowledged = otherFleet.journal.offTarget.values.filter { one in
            journal.acknowledgedAt.map { one.sentAt > $0 } ?? true
        }
        return Dictionary(unacknowledged.map { ($0.declared, "g") }, uniquingKeysWith: { first, _ in first })
    }

    /// What a journal says of the other fleet's last requests.
    func requestedElsewhere(since date: Date) -> [InstanceID: Date] {
        guard system.readsOtherFleets, otherFleet != nil else { return [:] }
        return intents.filter { $0.value.fleet != scenario.desired.name && $0.value.sentAt > date }
            .mapValues(\.sentAt)
    }

    /// Nothing is requested to a version that an upgrade was to reach which ended elsewhere, once an observation has
    /// shown that, also where another fleet's run made it.
    func checkOffTarget(_ desired: DesiredInstance) throws(Violation) {
        // What a run that was killed left may be taken for a lost request where the list lags for so long.
        guard scenario.faults.crash == 0 || scenario.faults.listLag + scenario.faults.queryLag < 300 else { return }
        let fleet = scenario.desired.name
        let known = reachedVersions.offTarget.first { one in
            one.request.declared == desired.version && one.knownTo.contains(fleet)
                && !one.acknowledgedBy.contains(fleet)
        }
        guard let known else { return }
        throw violation(
            .offTargetStop,
            "\(desired.id) of '\(fleet)' to \(desired.version), where one of '\(known.request.fleet)' ended on \(known.reached)"
        )
    }
}
