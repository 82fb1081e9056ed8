import CloudModel
import Fleet
import Foundation
import Planning

/// Another fleet at the location: what its runs remember while those of the first fleet are played, and the other way
/// round.
struct OtherFleet {
    var desired: DesiredFleet
    var journal = FleetState()
    /// When its observations began, and how its journal says that the clock stood in its last run.
    var observations: [Date] = []
    var mark = 0.0
}

extension Simulation {
    /// A run of the other fleet, with the same misfortunes.
    mutating func runOther() throws(Violation) {
        try withOtherFleet { simulation throws(Violation) in _ = try simulation.run() }
    }

    /// Does something to the other fleet where there is one.
    mutating func withOtherFleet(_ body: (inout Simulation) throws(Violation) -> Void) throws(Violation) {
        guard otherFleet != nil else { return }
        swapFleets()
        defer { swapFleets() }
        try body(&self)
    }

    /// Does something to one of the fleets.
    mutating func withAnyFleet(_ body: (inout Simulation) -> Void) {
        let isOther = otherFleet != nil && Bool.random(using: &scenario.random)
        if isOther { swapFleets() }
        body(&self)
        if isOther { swapFleets() }
    }

    private mutating func swapFleets() {
        guard let next = otherFleet else { return }
        otherFleet = OtherFleet(desired: scenario.desired, journal: journal, observations: observations, mark: mark)
        (scenario.desired, journal, observations, mark) = (next.desired, next.journal, next.observations, next.mark)
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
            waitAnew(&other.journal)
        }
        otherFleet = other
        tolerate(other.desired)
        if let index = model.indices[instance.id] { reachedVersions.move(index, to: other.desired.name) }
    }

    /// What a journal takes over from a fleet in whose last run the clock stood otherwise has other times.
    func waitAnew(_ heir: inout FleetState) {
        if system.noticesClock, abs(clockSet - mark) > 2 { heir.apply(.clockSet(at: now + clockSet)) }
    }

    /// Where the upgrades of a fleet's instances may end has changed.
    mutating func tolerate(_ fleet: DesiredFleet) {
        for one in fleet.instances {
            guard let index = model.indices[one.id] else { continue }
            reachedVersions.tolerate(one.via.union([one.version]), of: index)
        }
    }

    /// What a journal says of the other fleet's off-target upgrades.
    func offTargetStops() -> [KernelVersion: String] {
        guard system.readsOtherFleets, let otherFleet else { return [:] }
        let unacknowledged = otherFleet.journal.offTarget.values.filter { one in
            knownAcknowledgement.map { one.at > $0 } ?? true
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
        let fleet = scenario.desired.name
        // What a run that was killed left may be taken for a lost request where the list lags for so long.
        let isLate = scenario.faults.listLag + scenario.faults.queryLag >= 300
        let known = reachedVersions.offTarget.first { one in
            one.request.declared == desired.version && one.knownTo.contains(fleet)
                && !one.acknowledgedBy.contains(fleet) && !(one.request.wasLeft && isLate)
        }
        guard let known else { return }
        throw violation(
            .offTargetStop,
            "\(desired.id) of '\(fleet)' to \(desired.version), where one of '\(known.request.fleet)' ended on \(known.reached)"
        )
    }
}
