import CloudModel
import Fleet
import FoundationEssentials
import Synchronization

/// An ECS instance's metadata service (`API.md` §4, Temporary credentials), at the server's own address.
final class SimulatedMetadataService: Sendable {
    private let credentials: FleetFile.Credentials
    private let tokens: TokenMint
    private let serial = Atomic(0)

    init(credentials: FleetFile.Credentials) {
        self.credentials = credentials
        // A session token must not pass for a login's.
        var own = credentials
        own.password = "metadata " + credentials.password
        tokens = TokenMint(credentials: own)
    }

    /// `PUT /meta-data/latest/api/token`: a session token as text, for so long as the header says.
    ///
    /// Throws 400 without `X-Metadata-Token-Ttl-Seconds`, 1 to 21600.
    func token(_ request: SimulatedRequest, at now: Date) throws(SimulatedError) -> Answer {
        guard let seconds = request.headers["x-metadata-token-ttl-seconds"].flatMap(Int.init),
            (1...21_600).contains(seconds)
        else { throw .badParameter("X-Metadata-Token-Ttl-Seconds must be 1 to 21600") }
        return Answer(
            .raw(Array(tokens.token(until: now.addingTimeInterval(Double(seconds))).utf8)), type: "text/plain")
    }

    /// `GET /openstack/latest/securitykey`: new keys that are good for `lifetime`.
    ///
    /// Throws 401 without a good session token. **INF** the real service also answers without one, unless told not to.
    func securityKey(_ request: SimulatedRequest, at now: Date, lifetime: Duration) throws(SimulatedError) -> Answer {
        guard let token = request.headers["x-metadata-token"] else {
            throw .unauthorised("X-Metadata-Token is missing")
        }
        try tokens.verify(token, at: now)
        let number = serial.add(1, ordering: .relaxed).newValue
        let keys = TemporaryKeys(
            credentials: credentials, until: now.addingTimeInterval(lifetime.inSeconds), serial: number)
        return Answer([
            "credential": [
                "access": .string(keys.credentials.accessKey), "secret": .string(keys.credentials.secretKey),
                "securitytoken": .string(keys.credentials.securityToken ?? ""),
                "expires_at": .string(WireDate.iamText(keys.end)),
            ]
        ])
    }
}
