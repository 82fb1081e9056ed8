public import FoundationEssentials

/// The answer of `GET /_audit`, which needs no authentication: what was asked, and what is true.
///
/// As JSON its keys are those below and its times are seconds since 1970:
///
///     {"calls": {"list": 3, "offer": 2, "upgrade": 1}, "unauthorised": 0, "largestBatch": 2, "inFlight": 0,
///      "mostInFlight": 2, "upgrades": [{"time": 1700000000, "call": "batch", "delay": false, "outcome": "accepted",
///      "members": [{"instance": "…in07", "currentVersion": "2.0.72.260100", "version": "2.0.72.260100",
///      "offered": "2.0.75.260400", "job": "…", "landedOn": "2.0.75.260400"}]}],
///      "instances": [{"id": "…in07", "name": "orders-0001", "version": "2.0.75.260400", "history": […],
///      "requests": 1, "accepted": 1, "offersAsked": 1, "violations": []}]}
///
/// `GET /_audit/calls` answers the log of the last 200,000 calls, an array of ``CallEntry``.
public struct AuditReport: Codable, Hashable, Sendable {
    /// How many calls of each kind were made, by the names of ``CloudCall``; kinds that were not made are left out.
    public let calls: [String: Int]
    /// How many calls were answered 401.
    public let unauthorised: Int
    /// The most instances that one batch has named.
    public let largestBatch: Int
    /// How many upgrades are in flight.
    public let inFlight: Int
    /// The most upgrades that have been in flight at once.
    public let mostInFlight: Int
    /// Every upgrade request, in order.
    public let upgrades: [UpgradeRecord]
    /// Every instance, in the order of the list call.
    public let instances: [InstanceRecord]

    init(model: CloudModel, log: CallLog) {
        calls = Dictionary(log.counts.map { ($0.key.rawValue, $0.value) }, uniquingKeysWith: +)
        unauthorised = log.unauthorised
        largestBatch = model.largestBatch
        inFlight = model.inFlight
        mostInFlight = model.mostInFlight
        upgrades = model.upgradeRequests
        instances = model.states.map(\.record)
    }

    /// Reads what `GET /_audit` answered; throws `DecodingError` where it is something else.
    public init(json: Data) throws {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .secondsSince1970
        self = try decoder.decode(AuditReport.self, from: json)
    }

    /// How many calls of one kind were made.
    public func count(of call: CloudCall) -> Int { calls[call.rawValue] ?? 0 }

    /// All violations, with the instances that they concern.
    public var violations: [(instance: InstanceRecord, violation: InstanceRecord.Violation)] {
        instances.flatMap { instance in instance.violations.map { (instance, $0) } }
    }
}
