import FoundationEssentials
import Fleet

/// The waves, the decisions and the candidates of a fleet as a run knows them, kept from step to step: what a step
/// changes costs what it changes, and what is in sync and at rest is not looked at again.
///
/// A decision is made again when something of its instance may have changed (``suspect(_:)``), when a time comes at which
/// it may (``Situation/expiry(of:_:)``), or when something changes that many depend on (``SharedFacts``). To make one again
/// that has not changed does no harm. `Planner.actions` and `Waves.init` say the same, counted from nothing; the
/// simulation compares the two after each step.
struct DecisionCache: Sendable {
    /// What is kept of an instance that is not in sync.
    struct Entry: Hashable, Sendable {
        var action: Action
        var candidate: Candidate?
    }

    let fleet: DesiredFleet
    let planner: Planner
    /// The wave of each instance, by its position.
    let waveIndices: [Int?]
    /// What its checks ask.
    let checkDefinitions: CheckDefinitions
    /// The place of each position in the order of ids; nil: they are the same.
    let ranks: [Int]?
    /// The positions of the instances; made when they are first needed, because a run that finds nothing to do needs none.
    private var positions: [InstanceID: Int]?

    /// Those of which something may have changed; nil: all.
    var suspects: PositionSet?
    /// When the decisions were last made.
    var refreshedAt = Date.distantPast
    var expiries = Expiries()
    /// Of each instance, by its position.
    var shares: [WaveShare] = []
    /// Of each wave.
    var waveTallies: [WaveTally] = []
    /// Those of which an upgrade failed.
    var failed = PositionSet()
    /// What is decided of the instances that are not in sync.
    var entries: [Int: Entry] = [:]
    /// Those whose offers are read again after the next observation.
    var offersLater = PositionSet()
    /// Of each wave, and at last of what none takes.
    var actionTallies: [ActionTally] = []
    /// Those that the run has requested, and how many of each wave they are.
    var isRequested = PositionSet()
    var requested: [Int] = []
    var book = CandidateBook(waves: 0)
    var shared: SharedFacts?
    /// The waves; nil before anything was decided.
    var waves: Waves?
    /// What the decisions come to.
    var standing = FleetStanding()
    /// How often what an instance adds to its wave was counted, and how often one was decided about.
    var visitCount = 0
    var decisionCount = 0

    init(_ fleet: DesiredFleet, _ planner: Planner) {
        (self.fleet, self.planner, waveIndices) = (fleet, planner, fleet.waveIndices)
        checkDefinitions = CheckDefinitions(fleet, waveIndices)
        let instances = fleet.instances
        let isSorted = zip(instances, instances.dropFirst()).allSatisfy { $0.id < $1.id }
        if isSorted {
            ranks = nil
        } else {
            var ranks = Array(repeating: 0, count: instances.count)
            let order = instances.indices.sorted { instances[$0].id < instances[$1].id }
            for (rank, position) in order.enumerated() { ranks[position] = rank }
            self.ranks = ranks
        }
    }

    /// The position of an instance in its fleet; nil: the fleet does not declare it.
    mutating func position(of id: InstanceID) -> Int? {
        if let positions { return positions[id] }
        let made = Dictionary(
            fleet.instances.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
        positions = made
        return made[id]
    }

    /// What is declared of an instance; nil: nothing.
    mutating func desired(_ id: InstanceID) -> DesiredInstance? { position(of: id).map { fleet.instances[$0] } }

    /// Something of these may have changed.
    mutating func suspect(_ ids: some Sequence<InstanceID>) {
        guard suspects != nil else { return }
        for id in ids {
            if let position = position(of: id) { suspects?.insert(position) }
        }
    }

    /// Anything may have changed.
    mutating func suspectAll() { suspects = nil }

    /// Whether something of a wave waits for a check that is to be evaluated before.
    func awaitsChecks(ofWave index: Int) -> Bool { actionTallies[index].unevaluated > 0 }

    func rank(of position: Int) -> Int { ranks?[position] ?? position }
}
