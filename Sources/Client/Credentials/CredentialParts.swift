/// The named parts that credentials are put together from: variables of the environment, or keys of a profile.
struct CredentialParts {
    /// The parts by name; an empty one counts as not there.
    let values: [String: String]
    /// The beginning of an error: the file, line and column of a part, with a colon; empty for the environment.
    var errorPrefix: (_ name: String) -> String = { _ in "" }

    func has(_ name: String) -> Bool { values[name, default: ""] != "" }

    func accessKey(id: String, secret: String, securityToken: String?) throws(CredentialsError) -> AccessKey {
        let pair = [id, secret]
        return AccessKey(
            id: try token(id, of: pair), secret: Secret(try token(secret, of: pair)),
            securityToken: try securityToken.flatMap { name throws(CredentialsError) in
                has(name) ? Secret(try token(name, of: pair)) : nil
            })
    }

    func login(user: String, domain: String, password: String) throws(CredentialsError) -> PasswordLogin {
        let parts = [user, domain, password]
        return PasswordLogin(
            user: try trimmed(user, of: parts), domain: try trimmed(domain, of: parts),
            password: Secret(try trimmed(password, of: parts)))
    }

    /// A value that is printable ASCII without spaces, as keys and tokens are.
    private func token(_ name: String, of parts: [String]) throws(CredentialsError) -> String {
        let value = try trimmed(name, of: parts)
        guard value.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw CredentialsError(
                "\(errorPrefix(name))\(name) holds a space, a line break or a character that no key has; set it anew")
        }
        return value
    }

    private func trimmed(_ name: String, of parts: [String]) throws(CredentialsError) -> String {
        guard let value = values[name], let first = value.first, let last = value.last else {
            let present = parts.filter(has).joined(separator: " and ")
            throw CredentialsError("\(errorPrefix(name))\(name) is not set, but \(present) is; set \(name) too")
        }
        guard !first.isWhitespace, !last.isWhitespace else {
            throw CredentialsError(
                "\(errorPrefix(name))\(name) begins or ends with a space or a line break; set it without")
        }
        return value
    }
}
