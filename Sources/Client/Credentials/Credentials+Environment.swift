extension Credentials {
    /// Finds credentials in the environment: the access keys of `API.md` §4 in its order, then our own names for a
    /// password. Empty variables count as not set.
    ///
    /// - Returns: the credentials, and the names of the variables that they came from.
    /// - Throws: when there are none, when a part is missing, or when a value is unfit. The error never holds a value.
    public static func fromEnvironment(
        _ environment: [String: String]
    ) throws(CredentialsError) -> (Credentials, source: String) {
        let variables = Variables(values: environment)
        for names in accessKeyNames {
            let pair = [names.id, names.secret]
            guard pair.contains(where: variables.has) else { continue }
            let key = AccessKey(
                id: try variables.token(names.id, of: pair),
                secret: Secret(try variables.token(names.secret, of: pair)),
                securityToken: try names.securityToken.flatMap { name throws(CredentialsError) in
                    variables.has(name) ? Secret(try variables.token(name, of: pair)) : nil
                })
            return (.accessKey(key), source: "\(names.id) and \(names.secret)")
        }
        let parts = [userName, domainName, passwordName]
        guard parts.contains(where: variables.has) else { throw .none }
        let login = PasswordLogin(
            user: try variables.trimmed(userName, of: parts),
            domain: try variables.trimmed(domainName, of: parts),
            password: Secret(try variables.trimmed(passwordName, of: parts)))
        return (.password(login), source: parts.joined(separator: ", "))
    }

    fileprivate static let accessKeyNames: [(id: String, secret: String, securityToken: String?)] = [
        ("HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK", "HUAWEICLOUD_SDK_SECURITY_TOKEN"),
        ("CLOUD_SDK_AK", "CLOUD_SDK_SK", nil),
        ("HW_ACCESS_KEY", "HW_SECRET_KEY", "HW_SECURITY_TOKEN"),
    ]
    fileprivate static let userName = "DBCONVERGE_IAM_USER"
    fileprivate static let domainName = "DBCONVERGE_IAM_DOMAIN"
    fileprivate static let passwordName = "DBCONVERGE_IAM_PASSWORD"
}

/// Why no usable credentials were found, and what to set. Never holds a value.
public struct CredentialsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The reason in plain words.
    public let description: String

    fileprivate static var none: CredentialsError {
        let pairs = Credentials.accessKeyNames.map { "\($0.id) and \($0.secret)" }
        let login = [Credentials.userName, Credentials.domainName, Credentials.passwordName]
        return CredentialsError(
            description: "no credentials in the environment: set \(pairs.joined(separator: ", or ")), "
                + "or for a login by password \(login.joined(separator: ", "))")
    }
}

private struct Variables {
    let values: [String: String]

    func has(_ name: String) -> Bool { values[name, default: ""] != "" }

    /// A value that is printable ASCII without spaces, as keys and tokens are.
    func token(_ name: String, of parts: [String]) throws(CredentialsError) -> String {
        let value = try trimmed(name, of: parts)
        guard value.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw CredentialsError(
                description: "\(name) holds a space, a line break or a character that no key has; set it anew")
        }
        return value
    }

    func trimmed(_ name: String, of parts: [String]) throws(CredentialsError) -> String {
        guard let value = values[name], let first = value.first, let last = value.last else {
            let present = parts.filter(has).joined(separator: " and ")
            throw CredentialsError(description: "\(name) is not set, but \(present) is; set \(name) too")
        }
        guard !first.isWhitespace, !last.isWhitespace else {
            throw CredentialsError(description: "\(name) begins or ends with a space or a line break; set it without")
        }
        return value
    }
}
