import CloudModel
import Crypto
import FoundationEssentials

/// Keys as an ECS instance's metadata service gives them out (`API.md` §4, Temporary credentials). The access key
/// carries their end, the others come from it and from the permanent secret, so that nothing has to be remembered.
struct TemporaryKeys: Sendable {
    /// When they stop being good.
    let end: Date
    /// The three keys in the form of permanent ones.
    let credentials: FleetFile.Credentials

    /// New ones; the serial number makes them different from others of the same end.
    init(credentials: FleetFile.Credentials, until end: Date, serial: Int) {
        let milliseconds = Int64(end.timeIntervalSince1970 * 1000)
        self.init(credentials, access: "HST\(milliseconds)N\(serial)", milliseconds)
    }

    /// Those of an access key; nil where it is none of ours.
    init?(credentials: FleetFile.Credentials, access: String) {
        let parts = access.split(separator: "N", omittingEmptySubsequences: false)
        guard access.hasPrefix("HST"), parts.count == 2, let milliseconds = Int64(parts[0].dropFirst(3)) else {
            return nil
        }
        self.init(credentials, access: access, milliseconds)
    }

    private init(_ permanent: FleetFile.Credentials, access: String, _ milliseconds: Int64) {
        end = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
        let key = SymmetricKey(data: Data("temporary \(permanent.secretKey)".utf8))
        func seal(_ what: String) -> String {
            SignatureVerifier.hexadecimal(
                HMAC<SHA256>.authenticationCode(for: Data("\(what) \(access)".utf8), using: key))
        }
        var credentials = permanent
        credentials.accessKey = access
        credentials.secretKey = seal("secret")
        credentials.securityToken = seal("token")
        self.credentials = credentials
    }
}
