public import Fleet
public import Planning
public import Reconciler

/// What `retry` acknowledges: its answer, and the lines that say so before it is done.
public struct AcknowledgementDocument: Encodable {
    var schemaVersion = 1
    var fleet: String
    /// Instances that have failures: those that the journal has, and those of the cloud's failed jobs.
    var failures: [InstanceID]
    /// Instances whose upgrade ended off-target.
    var offTarget: [InstanceID]
    /// Instances of which the answer to a request was lost.
    var untraced: [InstanceID]
    /// Instances whose next upgrade waits for a confirmation in the console, with the versions at which that was looked
    /// into.
    var confirmed: [Confirmed]
    /// Instances that were named, and of which there is nothing to acknowledge.
    var nothing: [InstanceID]
    /// Whether a run of the fleet is in the journal.
    var isKnown: Bool
    /// What is acknowledged, a line for each instance and cause.
    public var intentions: [String]
    private var names: [InstanceID: String]

    /// The instances of which something is acknowledged.
    public var covered: [InstanceID] {
        Set(failures).union(offTarget).union(untraced).union(confirmed.map(\.instance)).sorted()
    }

    /// An instance, and the version at which the console was looked into.
    struct Confirmed: Encodable {
        var instance: InstanceID
        var version: KernelVersion
    }

    private enum CodingKeys: String, CodingKey {
        case schemaVersion, fleet, failures, offTarget, untraced, confirmed, nothing, isKnown, intentions
    }

    /// Of what the journal has of a fleet and what the cloud shows. `chosen`: the instances that were named; nil: the
    /// whole fleet.
    public init(
        _ fleet: DesiredFleet, _ fleetState: FleetState, about chosen: Set<InstanceID>?, _ seen: AcknowledgedWork?,
        isKnown: Bool
    ) {
        (self.fleet, self.isKnown) = (fleet.name, isKnown)
        var names = seen?.names ?? [:]
        for instance in fleet.instances where names[instance.id] == nil { names[instance.id] = instance.name }
        self.names = names
        func isCovered(_ id: InstanceID) -> Bool { chosen?.contains(id) ?? true }
        var causes: [(InstanceID, String)] = []
        for (id, failures) in fleetState.failures where isCovered(id) {
            causes.append((id, failures.last?.reason.message ?? ""))
        }
        let remembered = Set(fleetState.failures.values.joined().compactMap(\.job))
        for job in seen?.failed ?? []
        where !remembered.contains(job.id) && !fleetState.acknowledgedJobs.contains(job.id) {
            causes.append(
                (job.instance, "its upgrade failed (job \(job.id))" + (job.failReason.map { ": \($0)" } ?? "")))
        }
        failures = Set(causes.map(\.0)).sorted()
        let offTarget = fleetState.offTarget.filter { isCovered($0.key) }
        self.offTarget = offTarget.keys.sorted()
        causes += offTarget.map {
            ($0.key, "off-target: its upgrade ended on \($0.value.reached), which is not declared")
        }
        let untraced = fleetState.untraced.filter { isCovered($0.key) }
        self.untraced = untraced.keys.sorted()
        causes += untraced.map { ($0.key, "the answer to a request for its upgrade was lost") }
        let confirmed = (seen?.word.versions ?? [:])
            .filter { $0.value.needsConsoleConfirmation && fleetState.acknowledgedVersions[$0.key] != $0.value }
        self.confirmed = confirmed.sorted { $0.key < $1.key }.map { Confirmed(instance: $0.key, version: $0.value) }
        causes += confirmed.map {
            (
                $0.key,
                "the console was looked into at \($0.value), where upgrades wait for a confirmation; it may be upgraded"
            )
        }
        let touched = Set(causes.map(\.0))
        nothing = (chosen ?? []).subtracting(touched).sorted()
        intentions = causes.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map { id, why in
            "\(fleet.name): acknowledging \(Self.name(id, names)): \(why)"
        }
        intentions += nothing.map { "\(fleet.name): nothing to acknowledge of \(Self.name($0, names))" }
    }

    /// The answer for people.
    public var sentence: String {
        var parts = [covered.isEmpty ? nil : "acknowledged: \(list(covered))"].compactMap(\.self)
        if !nothing.isEmpty {
            parts += ["there is nothing to acknowledge of \(list(nothing))", "others are not covered"]
        }
        return "\(fleet): " + (parts.isEmpty ? "there is nothing to acknowledge" : parts.joined(separator: "; "))
    }

    private func list(_ ids: [InstanceID]) -> String { ids.map { Self.name($0, names) }.joined(separator: ", ") }

    /// `orders-1 (08f8…in07)`, or the id alone.
    private static func name(_ id: InstanceID, _ names: [InstanceID: String]) -> String {
        names[id].map { "\($0) (\(id))" } ?? id.description
    }
}
