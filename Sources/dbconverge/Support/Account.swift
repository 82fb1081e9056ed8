import Client
import Fleet
import Logging

/// The credentials of one source, with what all their locations share: the circuit breaker that keeps bad ones from being
/// tried twice, their authenticators, and the projects that were looked up.
actor Account {
    /// Where the credentials came from, for people.
    nonisolated let origin: String
    private let iamEndpoint: EndpointSetting?
    private let proof: Proof
    private let settings: CloudSettings
    private let transport: HTTPTransport
    private let logger: Logger
    /// Of a password: of all the projects' tokens.
    private let circuitBreaker = CredentialCircuitBreaker()
    private var tokens: [Scope: TokenAuthenticator] = [:]
    private var projects: [String: Task<ProjectID, any Error>] = [:]

    private enum Proof {
        /// One for all projects.
        case key(any Authenticator)
        /// One for each project.
        case password(PasswordLogin)
    }

    private struct Scope: Hashable {
        var project: ProjectID
        var iam: Endpoint
    }

    init(_ found: FoundCredentials, _ settings: CloudSettings, _ transport: HTTPTransport, logger: Logger) {
        (self.settings, self.transport, self.logger) = (settings, transport, logger)
        (origin, iamEndpoint) = (found.origin, found.iamEndpoint)
        proof =
            switch found.credentials {
            case .accessKey(let key): .key(AccessKeyAuthenticator(key))
            case .metadata:
                .key(MetadataAuthenticator(endpoint: settings.metadataEndpoint, transport: transport, logger: logger))
            case .password(let login): .password(login)
            }
    }

    /// The authenticator for a project's service. Throws `EndpointError` where IAM is needed and not known, and
    /// `ProxySettings.Failure` where the proxy on the way to it cannot be used.
    func authenticator(for project: ProjectID, region: String) throws -> any Authenticator {
        switch proof {
        case .key(let authenticator): return authenticator
        case .password(let login):
            let scope = Scope(project: project, iam: try iam(region))
            if let known = tokens[scope] { return known }
            try settings.proxies.check(for: scope.iam)
            let authenticator = TokenAuthenticator(
                login: login, project: project, endpoint: scope.iam, transport: transport,
                circuitBreaker: circuitBreaker, logger: logger)
            tokens[scope] = authenticator
            return authenticator
        }
    }

    /// The project that bears the region's name, read once in a run. Throws `CloudError`, `EndpointError` and
    /// `ProxySettings.Failure`.
    func project(of region: String) async throws -> ProjectID {
        if let known = projects[region] { return try await known.value }
        try settings.proxies.check(for: try iam(region))
        let lookup = ProjectLookup(endpoint: try iam(region), transport: transport, logger: logger)
        let task = Task { [proof, circuitBreaker] in
            switch proof {
            case .key(let authenticator): try await lookup.project(of: region, with: authenticator)
            case .password(let login): try await lookup.project(of: region, with: login, circuitBreaker: circuitBreaker)
            }
        }
        projects[region] = task
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }

    private func iam(_ region: String) throws(EndpointError) -> Endpoint {
        try settings.endpoints.iam(region: region, beside: iamEndpoint)
    }
}
