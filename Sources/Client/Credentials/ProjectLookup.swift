public import Fleet
internal import FoundationEssentials
public import Logging

/// Finds the project that bears a region's name (`API.md` §4, Project lookup).
public struct ProjectLookup: Sendable {
    private let endpoint: Endpoint
    private let exchange: Exchange

    /// A lookup.
    ///
    /// - Parameters:
    ///   - endpoint: IAM's.
    ///   - transport: carries the call.
    ///   - callTimeout: how long it may take.
    ///   - logger: hears at level debug of the call, without its secrets.
    public init(
        endpoint: Endpoint, transport: any Transport, callTimeout: Duration = .seconds(30), logger: Logger
    ) {
        self.endpoint = endpoint
        self.exchange = Exchange(transport: transport, timeout: callTimeout, logger: logger)
    }

    /// The project of a region, with a key: `GET /v3/projects?name=`. Throws `CloudError`, also for none and for several.
    public func project(of region: String, with authenticator: any Authenticator) async throws -> ProjectID {
        let call = Call(
            "look up the project of region '\(region)' at \(endpoint.authority)", .get, "/v3/projects",
            query: [.init("name", region)])
        return try await authenticator.circuitBreaker.run(at: endpoint) { _ in
            var request = call.request(to: endpoint)
            try await authenticator.authenticate(&request)
            let response = try await exchange.perform(call, request)
            let answer = try exchange.decode(ProjectList.self, from: response, to: request, call)
            let found = answer.projects.filter { $0.name == region }
            guard found.count < 2 else {
                throw CloudError(
                    .projectNotFound, call, status: response.status,
                    message: "\(found.count) projects are called '\(region)'")
            }
            return try Self.id(found.first, call, response, region)
        }
    }

    /// The project of a region, with a password: a token for it names it. Throws `CloudError`.
    ///
    /// `circuitBreaker` is that of the user's other calls.
    public func project(
        of region: String, with login: PasswordLogin, circuitBreaker: CredentialCircuitBreaker
    ) async throws -> ProjectID {
        let call = Call(
            "look up the project of region '\(region)' at \(endpoint.authority)", .post, "/v3/auth/tokens",
            body: try LoginBody(login, projectNamed: region).encoded())
        return try await circuitBreaker.run(at: endpoint) { _ in
            var request = call.request(to: endpoint)
            request.confidential = try [login.password, LoginBody.escaped(login.password)]
            let response = try await exchange.perform(call, request)
            // A login's answer is never shown: the error says only that it is unreadable.
            let answer = try? JSONDecoder().decode(ScopedToken.self, from: response.body)
            return try Self.id(answer?.token.project, call, response, region)
        }
    }

    private static func id(
        _ project: ListedProject?, _ call: Call, _ response: WireResponse, _ region: String
    ) throws -> ProjectID {
        guard let project else {
            throw CloudError(
                .projectNotFound, call, status: response.status, message: "no project is called '\(region)'")
        }
        guard let id = ProjectID(project.id), project.name == region else {
            throw CloudError(
                .unexpectedAnswer, call, status: response.status,
                message: "the answer names no project of that name with an id of 32 letters and digits")
        }
        return id
    }
}

private struct ListedProject: Decodable, Sendable { let id, name: String }
private struct ProjectList: Decodable, CallAnswer { let projects: [ListedProject] }

private struct ScopedToken: Decodable {
    let token: Token
    struct Token: Decodable { let project: ListedProject? }
}
