internal import Crypto
internal import FoundationEssentials

/// Whether ssh's `known_hosts` says anything of a host. Whether its key is the known one, libssh2 decides; this is for the words.
struct KnownHosts {
    let text: String

    /// Whether a line names the host, in plain text, by a pattern or by a salted hash.
    func names(_ host: String, port: Int?) -> Bool {
        let wanted = port.map { $0 == 22 ? host : "[\(host)]:\($0)" } ?? host
        return text.split(whereSeparator: \.isNewline).contains { line in
            guard let field = line.split(separator: " ").first, !field.hasPrefix("#"), !field.hasPrefix("@") else {
                return false
            }
            if field.hasPrefix("|1|") { return Self.isHash(field, of: wanted) }
            return field.split(separator: ",").contains { $0.lowercased() == wanted }
        }
    }

    /// `|1|salt|hash`: the HMAC-SHA1 of the name.
    private static func isHash(_ field: Substring, of name: String) -> Bool {
        let parts = field.split(separator: "|")
        guard parts.count == 3, let salt = Data(base64Encoded: String(parts[1])),
            let hash = Data(base64Encoded: String(parts[2]))
        else { return false }
        let code = HMAC<Insecure.SHA1>.authenticationCode(for: Data(name.utf8), using: SymmetricKey(data: salt))
        return Data(code) == hash
    }
}
