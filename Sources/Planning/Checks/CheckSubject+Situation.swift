package import Fleet
package import FoundationEssentials

extension CheckSubject {
    /// The instances of a wave that count, or of the whole fleet, as the last observation shows them.
    init(wave index: Int?, in situation: Situation, _ waves: Waves) {
        let instances = zip(situation.fleet.instances, waves.indices).compactMap { desired, wave -> Instance? in
            guard index == nil || wave == index else { return nil }
            let observed = situation.observation.instances[desired.id]
            if desired.suspend || observed?.current.map({ $0 > desired.version }) ?? false { return nil }
            return Instance(
                id: desired.id, name: observed?.name ?? desired.name, labels: desired.labels,
                current: observed?.currentText, declared: desired.version)
        }
        self.init(
            fleet: situation.fleet.name, wave: index.map { waves.all[$0].policy.name }, instances: instances)
    }
}

extension Situation {
    /// The checks of a fleet at rest that are evaluated before another fleet begins which follows it: those that are due
    /// for its own waves, and once more when the other's soak is over.
    package func dueChecks(before dependent: FleetDependency) -> [CheckRequest] {
        guard fleet.rollout.hasChecks else { return [] }
        let waves = Waves(self)
        let state = UpstreamState(of: self, waves)
        guard state.hasConverged, let since = state.restingSince else { return [] }
        let end = since + dependent.soak
        return due(state.checks, soakEnd: end, isOutstanding: true).map { standing in
            let index = fleet.rollout.waves.firstIndex { $0.name == standing.id.wave }
            return CheckRequest(
                id: standing.id, check: standing.check, definition: standing.definition,
                subject: CheckSubject(wave: index, in: self, waves))
        }
    }
}

extension [CheckRequest] {
    /// What these evaluations, which began at a time, came to; those without a result are none.
    package func evaluations(_ results: [CheckID: CheckResult], at date: Date) -> [Evaluation] {
        compactMap { one in
            results[one.id].map {
                Evaluation(one.id, definition: one.definition, at: date.wholeMilliseconds, $0)
            }
        }
    }
}
