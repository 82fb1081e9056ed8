import CloudModel
import Fleet
import Forecast
import Foundation
import Planning

/// Two fleets of which the second follows the first.
extension Scenario {
    /// The other fleet follows the first; where there is one instance alone, there is no other.
    mutating func putInOrder() {
        split()
        var random = SeededGenerator(seed: seed ^ 0x0DDE_55ED)
        let soak = Duration.seconds(random.pick([0, 0, 1800, 7200, 86400]))
        other?.dependsOn = [FleetDependency(fleet: desired.name, soak: soak)]
        desired.isUpstream = other != nil
        faults.failingUpstream = random.pick([0, 0, 0.2])
        // Where what goes first is not upgraded, nothing would be shown of what follows.
        if random.one(in: 2) { faults.changingDeclaration = 0 }
    }
}

extension Simulation {
    /// What a run reads of the fleet that goes first, with this observation.
    mutating func upstreams(with seen: Observation) -> [String: UpstreamReading] {
        guard let other = otherFleet, Observation.isOutOfSync(scenario.desired, in: seen.instances),
            scenario.desired.dependsOn.contains(where: { $0.fleet == other.desired.name })
        else { return [:] }
        if happens(scenario.faults.failingUpstream) {
            return [other.desired.name: .failed(message: "503", mayPass: true)]
        }
        var known = other.journal
        let from = known.liesAhead(of: toolNow) ? toolNow : restsSince
        if let from { known.countRest(from: from, now: toolNow) }
        let reading = JobReading(always: true, withCompleted: restsSince == nil && !known.knowsRest(of: other.desired))
        let hides = scenario.faults.hidesUnconfirmed
        let observation = model.observation(
            of: other.desired, listing: told, reading: reading, at: now, clock: clock
        ) { $0.phase != .awaitingConfirmation || !hides }
        var situation = Rollout.situation(
            of: other.desired, fleetState: known, seen: observation,
            settings: Rollout.Settings(pollInterval: pollInterval, settleTime: scenario.settleTime), now: toolNow)
        for entry in situation.fleetState.restEntries(since: other.journal) { otherFleet?.journal.apply(entry) }
        if let dependency = scenario.desired.dependsOn.first(where: { $0.fleet == other.desired.name }) {
            let due = situation.dueChecks(before: dependency)
            if !due.isEmpty {
                let began = toolNow
                let entry = JournalEntry.evaluated(due.evaluations(evaluate(due), at: began))
                situation.fleetState.apply(entry)
                otherFleet?.journal.apply(entry)
                unremembered = 0
            }
        }
        return [other.desired.name: .read(UpstreamState(of: situation))]
    }

    /// The fleet that this one follows, and how long that has to be at rest; nil: it follows none.
    private var upstream: (fleet: OtherFleet, soak: Duration)? {
        otherFleet.flatMap { other in
            scenario.desired.dependsOn.first { $0.fleet == other.desired.name }.map { (other, $0.soak) }
        }
    }

    /// Nothing of a fleet before the one that goes first declares as much, is there, at rest, and has soaked.
    func checkOrder(_ request: UpgradeRequest) throws(Violation) {
        guard let (other, soak) = upstream else { return }
        let asked = scenario.desired.instances.filter { request.instances.contains($0.id) }.map(\.version).max()
        let counted = other.desired.instances.filter { one in
            !one.suspend && (told.first { $0.id == one.id }.map { $0.version <= one.version } ?? true)
        }
        try checkUpstreamChecks(of: other, soak: soak)
        guard !counted.isEmpty else { throw violation(.fleetOrder, "nothing of '\(other.desired.name)' counts") }
        for one in counted {
            if let asked, one.version < asked { throw violation(.fleetOrder, "\(one.id) declares \(one.version)") }
            guard let shown = told.first(where: { $0.id == one.id }) else {
                throw violation(.fleetOrder, "\(one.id) is not there")
            }
            guard let version = model[one.id]?.version, version <= one.version else { continue }
            guard version == one.version, !(alive.contains(one.id) && canBeKnown(one.id, other)) else {
                throw violation(.fleetOrder, "\(one.id) is at \(version) and not at rest at \(one.version)")
            }
            guard InstanceStatus(shown.status).fitness == .healthy, !toldInFlight.contains(one.id) else {
                throw violation(.fleetOrder, "\(one.id) is \(shown.status) or in flight")
            }
            let since = model.record(of: one.id)?.history.last?.time ?? Scenario.start
            guard now.timeIntervalSince(since) >= soak / .seconds(1) else {
                throw violation(.fleetSoak, "\(now.timeIntervalSince(since)) s after \(one.id) landed")
            }
        }
    }

    /// Whether its upgrade shows, or its fleet's journal has it.
    private func canBeKnown(_ id: InstanceID, _ other: OtherFleet) -> Bool {
        guard scenario.faults.hidesUnconfirmed, other.journal.submissions[id] == nil else { return true }
        let task = model.indices[id].flatMap { model.states[$0].task }
        return task.map { model.tasks[$0].phase != .awaitingConfirmation } ?? true
    }

    /// Whether the fleet that goes first lets an instance be upgraded to this version, once it has soaked.
    func isPermitted(_ version: KernelVersion) -> Bool {
        guard let (other, _) = upstream else { return true }
        let counted = other.desired.instances.filter { one in
            !one.suspend && (model[one.id].map { $0.version <= one.version } ?? true)
        }
        return !counted.isEmpty
            && counted.allSatisfy { one in
                guard let instance = model[one.id], one.version >= version, instance.version == one.version else {
                    return false
                }
                return isAtRest(one.id) && InstanceStatus(instance.status).fitness == .healthy
                    && other.journal.submissions[one.id] == nil
            }
    }
}
