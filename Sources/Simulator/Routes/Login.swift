import CloudModel
import Fleet
import FoundationEssentials

/// IAM's `POST /v3/auth/tokens`: the password method, scoped to a project by name or id (`API.md` §4, Token).
struct Login: Sendable {
    let credentials: FleetFile.Credentials
    let projectID: String
    let region: String
    let authenticator: SimulatedAuthenticator

    /// 201 with the token in `X-Subject-Token`. Throws 401 where user, password or domain are wrong, 400 for a body
    /// of another shape, 404 for a scope that isn't there. **INF** the codes.
    func answer(_ request: RouteRequest, lifetime: Duration) throws(SimulatedError) -> Answer {
        let auth = try request.decoded(Body.self).auth
        guard auth.identity.methods == ["password"] else {
            throw .badParameter("the body must use the password method alone")
        }
        let user = auth.identity.password.user
        guard user.name == credentials.user, user.password == credentials.password,
            user.domain.name == credentials.domain
        else { throw SimulatedError(status: 401, code: "IAM.0101", message: "The username or password is wrong.") }
        let scope = auth.scope.project
        guard scope.id == projectID || (scope.id == nil && scope.name == region) else {
            throw SimulatedError(status: 404, code: "IAM.0004", message: "Could not find the project of the scope.")
        }
        let end = request.now.addingTimeInterval(lifetime.inSeconds)
        return Answer(
            token(from: request.now, until: end), status: 201,
            headers: [("X-Subject-Token", authenticator.token(until: end))])
    }

    private func token(from start: Date, until end: Date) -> JSON {
        let domain: JSON = ["id": "d78cbac186b744899480f25bd022f468", "name": .string(credentials.domain)]
        return [
            "token": [
                "issued_at": .string(WireDate.iamText(start)),
                "expires_at": .string(WireDate.iamText(end)),
                "methods": ["password"],
                "project": [
                    "id": .string(projectID), "name": .string(region), "domain": domain,
                ],
                "user": [
                    "id": "7116d09f88fa41908676fdd4b039e95b", "name": .string(credentials.user), "domain": domain,
                    "password_expires_at": "",
                ],
                "roles": [["id": "0", "name": "te_admin"]],
                "catalog": [],
            ]
        ]
    }

    private struct Body: Decodable {
        let auth: Auth

        struct Auth: Decodable {
            let identity: Identity
            let scope: Scope
        }

        struct Identity: Decodable {
            let methods: [String]
            let password: Password
        }

        struct Password: Decodable { let user: User }

        struct User: Decodable {
            let name, password: String
            let domain: Domain
        }

        struct Domain: Decodable { let name: String }

        struct Scope: Decodable { let project: Project }

        struct Project: Decodable { let id, name: String? }
    }
}
