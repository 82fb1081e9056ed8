internal import Fleet

/// Checks what only all documents together can tell, and puts the fleets together.
struct Linker {
    var fleets: [FleetDeclaration]
    var rollouts: [RolloutDeclaration]
    var regions: KnownRegions?
    var log: IssueLog

    /// The fleets with their rollouts, in the order of their names; without those that are wrong.
    func link() -> [Declared<DesiredFleet>] {
        checkNames(fleets.compactMap(\.name), of: .fleet)
        checkNames(rollouts.compactMap(\.name), of: .rollout)
        checkInstances()
        checkRegions()
        let byName = Dictionary(
            rollouts.compactMap { rollout in rollout.name.map { ($0.content, rollout) } },
            uniquingKeysWith: { first, _ in first })
        let names = byName.keys.sorted()
        let order = FleetOrder(fleets, log)
        return fleets.compactMap { fleet in
            guard let policy = policy(of: fleet, byName, names) else { return nil }
            checkWaves(fleet, policy)
            if let rollout = fleet.rollout.flatMap({ byName[$0.content] }) {
                WaveCheck(fleet: fleet, policy: policy, waves: rollout.waves, log: log).run()
            }
            guard let name = fleet.name, let location = fleet.location else { return nil }
            let desired = DesiredFleet(
                name: name.content, labels: fleet.labels, location: location, rollout: policy, suspend: fleet.suspend,
                instances: fleet.instances.map { $0.content }, dependsOn: order.dependencies(of: name.content),
                isUpstream: order.isUpstream(name.content))
            return Declared(desired, name.location)
        }.sorted { $0.content.name < $1.content.name }
    }

    private func checkNames(_ names: [Declared<String>], of kind: Header.Kind) {
        var first: [String: SourceLocation] = [:]
        for name in names {
            guard let earlier = first[name.content] else {
                first[name.content] = name.location
                continue
            }
            log.report(
                .duplicateName, at: name.location, "there is another \(kind.rawValue) named '\(name.content)'",
                hint: "give each a name of its own", related: [("it is declared here first", earlier)])
        }
    }

    private func checkInstances() {
        guard !hasInstancesInOrder() else { return }
        var first: [InstanceID: SourceLocation] = [:]
        first.reserveCapacity(fleets.reduce(0) { $0 + $1.ids.count })
        for fleet in fleets {
            for id in fleet.ids {
                guard let earlier = first[id.content] else {
                    first[id.content] = id.location
                    continue
                }
                log.report(
                    .duplicateInstance, at: id.location, "the instance \(id.content) is declared twice",
                    hint: "keep it in one place", related: [("it is declared here first", earlier)])
            }
        }
    }

    /// Whether all instances are in the order of their ids, as those of one large fleet often are: none is there twice then.
    private func hasInstancesInOrder() -> Bool {
        var last: InstanceID?
        for fleet in fleets {
            for id in fleet.ids {
                if let last, last >= id.content { return false }
                last = id.content
            }
        }
        return true
    }

    private func checkRegions() {
        guard let regions else { return }
        for region in fleets.compactMap(\.region) where !regions.hasEndpoint(region.content) {
            log.report(
                .unknownRegion, at: region.location, "no endpoint is known for the region '\(region.content)'",
                hint: regions.hint(for: region.content))
        }
    }

    /// The rollout that a fleet names; nil where it is not there or could not be read.
    private func policy(
        of fleet: FleetDeclaration, _ byName: [String: RolloutDeclaration], _ names: [String]
    ) -> RolloutPolicy? {
        guard let rollout = fleet.rollout else { return .builtIn }
        if let declaration = byName[rollout.content] { return declaration.policy }
        // It may stand in a document that could not be read; that is reported already.
        guard !log.isIncomplete else { return nil }
        log.report(
            .danglingRollout, at: rollout.location, "there is no Rollout named '\(rollout.content)'",
            hint: nearest(to: rollout.content, among: names).map { "did you mean '\($0)'?" }
                ?? "declare it in a file that is read too (is --path too narrow?), or remove the key for the built-in default"
        )
        return nil
    }

    private func checkWaves(_ fleet: FleetDeclaration, _ policy: RolloutPolicy) {
        let selectors = policy.waves.compactMap(\.selector)
        guard selectors.count == policy.waves.count else { return }
        for instance in fleet.instances where !selectors.contains(where: { $0.matches(instance.content.labels) }) {
            log.report(
                .unmatchedInstance, at: instance.location,
                "no wave of the rollout '\(policy.name ?? "")' takes this instance",
                hint: "end the waves with one that has no selector, or give the instance a label that one asks for")
        }
    }
}
