public import CloudModel
public import FoundationEssentials

/// The answer of `GET /_audit`, which needs no authentication: what was asked, and what is true.
///
/// As JSON its keys are those below and its times are seconds since 1970:
///
///     {"calls": {"list": 3, "offer": 2, "upgrade": 1}, "unauthorised": 0, "badSignatures": 0, "lockouts": 0,
///      "callsAfterUnauthorised": 0, "firstCall": 1700000000, "throttled": [1700000001.5], "repeatedPosts": 0,
///      "faults": {"drop-after": 1}, "largestBatch": 2, "inFlight": 0, "mostInFlight": 2, "upgrades": [{"time": 1700000000, "call": "batch", "delay": false, "outcome": "accepted",
///      "members": [{"instance": "…in07", "currentVersion": "2.0.72.260100", "version": "2.0.72.260100",
///      "offered": "2.0.75.260400", "job": "…", "landedOn": "2.0.75.260400"}]}],
///      "instances": [{"id": "…in07", "name": "orders-0001", "version": "2.0.75.260400", "history": […],
///      "requests": 1, "accepted": 1, "repeats": 0, "offersAsked": 1, "violations": []}]}
///
/// `GET /_audit/calls` answers the log of the last 200,000 calls, an array of ``CallEntry``.
public struct AuditReport: Codable, Hashable, Sendable {
    /// How many calls of each kind were made, by the names of ``CloudCall``; kinds that were not made are left out.
    public let calls: [String: Int]
    /// How many calls were answered 401.
    public let unauthorised: Int
    /// How many signatures were bad, those of a locked key among them.
    public let badSignatures: Int
    /// How often a key was locked because too many signatures in a row were bad (`API.md` §3).
    public let lockouts: Int
    /// How many calls came with credentials that had been answered 401 before.
    public let callsAfterUnauthorised: Int
    /// When the first call came, by the caller's clock; nil: none has.
    public let firstCall: Date?
    /// When calls were answered 429, by the caller's clock, the first 200,000 of them.
    public let throttled: [Date]
    /// How many upgrade requests had the path and the body of an earlier one, whatever had become of that.
    public let repeatedPosts: Int
    /// How often calls were befallen by what, by the names of ``TransportFault``.
    public let faults: [String: Int]
    /// The most instances that one batch has named.
    public let largestBatch: Int
    /// How many upgrades are in flight.
    public let inFlight: Int
    /// The most upgrades that have been in flight at once.
    public let mostInFlight: Int
    /// Every upgrade request, in order.
    public let upgrades: [RequestRecord]
    /// Every instance, in the order of the list call.
    public let instances: [InstanceRecord]

    init(model: ModeledCloud, log: CallLog, access: AccessBook) {
        calls = Dictionary(log.counts.map { ($0.key.rawValue, $0.value) }, uniquingKeysWith: +)
        unauthorised = log.unauthorised
        badSignatures = access.badSignatures
        lockouts = access.lockouts
        callsAfterUnauthorised = access.callsAfterUnauthorised
        firstCall = log.firstCall
        throttled = log.throttled
        repeatedPosts = log.repeatedPosts
        faults = log.faults
        largestBatch = model.largestBatch
        inFlight = model.inFlight
        mostInFlight = model.mostInFlight
        upgrades = model.upgradeRequests
        instances = model.states.map(\.record)
    }

    /// How many upgrade requests a careful client would not have sent; see ``InstanceRecord/repeats``.
    public var repeats: Int { instances.reduce(0) { $0 + $1.repeats } }

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
