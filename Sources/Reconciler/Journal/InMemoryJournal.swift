public import Fleet
public import FoundationEssentials
public import Planning
import Synchronization

/// A journal that is gone when the process ends: for tests, and where nothing may be written. It never throws.
public final class InMemoryJournal: Journal {
    fileprivate struct State {
        var fleetStates: [FleetKey: FleetState] = [:]
        var runs: [RunRecord] = []
        var marks: [RunID: ClockMark] = [:]
        var interventions: [Intervention] = []
        /// Where the record of an upgrade that has not ended is: a run's index, and the upgrade's in it.
        var open: [FleetKey: [InstanceID: (run: Int, upgrade: Int)]] = [:]
    }

    private let state = Mutex(State())

    /// An empty journal.
    public init() {}

    /// What was appended for the fleet, folded.
    public func fleetState(of fleet: FleetKey) -> FleetState {
        state.withLock { $0.fleetStates[fleet] ?? FleetState() }
    }

    /// With what other fleets of the location remember of these instances.
    public func fleetState(of fleet: FleetKey, declaring instances: Set<InstanceID>) -> FleetState {
        state.withLock { state in
            var fleetState = state.fleetStates[fleet] ?? FleetState()
            for (_, other) in state.others(of: fleet) { fleetState.adopt(instances, from: other) }
            return fleetState
        }
    }

    /// Moves what is remembered of these instances.
    public func adopt(_ instances: Set<InstanceID>, into fleet: FleetKey) {
        state.withLock { state in
            for (key, other) in state.others(of: fleet) {
                state.fleetStates[fleet, default: FleetState()].adopt(instances, from: other)
                state.fleetStates[key]?.release(instances)
                for id in instances {
                    if let position = state.open[key]?.removeValue(forKey: id) {
                        state.open[fleet, default: [:]][id] = position
                    }
                }
            }
        }
    }

    /// Folds the entries in and keeps the records of the run's upgrades up to date.
    public func append(_ entries: [Entry], to fleet: FleetKey, run: RunID?) {
        state.withLock { state in
            for entry in entries {
                state.record(entry, fleet, run)
                state.fleetStates[fleet, default: FleetState()].apply(entry)
            }
        }
    }

    /// Those of other fleets.
    public func offTargetUpgrades(declaring versions: Set<KernelVersion>, besides fleet: FleetKey)
        -> [OffTargetElsewhere]
    {
        state.withLock { state in
            state.fleetStates.filter { $0.key != fleet }.sorted { $0.key < $1.key }.flatMap { fleet, fleetState in
                fleetState.offTarget.filter { versions.contains($0.value.declared) }.sorted { $0.key < $1.key }
                    .map { OffTargetElsewhere(fleet: fleet, instance: $0.key, upgrade: $0.value) }
            }
        }
    }

    /// Those of the runs of other fleets.
    public func intents(besides fleet: FleetKey, since: Date) -> [InstanceID: Date] {
        state.withLock { state in
            let others = state.runs.filter { $0.start.fleet != fleet }.flatMap(\.upgrades).filter { $0.sentAt > since }
            return Dictionary(others.map { ($0.instance, $0.sentAt) }, uniquingKeysWith: { max($0, $1) })
        }
    }

    /// Numbers the run.
    public func begin(_ run: RunStart) -> RunID {
        state.withLock { state in
            let id = RunID(number: Int64(state.runs.count + 1))
            state.runs.append(RunRecord(id: id, start: run))
            return id
        }
    }

    /// That of the latest run that has one.
    public func clockMark(of fleet: FleetKey) -> ClockMark? {
        state.withLock { state in
            state.runs.last { $0.start.fleet == fleet && state.marks[$0.id] != nil }.flatMap { state.marks[$0.id] }
        }
    }

    /// Keeps it for the run.
    public func remember(_ mark: ClockMark, of run: RunID) { state.withLock { $0.marks[run] = mark } }

    /// Closes the record of the run.
    public func complete(_ run: RunID, _ completion: RunCompletion) {
        state.withLock { state in
            if let index = state.runs.firstIndex(where: { $0.id == run }) { state.runs[index].completion = completion }
        }
    }

    /// The latest records, the newest first.
    public func runs(ofFleetsNamed name: String?, limit: Int) -> [RunRecord] {
        state.withLock { state in
            Array(state.runs.reversed().filter { name == nil || $0.start.fleet.name == name }.prefix(max(limit, 0)))
        }
    }

    /// Keeps them.
    public func append(_ interventions: [Intervention]) {
        state.withLock { $0.interventions += interventions }
    }

    /// The latest, the newest first.
    public func interventions(ofFleetsNamed name: String?, limit: Int) -> [Intervention] {
        state.withLock { state in
            let about = state.interventions.reversed().filter { name == nil || $0.fleet == nil || $0.fleet == name }
            return Array(about.prefix(max(limit, 0)))
        }
    }

    /// All of them but `retry`.
    public func pausesAndResumptions() -> [Intervention] {
        state.withLock { $0.interventions.filter { $0.kind != .retry } }
    }

    /// Those that have entries or runs.
    public func fleets() -> [FleetKey] {
        state.withLock { Set($0.fleetStates.keys).union($0.runs.map(\.start.fleet)).sorted() }
    }

    /// It has no file.
    public func confirm() {}
}

extension InMemoryJournal.State {
    /// The other fleets of the location, in their order.
    fileprivate func others(of fleet: FleetKey) -> [(FleetKey, FleetState)] {
        fleetStates.filter { $0.key != fleet && $0.key.region == fleet.region && $0.key.project == fleet.project }
            .sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Brings the record of an upgrade up to date, before the fleet state takes the entry in.
    fileprivate mutating func record(_ entry: Entry, _ fleet: FleetKey, _ run: RunID?) {
        let submissions = fleetStates[fleet]?.submissions ?? [:]
        switch entry {
        case .intended(let id, let submission):
            change(id, fleet) { $0.outcome = UpgradeRecord.replaced }
            let index = runs.firstIndex { $0.id == run }
            open[fleet, default: [:]][id] = index.map { ($0, runs[$0].upgrades.count) }
            if let index { runs[index].upgrades.append(UpgradeRecord(id, submission)) }
        case .updated(let id, let submission):
            guard submissions[id]?.sentAt == submission.sentAt else { return }
            change(id, fleet) { $0 = UpgradeRecord(id, submission) }
        case .concluded(let id, let sentAt, let outcome, let date):
            guard submissions[id]?.sentAt == sentAt else { return }
            change(id, fleet) {
                ($0.outcome, $0.detail) = outcome.stored
                $0.endedAt = date
            }
            open[fleet]?[id] = nil
        case .seen, .found, .cameToRest, .leftRest, .clockSet, .acknowledged: break
        }
    }

    private mutating func change(_ id: InstanceID, _ fleet: FleetKey, _ body: (inout UpgradeRecord) -> Void) {
        if let position = open[fleet]?[id] { body(&runs[position.run].upgrades[position.upgrade]) }
    }
}
