public import Fleet
public import FoundationEssentials
public import Planning

/// What is remembered from run to run, by whichever means: each fleet's entries, and the runs that made them. Every
/// store passes `JournalContractTests`.
///
/// A run takes the fleet's lease, with which it begins, loads the fleet state and the others' off-target upgrades,
/// appends entries before it does what follows from them, and completes. `complete` is never called for a run that was
/// killed. The functions go on where the task is cancelled: a stopped run still remembers what it learns.
public protocol JournalStore: Sendable {
    /// What is remembered of a fleet: its entries, folded in their order. Empty for a fleet that is not known.
    func fleetState(of fleet: FleetKey) async throws(JournalError) -> FleetState

    /// The same as it will be once the fleet has adopted these instances, which it declares.
    func fleetState(of fleet: FleetKey, declaring instances: Set<InstanceID>) async throws(JournalError) -> FleetState

    /// Gives a fleet what is remembered of these instances, which it declares now, by other fleets of its region and
    /// project: open submissions, failures, off-target upgrades, lost answers and acknowledgements belong to the
    /// instance. Soaks and the rest of the fleet's own state stay.
    ///
    /// Where the machine's clock was set since the last run of such a fleet, the times that come from it tell nothing
    /// about how long ago something was: then all waiting times count from the present.
    func adopt(_ instances: Set<InstanceID>, into fleet: FleetKey, at clock: ClockReading) async throws(JournalError)

    /// Remembers entries, all of them or none. They are durable when it returns: only then may an intent's call leave.
    /// `run` is the run that makes them; nil where a person acts outside any run, as `retry` does. Throws `.leaseLost`
    /// where that run does not hold the fleet's lease any more.
    ///
    /// Dates are kept to the millisecond.
    func append(_ entries: [JournalEntry], to fleet: FleetKey, run: RunID?) async throws(JournalError)

    /// Remembers what a run found out by evaluating checks of a fleet that its own fleet follows; that fleet's own run may
    /// be under way.
    func append(_ evaluations: [Evaluation], of upstream: FleetKey, by run: RunID) async throws(JournalError)

    /// Unacknowledged off-target upgrades of all other fleets, in every region and project, which were on their way to
    /// one of these versions: rollouts that declare one of them stop. In the order of fleets and instances.
    func offTargetUpgrades(declaring versions: Set<KernelVersion>, besides fleet: FleetKey) async throws(JournalError)
        -> [OffTargetElsewhere]

    /// When fleets other than this one last requested upgrades of these instances, as far as that was after a time.
    func intents(
        of instances: Set<InstanceID>, besides fleet: FleetKey, since: Date
    ) async throws(JournalError) -> [InstanceID: Date]

    /// How long the latest completed upgrades of a fleet took, from the request until the end was seen, the newest
    /// first. Those that waited for a maintenance window are left out, and so is what took no time by a clock that was
    /// set.
    func completedDurations(of fleet: FleetKey, limit: Int) async throws(JournalError) -> [Duration]

    /// Takes the lease of the run's fleet, and remembers that the run has begun. Throws `.held` at once where another
    /// run has it, and `.unusable` where that cannot be found out.
    func lease(for run: RunStart) async throws(LeaseError) -> any FleetLease

    /// How the machine's clock stood in the last run of the fleet that knew it; nil: none did.
    func clockMark(of fleet: FleetKey) async throws(JournalError) -> ClockMark?

    /// Remembers how the machine's clock stands in a run.
    func remember(_ mark: ClockMark, of run: RunID) async throws(JournalError)

    /// The revisions that a run of a fleet with these instances has to follow: that of the fleet's latest run whose
    /// revision was accepted, and those of other fleets of its region and project which declared one of the instances
    /// last, in the order of their names.
    func acceptedRevisions(
        of fleet: FleetKey, declaring instances: Set<InstanceID>
    ) async throws(JournalError) -> [AcceptedRevision]

    /// Remembers that the revision of a run may be applied, and that its fleet declares these instances: a later run has
    /// to follow it. `checked`: what it was found to follow; where that has changed since, nothing is remembered, and
    /// the answer is false. nil: it need follow nothing.
    func acceptRevision(
        of run: RunID, declaring instances: Set<InstanceID>, after checked: [AcceptedRevision]?
    ) async throws(JournalError) -> Bool

    /// Remembers how a run has ended. Does nothing for a run that is not known.
    func complete(_ run: RunID, _ completion: RunCompletion) async throws(JournalError)

    /// The latest runs, of the fleets of that name or of all, the newest first, each with the upgrades it requested.
    func runs(ofFleetsNamed name: String?, limit: Int) async throws(JournalError) -> [RunRecord]

    /// The latest run of a fleet, when the results of its runs changed, the latest `limit` times, and whether a run has
    /// its lease now. Takes and changes nothing.
    func overview(of fleet: FleetKey, endings limit: Int) async throws(JournalError) -> RunOverview

    /// The runs that applied the saved plan of this digest, the oldest first, each with the upgrades it requested.
    func runs(applyingPlan digest: String) async throws(JournalError) -> [RunRecord]

    /// Forgets the oldest runs of a fleet that the retention does not keep, with the upgrades that they requested, as
    /// many as take a moment; the next call goes on. Returns how many went.
    ///
    /// What a run may still need stays: every fleet's state and interventions, the latest run and those with open
    /// upgrades, the revision that was accepted last, and how the clock stood.
    @discardableResult
    func prune(_ fleet: FleetKey, _ retention: Retention, at now: Date) async throws(JournalError) -> Int

    /// Remembers what a person did, all of it or none.
    func append(_ interventions: [Intervention]) async throws(JournalError)

    /// The latest interventions, about the fleets of that name or about any, the newest first. Those about all fleets
    /// are about each.
    func interventions(ofFleetsNamed name: String?, limit: Int) async throws(JournalError) -> [Intervention]

    /// Every pause and every resumption, in the order in which they were made.
    func pausesAndResumptions() async throws(JournalError) -> [Intervention]

    /// The fleets that the journal knows, in their order.
    func fleets() async throws(JournalError) -> [FleetKey]

    /// Throws where what is remembered now would be lost with this process, such as when its file was deleted, and
    /// `.leaseLost` where the run does not hold the fleet's lease any more. Asked before each request.
    func confirm(_ run: RunID, of fleet: FleetKey) async throws(JournalError)
}

/// An off-target upgrade of another fleet.
public struct OffTargetElsewhere: Hashable, Sendable {
    /// The fleet.
    public var fleet: FleetKey
    /// The instance.
    public var instance: InstanceID
    /// Where it was to go and where it went.
    public var upgrade: OffTargetUpgrade

    /// An off-target upgrade.
    public init(fleet: FleetKey, instance: InstanceID, upgrade: OffTargetUpgrade) {
        (self.fleet, self.instance, self.upgrade) = (fleet, instance, upgrade)
    }
}
