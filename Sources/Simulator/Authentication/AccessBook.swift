import CloudModel
import Crypto
import FoundationEssentials

/// What is remembered of who was let in and who was not: locked keys, revoked tokens, and who comes again after a 401.
struct AccessBook: Sendable {
    /// More than this many bad signatures in a row lock a key (`API.md` §3).
    static let patience = 5

    /// How often all tokens were revoked.
    private(set) var revoked = 0
    /// How many signatures were bad, those of a locked key among them.
    private(set) var badSignatures = 0
    /// How often a key was locked.
    private(set) var lockouts = 0
    /// How many calls came with credentials that had been answered 401 before.
    private(set) var callsAfterUnauthorised = 0
    private var badInARow: [String: Int] = [:]
    private var lockedUntil: [String: Date] = [:]
    private var refused: Set<[UInt8]> = []

    mutating func revokeTokens() { revoked += 1 }

    /// Throws 401 for a key that is locked, whatever the signature.
    mutating func arrived(_ request: SimulatedRequest, at now: Date) throws(SimulatedError) {
        if !refused.isEmpty, refused.contains(Self.identity(of: request)) { callsAfterUnauthorised += 1 }
        guard let key = Self.accessKey(of: request), let end = lockedUntil[key] else { return }
        guard now < end else { return lockedUntil[key] = nil }
        badSignatures += 1
        throw .unauthorised("the access key is locked after too many failures")
    }

    /// A call was let in: its key's failures are forgiven.
    mutating func letIn(_ request: SimulatedRequest) {
        if let key = Self.accessKey(of: request) { badInARow[key] = nil }
    }

    /// A call was answered 401.
    mutating func turnedAway(_ request: SimulatedRequest, at now: Date, lockout: Duration) {
        refused.insert(Self.identity(of: request))
        guard let key = Self.accessKey(of: request), lockedUntil[key] == nil else { return }
        badSignatures += 1
        badInARow[key, default: 0] += 1
        guard badInARow[key, default: 0] > Self.patience, lockout > .zero else { return }
        badInARow[key] = nil
        lockouts += 1
        lockedUntil[key] = now.addingTimeInterval(lockout.inSeconds)
    }

    private static func accessKey(of request: SimulatedRequest) -> String? {
        guard request.headers["x-auth-token"] == nil else { return nil }
        return request.headers["authorization"].flatMap(Authorization.init)?.access
    }

    /// What tells credentials apart: a token, an access key with its security token, or a login's body; as a hash.
    private static func identity(of request: SimulatedRequest) -> [UInt8] {
        let text: String
        if let token = request.headers["x-auth-token"] {
            text = "token \(token)"
        } else if let key = accessKey(of: request) {
            text = "key \(key) \(request.headers["x-security-token"] ?? "")"
        } else {
            text = "other \(request.headers["authorization"] ?? "") \(String(decoding: request.body, as: UTF8.self))"
        }
        return Array(SHA256.hash(data: Data(text.utf8)))
    }
}
