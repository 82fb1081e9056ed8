internal import Fleet
internal import FoundationEssentials

/// The body of a login by password (`API.md` §4): the token is to be scoped to one project.
struct LoginBody: Encodable {
    private let auth: Auth

    init(_ login: PasswordLogin, _ project: ProjectID) { self.init(login, Project(id: project.description)) }

    /// Scoped to the project of a name: a region's own bears the region's.
    init(_ login: PasswordLogin, projectNamed name: String) { self.init(login, Project(name: name)) }

    private init(_ login: PasswordLogin, _ project: Project) {
        let user = User(
            name: login.user, password: login.password.reveal(), domain: Domain(name: login.domain))
        auth = Auth(
            identity: Identity(methods: ["password"], password: Password(user: user)),
            scope: Scope(project: project))
    }

    func encoded() throws -> Data { try Self.encoder.encode(self) }

    /// A secret as it stands in the body.
    static func escaped(_ secret: Secret) throws -> Secret {
        Secret(String(String(decoding: try encoder.encode(secret.reveal()), as: UTF8.self).dropFirst().dropLast()))
    }

    private static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }

    private struct Auth: Encodable {
        let identity: Identity
        let scope: Scope
    }
    private struct Identity: Encodable {
        let methods: [String]
        let password: Password
    }
    private struct Password: Encodable { let user: User }
    private struct User: Encodable {
        let name: String
        let password: String
        let domain: Domain
    }
    private struct Domain: Encodable { let name: String }
    private struct Scope: Encodable { let project: Project }
    private struct Project: Encodable { var id, name: String? }
}

/// The part of a login's answer that is read.
struct LoginAnswer: Decodable {
    private let token: Token

    /// Seconds between the issue of the token and its end, by the cloud's own clock; nil where that makes no sense.
    var lifetime: Double? {
        guard let issued = token.issuedAt.time, let expires = token.expiresAt.time, issued < expires else {
            return nil
        }
        return expires.timeIntervalSince(issued)
    }

    private struct Token: Decodable {
        let issuedAt, expiresAt: LenientText

        enum CodingKeys: String, CodingKey {
            case issuedAt = "issued_at"
            case expiresAt = "expires_at"
        }
    }
}
