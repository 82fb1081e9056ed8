public import Fleet

/// What two commits declare differently of one fleet.
public struct FleetChange: Hashable, Sendable {
    /// What has become of the fleet as a whole.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// It is declared before and after.
        case kept
        /// It is declared newly.
        case added
        /// It is declared no longer: no run observes it any more.
        case removed
    }

    /// Its name.
    public var fleet: String
    /// Its region; after the change, where it is still declared.
    public var region: String
    /// What has become of it.
    public var kind: Kind
    /// The settings that differ, in the order in which manifests are documented; none of a fleet that is added or removed.
    public var settings: [SettingChange]
    /// The instances that differ, by id: those that it declares after the change, and those that no fleet declares any
    /// more and that it declared before.
    public var instances: [InstanceChange]

    /// A change.
    public init(
        fleet: String, region: String, kind: Kind = .kept, settings: [SettingChange] = [],
        instances: [InstanceChange] = []
    ) {
        (self.fleet, self.region, self.kind) = (fleet, region, kind)
        (self.settings, self.instances) = (settings, instances)
    }

    /// All in which two commits differ, a change for each fleet of which anything does, by name. `chosen`: only the fleets
    /// of these names, and instances that move out of or into one of them; empty: all.
    ///
    /// The cost is linear in the instances of both.
    public static func all(
        from before: [DesiredFleet], to after: [DesiredFleet], chosen: Set<String> = []
    ) -> [FleetChange] {
        var earlier: [InstanceID: (fleet: Int, desired: DesiredInstance)] = [:]
        earlier.reserveCapacity(before.reduce(0) { $0 + $1.instances.count })
        for (index, fleet) in before.enumerated() {
            for desired in fleet.instances { earlier[desired.id] = (index, desired) }
        }
        func isChosen(_ name: String) -> Bool { chosen.isEmpty || chosen.contains(name) }
        let known = Dictionary(before.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var changes: [String: FleetChange] = [:]
        for fleet in after {
            let old = known[fleet.name]
            var change = FleetChange(
                fleet: fleet.name, region: fleet.location.region, kind: old == nil ? .added : .kept,
                settings: old.map { SettingChange.all(from: $0, to: fleet) } ?? [])
            let isAlike = old.map { $0.suspend == fleet.suspend && $0.rollout == fleet.rollout } ?? false
            for desired in fleet.instances {
                let origin = earlier.removeValue(forKey: desired.id)
                // Most instances of a repository are the same in both.
                if isAlike, let origin, origin.desired == desired, before[origin.fleet].name == fleet.name { continue }
                let state = DeclaredState(desired, in: fleet)
                let former = origin.map { DeclaredState($0.desired, in: before[$0.fleet]) }
                guard former != state, isChosen(fleet.name) || isChosen(former?.fleet ?? fleet.name) else { continue }
                change.instances.append(InstanceChange(id: desired.id, before: former, after: state))
            }
            let isNotable = isChosen(fleet.name) && (change.kind == .added || !change.settings.isEmpty)
            if !isChosen(fleet.name) { change.settings = [] }
            if isNotable || !change.instances.isEmpty { changes[fleet.name] = change }
        }
        let names = Set(after.map(\.name))
        for fleet in before where !names.contains(fleet.name) && isChosen(fleet.name) {
            changes[fleet.name] = FleetChange(fleet: fleet.name, region: fleet.location.region, kind: .removed)
        }
        // What is left is declared no longer.
        for (id, origin) in earlier where isChosen(before[origin.fleet].name) {
            let fleet = before[origin.fleet]
            changes[fleet.name, default: FleetChange(fleet: fleet.name, region: fleet.location.region)]
                .instances.append(InstanceChange(id: id, before: DeclaredState(origin.desired, in: fleet), after: nil))
        }
        return changes.values.sorted { $0.fleet < $1.fleet }.map { change in
            var change = change
            change.instances.sort { $0.id < $1.id }
            return change
        }
    }
}
