public import Fleet

/// What tells the evaluations of a fleet's checks as they are declared now from those of before, by check: what each asks,
/// and the versions that are declared of what it is about. With another version a check begins anew.
struct CheckDefinitions: Hashable, Sendable {
    private var all: [CheckID: String] = [:]

    /// Those of a fleet. `indices`: the wave of each of its instances. Without checks it costs nothing.
    init(_ fleet: DesiredFleet, _ indices: [Int?]) {
        let checks = fleet.rollout.allChecks
        if checks.isEmpty { return }
        var waves = Array(repeating: Set<KernelVersion>(), count: fleet.rollout.waves.count)
        var whole: Set<KernelVersion> = []
        for (desired, index) in zip(fleet.instances, indices) {
            whole.insert(desired.version)
            if let index { waves[index].insert(desired.version) }
        }
        for (id, check) in checks {
            let index = id.wave.flatMap { name in fleet.rollout.waves.firstIndex { $0.name == name } }
            all[id] = check.definition(at: index.map { waves[$0] } ?? whole)
        }
    }

    /// Empty for a check that the fleet does not have.
    subscript(id: CheckID) -> String { all[id] ?? "" }
}

extension DesiredFleet {
    /// Which of its checks of a name have been evaluated as they are declared now: only of these a person can say that
    /// they may be passed by.
    public func evaluatedChecks(named name: String, in state: FleetState) -> [CheckID] {
        let definitions = CheckDefinitions(self, waveIndices)
        return rollout.allChecks.map(\.id).filter { id in
            id.name == name && state.evaluations[id]?.contains { $0.definition == definitions[id] } ?? false
        }
    }
}
