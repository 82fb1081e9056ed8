/// The right of one run to write for a fleet: one run at a time has it, among all that share the store.
///
/// It goes with its holder, however that dies. Where it is lost before, as when the files of the locks are deleted, the
/// run's id serves as a fencing token: the store takes entries of the fleet's latest run only, until that has ended.
public protocol FleetLease: Sendable {
    /// The fleet.
    var fleet: FleetKey { get }
    /// The run that has it; its id is the fencing token.
    var run: RunID { get }
    /// Gives the lease back. A second time does nothing.
    func release() async
}
