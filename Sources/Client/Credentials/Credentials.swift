/// How to prove to the cloud who is calling (`API.md` §4).
public enum Credentials: Sendable {
    /// An access key, which signs every request.
    case accessKey(AccessKey)
    /// A user's password, which buys a token.
    case password(PasswordLogin)
    /// The temporary key that an ECS instance's metadata service gives out, and renews.
    case metadata
}

/// An access key, permanent or temporary.
public struct AccessKey: Sendable {
    /// The key's id (AK), which is no secret.
    public var id: String
    /// The secret key (SK).
    public var secret: Secret
    /// The security token of temporary credentials.
    public var securityToken: Secret?

    /// An access key.
    public init(id: String, secret: Secret, securityToken: Secret? = nil) {
        (self.id, self.secret, self.securityToken) = (id, secret, securityToken)
    }
}

/// An IAM user with a password.
public struct PasswordLogin: Sendable {
    /// The user's name.
    public var user: String
    /// The name of the domain, that is the account, that the user belongs to.
    public var domain: String
    /// The password.
    public var password: Secret

    /// A login.
    public init(user: String, domain: String, password: Secret) {
        (self.user, self.domain, self.password) = (user, domain, password)
    }
}

/// Why there are no usable credentials, and what to do. Never holds a value.
public struct CredentialsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The reason in plain words.
    public let description: String

    init(_ description: String) { self.description = description }
}
