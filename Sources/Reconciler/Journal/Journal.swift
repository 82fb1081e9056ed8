public import Fleet
public import FoundationEssentials
public import Planning

/// What is remembered from run to run, by whichever means: each fleet's entries, and the runs that made them.
///
/// A run takes the fleet's `FleetLock`, begins, loads the fleet state and the others' off-target upgrades, appends
/// entries before it does what follows from them, and ends. `complete` is never called for a run that was killed.
///
/// The functions block until the store has answered: a few milliseconds for what is written, and in the worst case the
/// store's time-out. Entries come a handful per batch, so callers wait in place and need no thread of their own.
public protocol Journal: Sendable {
    /// What is remembered of a fleet: its entries, folded in their order. Empty for a fleet that is not known.
    func fleetState(of fleet: FleetKey) throws(JournalError) -> FleetState

    /// The same as it will be once the fleet has adopted these instances, which it declares.
    func fleetState(of fleet: FleetKey, declaring instances: Set<InstanceID>) throws(JournalError) -> FleetState

    /// Gives a fleet what is remembered of these instances, which it declares now, by other fleets of its region and
    /// project: open submissions, failures, off-target upgrades, lost answers and acknowledgements belong to the
    /// instance. Soaks and the rest of the fleet's own state stay.
    func adopt(_ instances: Set<InstanceID>, into fleet: FleetKey) throws(JournalError)

    /// Remembers entries, all of them or none. They are durable when it returns: only then may an intent's call leave.
    /// `run` is the run that makes them; nil where a person acts outside any run, as `retry` does.
    ///
    /// Dates are kept to the millisecond.
    func append(_ entries: [Entry], to fleet: FleetKey, run: RunID?) throws(JournalError)

    /// Unacknowledged off-target upgrades of all other fleets, in every region and project, which were on their way to
    /// one of these versions: rollouts that declare one of them stop. In the order of fleets and instances.
    func offTargetUpgrades(declaring versions: Set<KernelVersion>, besides fleet: FleetKey) throws(JournalError)
        -> [OffTargetElsewhere]

    /// When fleets other than this one last requested upgrades, by instance, as far as that was after a time.
    func intents(besides fleet: FleetKey, since: Date) throws(JournalError) -> [InstanceID: Date]

    /// Remembers that a run has begun.
    func begin(_ run: RunStart) throws(JournalError) -> RunID

    /// How the machine's clock stood in the last run of the fleet that knew it; nil: none did.
    func clockMark(of fleet: FleetKey) throws(JournalError) -> ClockMark?

    /// Remembers how the machine's clock stands in a run.
    func remember(_ mark: ClockMark, of run: RunID) throws(JournalError)

    /// Remembers how a run has ended. Does nothing for a run that is not known.
    func complete(_ run: RunID, _ completion: RunCompletion) throws(JournalError)

    /// The latest runs, of the fleets of that name or of all, the newest first, each with the upgrades it requested.
    func runs(ofFleetsNamed name: String?, limit: Int) throws(JournalError) -> [RunRecord]

    /// Remembers what a person did, all of it or none.
    func append(_ interventions: [Intervention]) throws(JournalError)

    /// The latest interventions, about the fleets of that name or about any, the newest first. Those about all fleets
    /// are about each.
    func interventions(ofFleetsNamed name: String?, limit: Int) throws(JournalError) -> [Intervention]

    /// Every pause and every resumption, in the order in which they were made.
    func pausesAndResumptions() throws(JournalError) -> [Intervention]

    /// The fleets that the journal knows, in their order.
    func fleets() throws(JournalError) -> [FleetKey]

    /// Throws where what is remembered now would be lost with this process, such as when its file was deleted. Asked
    /// before each request.
    func confirm() throws(JournalError)
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
