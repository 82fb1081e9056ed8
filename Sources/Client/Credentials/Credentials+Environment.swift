extension Credentials {
    /// Finds credentials in the environment: the access keys of `API.md` §4 in its order, then our own names for a
    /// password. Empty variables count as not set; nil: there are none.
    ///
    /// Throws when a part is missing, or when a value is unfit. The error never holds a value.
    public static func fromEnvironment(
        _ environment: [String: String]
    ) throws(CredentialsError) -> FoundCredentials? {
        let variables = CredentialParts(values: environment)
        for names in accessKeyNames where variables.has(names.id) || variables.has(names.secret) {
            let key = try variables.accessKey(
                id: names.id, secret: names.secret, securityToken: names.securityToken)
            return FoundCredentials(.accessKey(key), origin: "\(names.id) and \(names.secret)")
        }
        guard loginNames.contains(where: variables.has) else { return nil }
        let login = try variables.login(user: loginNames[0], domain: loginNames[1], password: loginNames[2])
        return FoundCredentials(.password(login), origin: loginNames.joined(separator: ", "))
    }

    /// Advice: the variables to set in the environment.
    static var environmentAdvice: String {
        let pairs = accessKeyNames.map { "\($0.id) and \($0.secret)" }
        return "set \(pairs.joined(separator: ", or ")), or for a login by password "
            + loginNames.joined(separator: ", ")
    }

    private static let accessKeyNames: [(id: String, secret: String, securityToken: String?)] = [
        ("HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK", "HUAWEICLOUD_SDK_SECURITY_TOKEN"),
        ("CLOUD_SDK_AK", "CLOUD_SDK_SK", nil),
        ("HW_ACCESS_KEY", "HW_SECRET_KEY", "HW_SECURITY_TOKEN"),
    ]
    private static let loginNames = ["DBCONVERGE_IAM_USER", "DBCONVERGE_IAM_DOMAIN", "DBCONVERGE_IAM_PASSWORD"]
}
