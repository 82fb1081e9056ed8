public import Fleet
public import FoundationEssentials
public import Planning
import Synchronization

/// A journal that is gone when the process ends: for tests, and where nothing may be written.
public final class InMemoryJournal: JournalStore {
    fileprivate struct State {
        var fleetStates: [FleetKey: FleetState] = [:]
        var runs: [RunRecord] = []
        /// The number of the latest run.
        var latest: Int64 = 0
        var marks: [RunID: ClockMark] = [:]
        /// The runs whose revisions were accepted.
        var accepted: Set<RunID> = []
        /// The instances that each fleet declared last.
        var declared: [FleetKey: Set<InstanceID>] = [:]
        var interventions: [Intervention] = []
        /// The runs that hold leases.
        var leases: [FleetKey: RunID] = [:]
        /// Every upgrade that was requested, in that order.
        var upgrades: [Upgrade] = []
        /// The indices of those that have not ended, by fleet and instance.
        var open: [FleetKey: [InstanceID: Int]] = [:]
        /// What each run evaluated, in that order.
        var evaluations: [RunID: [RunEvaluation]] = [:]
    }

    fileprivate struct Upgrade {
        var fleet: FleetKey
        /// Whether it was left to the instance's maintenance window.
        var delay: Bool
        /// The run that requested it; nil: none did.
        var run: RunID?
        var record: UpgradeRecord
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
            for (_, ids, other) in state.holders(of: instances, besides: fleet) { fleetState.adopt(ids, from: other) }
            return fleetState
        }
    }

    /// Moves what is remembered of these instances.
    public func adopt(_ instances: Set<InstanceID>, into fleet: FleetKey, at clock: ClockReading) {
        state.withLock { state in
            for (key, ids, other) in state.holders(of: instances, besides: fleet) {
                for id in ids { state.moveRecord(of: id, from: key, to: fleet) }
                state.fleetStates[fleet, default: FleetState()].adopt(ids, from: other)
                state.fleetStates[key]?.release(ids)
                if clock.setting(since: state.mark(of: key)) != nil {
                    state.apply(.clockSet(at: clock.now), fleet, nil)
                }
            }
        }
    }

    /// Folds the entries in and keeps the records of the run's upgrades up to date.
    public func append(_ entries: [JournalEntry], to fleet: FleetKey, run: RunID?) throws(JournalError) {
        if entries.isEmpty { return }
        let failure = state.withLock { state -> JournalError? in
            if let failure = run.flatMap({ state.leaseLost(fleet, $0) }) { return failure }
            for entry in entries { state.apply(entry, fleet, run) }
            return nil
        }
        if let failure { throw failure }
    }

    /// Without the lease of that fleet.
    public func append(_ evaluations: [Evaluation], of upstream: FleetKey, by run: RunID) {
        state.withLock { $0.apply(.evaluated(evaluations), upstream, run) }
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

    /// Those of other fleets.
    public func intents(
        of instances: Set<InstanceID>, besides fleet: FleetKey, since: Date
    ) -> [InstanceID: Date] {
        state.withLock { state in
            let others = state.upgrades.filter {
                $0.fleet != fleet && $0.record.sentAt > since && instances.contains($0.record.instance)
            }.map(\.record)
            return Dictionary(others.map { ($0.instance, $0.sentAt) }, uniquingKeysWith: { max($0, $1) })
        }
    }

    /// Those that took some time.
    public func completedDurations(of fleet: FleetKey, limit: Int) -> [Duration] {
        state.withLock { state in
            let completed = state.upgrades.enumerated().compactMap { index, upgrade -> (Date, Int, Duration)? in
                guard upgrade.fleet == fleet, !upgrade.delay, upgrade.record.outcome == "completed",
                    let end = upgrade.record.endedAt, end > upgrade.record.sentAt
                else { return nil }
                let length = (end.timeIntervalSince(upgrade.record.sentAt) * 1000).rounded()
                return (end, index, .milliseconds(length))
            }
            return completed.sorted { ($0.0, $0.1) > ($1.0, $1.1) }.prefix(max(limit, 0)).map(\.2)
        }
    }

    /// Numbers the run.
    public func lease(for run: RunStart) throws(LeaseError) -> any FleetLease {
        let id = state.withLock { state -> Result<RunID, LeaseError> in
            if let holder = state.leases[run.fleet] {
                return .failure(.held(run.fleet, by: state.runs.first { $0.id == holder }.map { Holder($0.start) }))
            }
            state.latest += 1
            let id = RunID(number: state.latest)
            state.runs.append(RunRecord(id: id, start: run))
            state.leases[run.fleet] = id
            return .success(id)
        }
        return InMemoryLease(fleet: run.fleet, run: try id.get(), journal: self)
    }

    fileprivate func release(_ fleet: FleetKey, _ run: RunID) {
        state.withLock { if $0.leases[fleet] == run { $0.leases[fleet] = nil } }
    }

    /// That of the latest run that has one.
    public func clockMark(of fleet: FleetKey) -> ClockMark? {
        state.withLock { $0.mark(of: fleet) }
    }

    /// Keeps it for the run.
    public func remember(_ mark: ClockMark, of run: RunID) { state.withLock { $0.marks[run] = mark } }

    /// Those of the latest runs that were accepted.
    public func acceptedRevisions(of fleet: FleetKey, declaring instances: Set<InstanceID>) -> [AcceptedRevision] {
        state.withLock { $0.acceptedRevisions(of: fleet, declaring: instances) }
    }

    /// Keeps the run's id.
    public func acceptRevision(
        of run: RunID, declaring instances: Set<InstanceID>, after checked: [AcceptedRevision]?
    ) -> Bool {
        state.withLock { state in
            guard let fleet = state.runs.first(where: { $0.id == run })?.start.fleet else { return true }
            if let checked, checked != state.acceptedRevisions(of: fleet, declaring: instances) { return false }
            state.accepted.insert(run)
            for other in state.others(of: fleet) { state.declared[other]?.subtract(instances) }
            state.declared[fleet, default: []].formUnion(instances)
            return true
        }
    }

    /// Closes the record of the run.
    public func complete(_ run: RunID, _ completion: RunCompletion) {
        state.withLock { state in
            if let index = state.runs.firstIndex(where: { $0.id == run }) { state.runs[index].completion = completion }
        }
    }

    /// The latest records, the newest first.
    public func runs(ofFleetsNamed name: String?, limit: Int) -> [RunRecord] {
        state.withLock { state in
            let named = state.runs.reversed().filter { name == nil || $0.start.fleet.name == name }
            return state.withUpgrades(named.prefix(max(limit, 0)))
        }
    }

    /// Of the fleet's own records.
    public func overview(of fleet: FleetKey, endings limit: Int) -> RunOverview {
        state.withLock { state in
            let runs = state.runs.filter { $0.start.fleet == fleet }
            let all = runs.compactMap(\.completion)
            let changes = all.indices.filter { $0 == 0 || all[$0].result != all[$0 - 1].result }
            let ended = changes.reversed().map { all[$0] }
            var latest = runs.last
            if let id = latest?.id {
                latest?.upgrades = state.upgrades.filter { $0.run == id }.map(\.record)
                latest?.evaluations = state.evaluations[id] ?? []
            }
            let holder = state.leases[fleet].map { id in runs.first { $0.id == id }.map { Holder($0.start) } }
            return RunOverview(
                latest: latest, endings: Array(ended.prefix(max(limit, 0))), hasAllEndings: ended.count <= limit,
                lease: holder.map { .held(by: $0) } ?? .free)
        }
    }

    /// Those of the plan, the oldest first.
    public func runs(applyingPlan digest: String) -> [RunRecord] {
        state.withLock { state in state.withUpgrades(state.runs.filter { $0.start.planDigest == digest }) }
    }

    /// Forgets all at once.
    @discardableResult
    public func prune(_ fleet: FleetKey, _ retention: Retention, at now: Date) -> Int {
        state.withLock { $0.prune(fleet, retention, at: now) }
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
    public func confirm(_ run: RunID, of fleet: FleetKey) throws(JournalError) {
        if let failure = state.withLock({ $0.leaseLost(fleet, run) }) { throw failure }
    }
}

extension InMemoryJournal.State {
    /// Of the latest runs that were accepted.
    fileprivate func acceptedRevisions(
        of fleet: FleetKey, declaring instances: Set<InstanceID>
    ) -> [AcceptedRevision] {
        let others = others(of: fleet).filter { declared[$0]?.isDisjoint(with: instances) == false }
        return ([fleet] + others.sorted()).compactMap { fleet in
            runs.last { $0.start.fleet == fleet && accepted.contains($0.id) }
                .map { AcceptedRevision(fleet: fleet, revision: $0.start.revision) }
        }
    }

    /// The other fleets of the location that have declared something.
    fileprivate func others(of fleet: FleetKey) -> [FleetKey] {
        declared.keys.filter { $0.isNeighbour(of: fleet) }
    }

    /// The other fleets of the location that hold something of these instances, in their order, and of which.
    fileprivate func holders(
        of instances: Set<InstanceID>, besides fleet: FleetKey
    ) -> [(FleetKey, Set<InstanceID>, FleetState)] {
        fleetStates.filter { $0.key.isNeighbour(of: fleet) }.sorted { $0.key < $1.key }
            .map { ($0.key, $0.value.instances.intersection(instances), $0.value) }.filter { !$0.1.isEmpty }
    }

    /// The runs with what each requested.
    fileprivate func withUpgrades(_ runs: some Sequence<RunRecord>) -> [RunRecord] {
        let upgrades = Dictionary(grouping: upgrades, by: \.run)
        return runs.map { run in
            var run = run
            run.upgrades = upgrades[run.id, default: []].map(\.record)
            run.evaluations = evaluations[run.id] ?? []
            return run
        }
    }

    /// Why a run may write nothing more; nil: it may.
    fileprivate func leaseLost(_ fleet: FleetKey, _ run: RunID) -> JournalError? {
        let latest = runs.last { $0.start.fleet == fleet }
        if let latest, latest.id == run, latest.completion == nil { return nil }
        return .leaseLost(fleet, run, to: latest?.id == run ? nil : latest?.id)
    }

    fileprivate mutating func prune(_ fleet: FleetKey, _ retention: Retention, at now: Date) -> Int {
        let own = runs.filter { $0.start.fleet == fleet }
        let (requesting, limit) = (Set(upgrades.compactMap(\.run)), retention.limit(at: now))
        var needed = Set(upgrades.filter { $0.record.outcome == nil }.compactMap(\.run))
        for last in [own.last { accepted.contains($0.id) }, own.last { marks[$0.id] != nil }] {
            if let last { needed.insert(last.id) }
        }
        let forgotten = own.dropLast(retention.runs).filter { run in
            let isEmpty = run.start.planDigest == nil && !requesting.contains(run.id)
            return (isEmpty || run.start.startedAt < limit) && !needed.contains(run.id)
        }
        let ids = Set(forgotten.map(\.id))
        guard !ids.isEmpty else { return 0 }
        runs.removeAll { ids.contains($0.id) }
        upgrades.removeAll { $0.run.map(ids.contains) ?? false }
        for id in ids { evaluations[id] = nil }
        open = [:]
        for (index, upgrade) in upgrades.enumerated() where upgrade.record.outcome == nil {
            open[upgrade.fleet, default: [:]][upgrade.record.instance] = index
        }
        return ids.count
    }

    fileprivate func mark(of fleet: FleetKey) -> ClockMark? {
        runs.last { $0.start.fleet == fleet && marks[$0.id] != nil }.flatMap { marks[$0.id] }
    }

    fileprivate mutating func apply(_ entry: JournalEntry, _ fleet: FleetKey, _ run: RunID?) {
        if case .evaluated(let new) = entry, let run {
            let own = runs.first { $0.id == run }?.start.fleet.name
            evaluations[run, default: []] += new.map {
                RunEvaluation($0, upstream: own == fleet.name ? nil : fleet.name)
            }
        }
        for change in fleetStates[fleet, default: FleetState()].apply(entry) { record(change, fleet, run) }
    }

    /// Brings the record of an upgrade up to date.
    private mutating func record(_ change: UpgradeChange, _ fleet: FleetKey, _ run: RunID?) {
        switch change {
        case .opened(let id, let submission):
            open[fleet, default: [:]][id] = upgrades.count
            upgrades.append(
                .init(fleet: fleet, delay: submission.delay, run: run, record: UpgradeRecord(id, submission)))
        case .updated(let id, let submission):
            self.change(id, fleet) { $0 = UpgradeRecord(id, submission) }
        case .concluded(let id, let outcome, let date):
            self.change(id, fleet) {
                ($0.outcome, $0.detail) = outcome.stored
                $0.endedAt = date
            }
            open[fleet]?[id] = nil
        case .replaced(let id): self.change(id, fleet) { $0.outcome = UpgradeRecord.replaced }
        }
    }

    /// Before the fleet states are changed: of an instance that both fleets have, the new one's stays.
    fileprivate mutating func moveRecord(of id: InstanceID, from old: FleetKey, to new: FleetKey) {
        if open[new]?[id] != nil { change(id, old) { $0.outcome = UpgradeRecord.replaced } }
        guard let index = open[old]?.removeValue(forKey: id), open[new]?[id] == nil else { return }
        upgrades[index].fleet = new
        open[new, default: [:]][id] = index
    }

    private mutating func change(_ id: InstanceID, _ fleet: FleetKey, _ body: (inout UpgradeRecord) -> Void) {
        if let index = open[fleet]?[id] { body(&upgrades[index].record) }
    }
}

/// A lease within the process.
private final class InMemoryLease: FleetLease {
    let fleet: FleetKey
    let run: RunID
    private let journal: InMemoryJournal

    init(fleet: FleetKey, run: RunID, journal: InMemoryJournal) {
        (self.fleet, self.run, self.journal) = (fleet, run, journal)
    }

    deinit { release() }

    func release() { journal.release(fleet, run) }
}
