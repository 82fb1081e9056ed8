internal import FoundationEssentials
public import Fleet

/// Turns a situation into the actions of all its instances; a plan and a run ask the same rules here.
public struct Planner: Sendable {
    /// The rules.
    public var guards: [Guard]
    /// What a saved plan that is applied permits; nil: no plan is applied, and all that the rules permit is.
    var permitted: PlannedWork?

    /// A planner; tests hand in other rules.
    public init(guards: [Guard] = Guard.all) { self.guards = guards }

    /// The action of every declared instance, by id, with the rules that look at one instance and those that count.
    public func actions(in situation: Situation) -> [InstanceAction] {
        actions(in: situation, waves: Waves(situation))
    }

    func actions(in situation: Situation, waves: Waves) -> [InstanceAction] {
        var all = zip(situation.fleet.instances, waves.indices).enumerated().map { position, instance in
            InstanceAction(position: position, desired: instance.0, waveIndex: instance.1, action: .none)
        }
        for item in actionsNotInSync(in: situation, waves) { all[item.position].action = item.action }
        return all
    }

    /// The actions of those with which something is done, or will be, in the order of the fleet: of a large fleet in sync
    /// that is nothing.
    private func actionsNotInSync(in situation: Situation, _ waves: Waves) -> [InstanceAction] {
        var items: [InstanceAction] = []
        var requestedPerWave = Array(repeating: 0, count: waves.all.count)
        for (position, desired) in situation.fleet.instances.enumerated() {
            let waveIndex = waves.indices[position]
            let action = guards.action(for: desired, waveIndex, in: situation, waves: waves)
            if action != .none {
                items.append(
                    InstanceAction(position: position, desired: desired, waveIndex: waveIndex, action: action))
            }
            if let waveIndex, situation.memory.changes.instances.contains(desired.id) {
                requestedPerWave[waveIndex] += 1
            }
        }
        applyWaveRules(&items, waves, situation, requestedPerWave: requestedPerWave)
        return items
    }

    /// Applies the rules that look at many instances. `requestedPerWave`: how many of each wave the run has requested.
    func applyWaveRules(
        _ items: inout [InstanceAction], _ waves: Waves, _ situation: Situation, requestedPerWave: [Int]
    ) {
        let blocked = waves.all.map(Self.blockedAction)
        for (index, item) in items.enumerated() where item.action.isCandidate {
            if let waveIndex = item.waveIndex, let reason = blocked[waveIndex] { items[index].action = reason }
        }
        limitChanges(&items, waves, situation, requestedPerWave: requestedPerWave)
        holdUnreached(&items, waves)
    }

    /// Holds what waits for an earlier wave that only a person can bring to its end.
    private func holdUnreached(_ items: inout [InstanceAction], _ waves: Waves) {
        guard waves.all.count > 1 else { return }
        var goesOn = [Bool](repeating: false, count: waves.all.count)
        var isHeld = goesOn
        for item in items {
            guard let waveIndex = item.waveIndex, item.action != .none else { continue }
            switch item.action.outlook {
            case .attention: isHeld[waveIndex] = true
            case .leftOut: break
            case .waiting, nil: goesOn[waveIndex] = true
            }
        }
        let stuck = waves.all.indices.first {
            isHeld[$0] && !goesOn[$0] && !waves.all[$0].isDone && !waves.all[$0].isMoving
        }
        guard let stuck else { return }
        for index in items.indices {
            guard case .wait(let reason) = items[index].action, reason.code == .waveNotReached,
                let waveIndex = items[index].waveIndex, waveIndex > stuck
            else { continue }
            items[index].action = .hold(reason)
        }
    }

    /// What is done with the candidates of a wave of which nothing can be upgraded; nil: they may be.
    static func blockedAction(_ wave: Waves.Wave) -> Action? {
        // What is scheduled ends by itself, though not in this run.
        block(wave).map { $0.code == .noSlot && wave.isScheduled ? .wait($0) : .hold($0) }
    }

    /// Why nothing of a wave can be upgraded, and will not be without a person's help.
    static func block(_ wave: Waves.Wave) -> Reason? {
        if wave.limit == 0, wave.counted > 0 || wave.leftOut > 0 {
            return Reason(
                .manualGate,
                "the maxUnavailable of the wave '\(wave.policy.name)' is 0: raise it to let the rollout go on")
        }
        guard wave.free == 0, !wave.isMoving else { return nil }
        return Reason(
            .noSlot,
            "\(wave.unavailable) \(wave.unavailable == 1 ? "instance is" : "instances are") unavailable already, and maxUnavailable allows \(wave.limit)"
        )
    }

    /// The instances whose offer a plan has to read: also of those whose turn has not come, because what is offered to
    /// them may already lie beyond what is declared.
    public func offersNeeded(in situation: Situation) -> [InstanceID] {
        let waves = Waves(situation)
        let guards = guards.filter { $0.liftedBy != .turn }
        let needed = zip(situation.fleet.instances, waves.indices)
            .filter { guards.action(for: $0, $1, in: situation, waves: waves).needsOffer }
            .map(\.0.id)
        // What is scheduled lands on what is offered then, and is canceled where that is not declared.
        let scheduled = cancellations(in: situation).filter {
            if case .unread = $0.value.decision { true } else { false }
        }
        return needed + scheduled.keys.sorted()
    }

    /// The plan of a fleet.
    public func plan(_ situation: Situation, project: ProjectID) -> FleetPlan {
        let waves = Waves(situation)
        return plan(situation, project: project, waves, actionsNotInSync(in: situation, waves))
    }

    /// The plan of a fleet of which this is decided already, as `actionsNotInSync` gives it.
    func plan(
        _ situation: Situation, project: ProjectID, _ waves: Waves, _ items: [InstanceAction]
    ) -> FleetPlan {
        let limit = waves.open?.limit ?? waves.all.last?.limit ?? 0
        let decided = decide(items, in: situation, waves, batchSize: max(1, limit))
        var number: [InstanceID: Int] = [:]
        for batch in decided.batches { for id in batch.instances { number[id] = batch.number } }
        var left = decided.items[...]
        return FleetPlan(
            fleet: situation.fleet.name, region: situation.fleet.location.region, project: project,
            rollout: situation.fleet.rollout.name,
            waves: PlannedWave.all(of: waves, in: situation),
            maxUnavailable: limit,
            observedAt: situation.observation.startedAt, isKnown: situation.memory.hasJournal,
            suspended: situation.fleet.isSuspended, paused: situation.pause, nextRunAt: decided.nextRunAt,
            instances: situation.fleet.instances.enumerated().map { position, desired in
                let item = left.first?.position == position ? left.popFirst() : nil
                let observed = situation.observation.instances[desired.id]
                return PlannedInstance(
                    id: desired.id, name: observed?.name ?? desired.name,
                    wave: waves.indices[position].map { waves.all[$0].policy.name },
                    current: observed?.currentText,
                    declared: desired.version,
                    offered: item == nil ? nil : situation.offers[desired.id]?.offered,
                    action: item?.action ?? .none, precheck: situation.memory.prechecks[desired.id]?.result,
                    batch: number[desired.id])
            },
            batches: decided.batches, cancellations: decided.cancellations, prechecks: decided.prechecks,
            dependsOn: PlannedUpstream.all(in: situation), checks: PlannedCheck.ofFleet(waves, situation))
    }

    /// What a plan shows of some instances, and of some together.
    private struct Decided {
        /// Those with which something is done, or will be, in the order of the fleet.
        var items: [InstanceAction]
        var batches: [PlannedBatch]
        var cancellations: [PlannedCancellation]
        var prechecks: [InstanceID]
        var nextRunAt: Date?
    }

    private func decide(
        _ items: [InstanceAction], in situation: Situation, _ waves: Waves, batchSize: Int
    ) -> Decided {
        var items = items
        let cancellations = cancel(in: situation, waves, &items)
        var nextRun = NextRun(situation, waves, guards)
        var timed = items
        for index in timed.indices { timed[index].action = nextRun.timed(items[index]) }
        return Decided(
            items: timed, batches: batches(items, in: situation, size: batchSize), cancellations: cancellations,
            prechecks: prechecks(items, in: situation), nextRunAt: nextRun.date)
    }

    /// Says of the instances whose scheduled upgrades a run cancels that it does. Returns the others.
    private func cancel(
        in situation: Situation, _ waves: Waves, _ items: inout [InstanceAction]
    ) -> [PlannedCancellation] {
        var others: [InstanceID: PlannedCancellation] = [:]
        for (id, (job, decision)) in cancellations(in: situation) {
            guard case .yes(let why, _) = decision else { continue }
            others[id] = PlannedCancellation(
                instance: id, name: situation.observation.instances[id]?.name, job: job,
                message: "its scheduled upgrade (job \(job)) is canceled: \(why)")
        }
        guard !others.isEmpty else { return [] }
        for index in items.indices {
            guard let one = others.removeValue(forKey: items[index].desired.id) else { continue }
            items[index].action = .cancel(Reason(.revoked, one.message))
        }
        // With the rest of what is declared nothing would be done otherwise.
        for (position, desired) in situation.fleet.instances.enumerated() where !others.isEmpty {
            guard let one = others.removeValue(forKey: desired.id) else { continue }
            items.append(
                InstanceAction(
                    position: position, desired: desired, waveIndex: waves.indices[position],
                    action: .cancel(Reason(.revoked, one.message))))
        }
        items.sort { $0.position < $1.position }
        return others.values.sorted { $0.instance < $1.instance }
    }

    /// Those that are upgraded, or would be as far as is known, but for their pre-check.
    private func prechecks(_ actions: [InstanceAction], in situation: Situation) -> [InstanceID] {
        guard situation.fleet.rollout.precheck != .off else { return [] }
        switch situation.purpose {
        case .plan: return actions.filter(\.action.isUpgrade).map(\.desired.id)
        case .run: return actions.filter(\.action.needsPrecheck).map(\.desired.id)
        }
    }

    private func batches(_ actions: [InstanceAction], in situation: Situation, size: Int) -> [PlannedBatch] {
        var groups: [KernelVersion: [InstanceID]] = [:]
        for item in actions {
            guard item.action.isUpgrade, let current = situation.observation.instances[item.desired.id]?.current else {
                continue
            }
            groups[current, default: []].append(item.desired.id)
        }
        var batches: [PlannedBatch] = []
        for (from, ids) in groups.sorted(by: { $0.key < $1.key }) {
            let size = min(size, situation.fleet.rollout.batchLimit(from: from))
            for start in stride(from: 0, to: ids.count, by: size) {
                let members = Array(ids[start..<min(start + size, ids.count)])
                batches.append(PlannedBatch(number: batches.count + 1, from: from, instances: members))
            }
        }
        return batches
    }
}

/// A declared instance and what is done with it.
public struct InstanceAction: Hashable, Sendable {
    /// Its position among the instances of its fleet.
    let position: Int
    /// What is declared.
    public var desired: DesiredInstance
    /// The index of its wave; nil where none takes it.
    let waveIndex: Int?
    /// What is done.
    public var action: Action
}

extension Action {
    var isUpgrade: Bool { if case .upgrade = self { true } else { false } }
    var needsOffer: Bool { reason?.code == .offerNotRead }
    var needsPrecheck: Bool { reason?.code == .precheckNotRead }
    /// Whether its pre-check runs, so that it has a claim on a slot.
    var isPrechecking: Bool { reason?.code == .prechecking }
    /// Whether an instance is upgraded, or would be as far as is known.
    var isCandidate: Bool { isUpgrade || needsOffer || needsPrecheck || isPrechecking }
}
