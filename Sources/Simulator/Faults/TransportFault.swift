/// What can befall a call on its way to the cloud and back; the raw values are the names of `--fault`.
public enum TransportFault: String, Hashable, Sendable, CaseIterable {
    /// 429 `APIGW.0308`; nothing is done.
    case throttled = "429"
    /// 500 `DBS.200005`; nothing is done.
    case serverError = "500"
    /// 502 with a gateway's page; nothing is done.
    case badGateway = "502"
    /// 503 with a gateway's page; nothing is done.
    case unavailable = "503"
    /// 504 with a gateway's page; nothing is done.
    case gatewayTimeOut = "504"
    /// The connection is closed without an answer; nothing is done.
    case dropBefore = "drop-before"

    /// 500 `DBS.200005`, after what was asked for has been done.
    case serverErrorAfter = "500-after"
    /// 502, after it has been done.
    case badGatewayAfter = "502-after"
    /// 503, after it has been done.
    case unavailableAfter = "503-after"
    /// 504, after it has been done.
    case gatewayTimeOutAfter = "504-after"
    /// It is done, and the connection is closed without an answer.
    case dropAfter = "drop-after"
    /// It is done, and the connection is closed in the middle of the answer.
    case dropMiddle = "drop-middle"
    /// It is done, and no answer ever comes.
    case hang

    /// The answer comes in small pieces, over `slow-time`.
    case slow
    /// The answer never ends.
    case endless
    /// The answer has more than 32 MiB.
    case huge

    /// The answer's JSON is cut off.
    case truncated
    /// A page of HTML with the answer's status.
    case html
    /// JSON whose values are of other types.
    case wrongTypes = "wrong-types"
    /// Bytes in the answer that are not UTF-8.
    case notUTF8 = "not-utf8"
    /// An answer without a body.
    case empty
    /// JSON that is nested 100,000 deep.
    case nested
    /// `null`.
    case null

    /// Whether nothing is done of what was asked for.
    public var isBeforeActing: Bool {
        switch self {
        case .throttled, .serverError, .badGateway, .unavailable, .gatewayTimeOut, .dropBefore: true
        default: false
        }
    }

    /// The status of an error in place of the answer; nil: the answer keeps its own.
    var errorStatus: Int? {
        switch self {
        case .serverError, .serverErrorAfter: 500
        case .badGateway, .badGatewayAfter: 502
        case .unavailable, .unavailableAfter: 503
        case .gatewayTimeOut, .gatewayTimeOutAfter: 504
        default: nil
        }
    }
}

/// Which calls a fault befalls: `reads`, `acts`, `access`, `all`, or one kind by its name in the audit.
public enum FaultCalls: Hashable, Sendable {
    /// Whatever asks and changes nothing.
    case reads
    /// Whatever changes something: upgrades, pre-checks, cancelling, windows.
    case acts
    /// The login, the project lookup and the metadata service.
    case access
    /// Reads and acts: what a fault befalls for which nothing is said.
    case cloud
    /// Every call but the simulator's own.
    case all
    /// One kind.
    case only(CloudCall)

    init?(_ text: some StringProtocol) {
        switch text {
        case "reads": self = .reads
        case "acts": self = .acts
        case "access": self = .access
        case "all": self = .all
        default:
            guard let call = CloudCall(rawValue: String(text)), !call.isOwn else { return nil }
            self = .only(call)
        }
    }

    func contains(_ call: CloudCall) -> Bool {
        switch self {
        case .reads: call.isRead
        case .acts: call.isAct
        case .access: call.isAccess
        case .cloud: call.isRead || call.isAct
        case .all: !call.isOwn
        case .only(let kind): call == kind
        }
    }
}
