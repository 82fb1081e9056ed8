import Fleet
import FoundationEssentials
public import Journal

/// The JSON answer of `pause` and `resume`.
public struct InterventionDocument: Encodable {
    var schemaVersion = 1
    var interventions: [Item]

    struct Item: Encodable {
        var kind: String
        /// Nil: all fleets.
        var fleet: String?
        var user, host: String
        var job: String?
        var at: Date
        var reason: String?
        var until: Date?
        var cancelsScheduled: Bool
        /// Those that a retry named, or else those of the fleet that it covered.
        var instances: [InstanceID]?
        /// The check that a retry lets pass once; nil: it was about failures.
        var check: String?

        init(_ one: Intervention) {
            kind = one.kind.rawValue
            fleet = one.fleet
            (user, host, job) = (one.by.user, one.by.host, one.by.job)
            (at, reason, until, cancelsScheduled) = (one.at, one.reason, one.until, one.cancelsScheduled)
            (instances, check) = (one.instances, one.check)
        }
    }

    /// Of what a person did.
    public init(_ interventions: [Intervention]) { self.interventions = interventions.map(Item.init) }
}
