public import CloudModel

/// What goes wrong in a simulated cloud: read from texts like those of `--fault`, `NAME=VALUE`.
///
/// - A share, `5%` or `0.05`, for each ``TransportFault``; `5%@acts` for the calls of ``FaultCalls`` only. The same
///   name may be given several times, for different calls.
/// - A value for each ``FaultSetting``. Times are like `500ms`, `2s`, `5m`, `24h`.
///
/// Lags go by the cloud's time, everything else by the caller's.
public struct Faults: Hashable, Sendable {
    /// Nothing goes wrong but what always does: more than five bad signatures in a row lock a key for five minutes.
    public static let none = Faults()

    /// What it was read from, in order: each name with its value.
    public private(set) var spelled: [Spelled] = []
    /// How often each call is befallen by what; a call has one fault at most.
    public private(set) var rules: [Rule] = []
    /// The throttle; nil: there is none.
    public private(set) var rateLimit: SimulatedRateLimit?
    /// Whether the throttle's window slides with the time, or else begins anew when it is over.
    public private(set) var slidingWindow = false
    /// What a 429 says of when to come again.
    public private(set) var retryAfter = RetryAfter.none
    /// How long a slow answer takes.
    public private(set) var slowTime = Duration.seconds(5)
    /// How far the server's clock is ahead of the caller's.
    public private(set) var clockSkew = Duration.zero
    /// How long a key is locked.
    public private(set) var lockout = Duration.seconds(5 * 60)
    /// How long a login's token lives; nil: as the fleet says.
    public private(set) var tokenLife: Duration?
    /// How long the metadata service's keys live.
    public private(set) var credentialLife = Duration.seconds(24 * 60 * 60)
    /// When they begin and end, after they were set; nil: at once, and never.
    public private(set) var from, until: Duration?
    /// What goes wrong inside of the cloud.
    public private(set) var cloud = CloudFaults()

    /// None.
    public init() {}

    /// From texts `NAME=VALUE`; throws ``FaultError`` for one that is not known, or whose value can't be read.
    public init(_ texts: [String]) throws(FaultError) {
        try self.init(
            spelled: texts.map { text in
                let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return Spelled(name: String(parts[0]), value: parts.count > 1 ? String(parts[1]) : "")
            })
    }

    /// From names and values; throws as ``init(_:)``.
    public init(spelled: [Spelled]) throws(FaultError) {
        for setting in spelled { try add(setting) }
        self.spelled = spelled
    }

    /// A name and its value, as they were given.
    public struct Spelled: Hashable, Sendable {
        /// The name, such as `drop-after`.
        public var name: String
        /// The value, such as `5%@acts`.
        public var value: String

        /// A setting.
        public init(name: String, value: String) { (self.name, self.value) = (name, value) }
    }

    /// A share of some calls that a fault befalls.
    public struct Rule: Hashable, Sendable {
        /// What befalls them.
        public let fault: TransportFault
        /// 0 to 1.
        public let share: Double
        /// Which.
        public let calls: FaultCalls
    }

    /// What a 429 says of when to come again.
    public enum RetryAfter: String, Hashable, Sendable, CaseIterable {
        /// Nothing.
        case none
        /// `Retry-After: 12`.
        case seconds
        /// `Retry-After: Tue, 24 Nov 2026 12:00:00 GMT`.
        case date
    }

    private mutating func add(_ spelled: Spelled) throws(FaultError) {
        let value = FaultValue(name: spelled.name, text: spelled.value)
        if let fault = TransportFault(rawValue: spelled.name) {
            let (share, calls) = try value.rule()
            rules.append(Rule(fault: fault, share: share, calls: calls))
        } else if let setting = FaultSetting(rawValue: spelled.name) {
            try set(setting, value)
        } else {
            throw FaultError(
                description: "there is no fault '\(spelled.name)'. Shares of calls: "
                    + TransportFault.allCases.map(\.rawValue).joined(separator: ", ") + ". Settings: "
                    + FaultSetting.allCases.map(\.rawValue).joined(separator: ", "))
        }
    }

    private mutating func set(_ setting: FaultSetting, _ value: FaultValue) throws(FaultError) {
        switch setting {
        case .rateLimit: rateLimit = try value.rate()
        case .rateWindow: slidingWindow = try value.word(of: ["fixed", "sliding"]) == "sliding"
        case .retryAfter:
            retryAfter = RetryAfter(rawValue: try value.word(of: RetryAfter.allCases.map(\.rawValue))) ?? .none
        case .slowTime: slowTime = try value.duration()
        case .clockSkew: clockSkew = try value.duration(signed: true)
        case .lockout: lockout = try value.duration()
        case .tokenLife: tokenLife = try value.duration()
        case .credentialLife: credentialLife = try value.duration()
        case .from: from = try value.duration()
        case .until: until = try value.duration()
        default: try cloud.set(setting, value)
        }
    }
}

/// Why a fault can't be understood, and what can be written instead.
public struct FaultError: Error, Hashable, Sendable, CustomStringConvertible {
    /// In one sentence.
    public let description: String
}
