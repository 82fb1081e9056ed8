/// The revision that was applied to a fleet last.
public struct AcceptedRevision: Hashable, Sendable {
    /// The fleet.
    public var fleet: FleetKey
    /// The revision, as `ref@oid`.
    public var revision: String

    /// A revision that was applied to a fleet.
    public init(fleet: FleetKey, revision: String) { (self.fleet, self.revision) = (fleet, revision) }
}
