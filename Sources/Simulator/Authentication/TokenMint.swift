import CloudModel
import Crypto
import FoundationEssentials

/// Makes and checks the tokens of IAM's login (`API.md` §4, Token). A token carries its own end and the
/// number of times that all were revoked, and is sealed with a key that comes from the password, so that nothing has to
/// be remembered.
struct TokenMint: Sendable {
    private let key: SymmetricKey

    init(credentials: FleetFile.Credentials) {
        key = SymmetricKey(data: SHA256.hash(data: Data("token \(credentials.secretKey) \(credentials.password)".utf8)))
    }

    /// A token that is good until `end`.
    func token(until end: Date, revoked: Int = 0) -> String {
        let payload = "MII" + String(Int64(end.timeIntervalSince1970 * 1000)) + "r" + String(revoked)
        return payload + "-" + seal(payload)
    }

    /// Throws 401 `APIGW.0301` for one that isn't ours, or has expired.
    func verify(_ token: String, at now: Date, revoked: Int = 0) throws(SimulatedError) {
        let parts = token.split(separator: "-", omittingEmptySubsequences: false)
        let numbers = parts[0].dropFirst(3).split(separator: "r")
        guard parts.count == 2, numbers.count == 2, let end = Int64(numbers[0]), seal(String(parts[0])) == parts[1]
        else { throw .unauthorised("decrypt token fail") }
        guard Int(numbers[1]) == revoked else { throw .unauthorised("token revoked") }
        guard now.timeIntervalSince1970 * 1000 < Double(end) else { throw .unauthorised("token expired") }
    }

    private func seal(_ payload: String) -> String {
        SignatureVerifier.hexadecimal(HMAC<SHA256>.authenticationCode(for: Data(payload.utf8), using: key))
    }
}
